"""Folders: make one, rename it, say who sees it, delete it when it is empty."""

from uuid import UUID

from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from notify.message_templates.models import Folder
from notify.portal.access import Access, Permission, service_view
from notify.portal.template_pages import acts
from notify.portal.template_pages.folder_forms import FolderForm, ViewersForm
from notify.portal.template_pages.folders import FolderTree, is_empty


@service_view(Permission.MANAGE_TEMPLATES)
@require_http_methods(["GET", "HEAD", "POST"])
def new_folder(request: HttpRequest, access: Access) -> HttpResponse:
    tree = FolderTree(access)
    parent = tree.get(_uuid(request.POST.get("parent") or request.GET.get("parent", "")))
    form = FolderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        folder = acts.create_folder(access, name, parent, request=request)
        messages.success(request, _("The folder “%(name)s” is made.") % {"name": name})
        return redirect("portal:template-folder", access.service.id, folder.pk)
    context = {"access": access, "parent": parent, "form": form}
    return render(request, "portal/templates/new_folder.html", context)


@service_view(Permission.MANAGE_TEMPLATES)
@require_http_methods(["GET", "HEAD", "POST"])
def folder_settings(request: HttpRequest, access: Access, folder_id: UUID) -> HttpResponse:
    tree = FolderTree(access)
    folder = _get(tree, folder_id)
    form = FolderForm(request.POST or None, initial={"name": folder.name})
    viewers = ViewersForm(request.POST or None, folder=folder) if access.manages else None
    if request.method == "POST" and form.is_valid() and (not viewers or viewers.is_valid()):
        _save(request, folder, form, viewers)
        messages.success(request, _("Saved."))
        return redirect("portal:template-folder", access.service.id, folder.pk)
    context = {
        "access": access,
        "folder": folder,
        "form": form,
        "viewers": viewers,
        "is_empty": is_empty(folder),
    }
    return render(request, "portal/templates/folder.html", context)


@service_view(Permission.MANAGE_TEMPLATES)
@require_POST
def delete_folder(request: HttpRequest, access: Access, folder_id: UUID) -> HttpResponse:
    tree = FolderTree(access)
    folder = _get(tree, folder_id)
    try:
        acts.delete_folder(folder, request=request)
    except ProtectedError:
        messages.error(request, _("Move what is in the folder first."))
        return redirect("portal:folder-settings", access.service.id, folder_id)
    messages.success(request, _("The folder “%(name)s” is deleted.") % {"name": folder.name})
    return redirect("portal:templates", access.service.id)


def _save(
    request: HttpRequest, folder: Folder, form: FolderForm, viewers: ViewersForm | None
) -> None:
    if form.cleaned_data["name"] != folder.name:
        acts.rename_folder(folder, form.cleaned_data["name"], request=request)
    if viewers:
        acts.hide_folder(folder, viewers.hidden_from, request=request)


def _get(tree: FolderTree, folder_id: UUID) -> Folder:
    folder = tree.get(folder_id)
    assert folder is not None  # noqa: S101  get raises Http404 for an id it does not find
    return folder


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
