"""Templates as files: take them out, take them over."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from notify.message_templates import files
from notify.message_templates.actions import TemplateChanged
from notify.message_templates.review import DraftChanged
from notify.portal.access import Access, Permission, service_view
from notify.portal.template_pages.finding import find_template, templates_of
from notify.portal.template_pages.folders import FolderTree
from notify.portal.template_pages.importing import Outcome, import_file

LARGEST_MB = 10


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A zip file, or one Markdown (.md) or JSON (.json) file."),
        error_messages={
            "required": gettext_lazy("Choose a file"),
            "empty": gettext_lazy("The file is empty. Choose another one"),
        },
    )

    def clean_file(self) -> object:
        upload = self.cleaned_data["file"]
        if not upload.name.lower().endswith((".zip", ".md", ".json")):
            raise forms.ValidationError(_("Choose a file that ends in .zip, .md or .json"))
        if upload.size > LARGEST_MB * 1024 * 1024:
            raise forms.ValidationError(
                _("The file is larger than %(size)d MB. Split it up") % {"size": LARGEST_MB}
            )
        return upload


@service_view()
@require_safe
def export_all(request: HttpRequest, access: Access) -> HttpResponse:
    """Return every template that the person sees: a zip of Markdown files, or one JSON file."""
    tree = FolderTree(access)
    rows = templates_of(access).order_by("name", "id")
    described = [files.describe(each, tree.label(each.folder)) for each in rows]
    if request.GET.get("format") == "json":
        return _download(files.write_json(described), "application/json", "templates.json")
    return _download(files.write_zip(described), "application/zip", "templates.zip")


@service_view()
@require_safe
def export_one(request: HttpRequest, access: Access, template_id: UUID) -> HttpResponse:
    found = find_template(access, template_id)
    described = files.describe(found, FolderTree(access).label(found.folder))
    name = files.file_name(described)
    if request.GET.get("format") == "json":
        content = files.write_json([described])
        return _download(content, "application/json", name.removesuffix("md") + "json")
    return _download(files.write_markdown(described), "text/markdown; charset=utf-8", name)


@service_view(Permission.MANAGE_TEMPLATES)
@require_http_methods(["GET", "HEAD", "POST"])
def import_templates(request: HttpRequest, access: Access) -> HttpResponse:
    """Take over a file, or say everything that is wrong with it."""
    outcome = None
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        outcome = _import(request, access, upload.name, upload.read())
        if outcome and not outcome.problems:
            messages.success(request, _words(outcome))
            return redirect("portal:templates", access.service.id)
    context = {"access": access, "form": form, "outcome": outcome}
    return render(request, "portal/templates/import.html", context)


def _import(request: HttpRequest, access: Access, name: str, content: bytes) -> Outcome | None:
    try:
        return import_file(access, name, content, request)
    except (TemplateChanged, DraftChanged):
        messages.error(request, _("A template was changed meanwhile; nothing was taken over."))
        return None


def _words(outcome: Outcome) -> str:
    words = _("New: %(created)d. Changed: %(changed)d. Already the same: %(same)d.")
    if outcome.waiting:
        words = _("Waiting for review: %(waiting)d. Already the same: %(same)d.")
    return words % vars(outcome)


def _download(content: str | bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    ascii_name = name.encode("ascii", "ignore").decode() or "templates"
    response["Content-Disposition"] = f'attachment; filename="{ascii_name}"'
    return response
