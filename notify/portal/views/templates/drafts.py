"""Drafts: read a change, approve it, send it back, give it up; and whether that is asked for."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notify.message_templates.actions import TemplateChanged
from notify.message_templates.models import TemplateDraft
from notify.message_templates.review import DraftChanged, OwnDraft
from notify.portal.access import Access, Permission, service_view
from notify.portal.template_pages import saving
from notify.portal.template_pages.drafts import find_draft
from notify.portal.template_pages.editor_form import content_of, unsaved_template
from notify.portal.template_pages.preview import preview_of
from notify.portal.template_pages.task import changed_placeholders, differences


class CommentForm(forms.Form):
    comment = forms.CharField(
        label=gettext_lazy("What should change?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say what should change")},
    )


class ReviewSettingForm(forms.Form):
    wanted = forms.BooleanField(
        label=gettext_lazy("A second person approves every change to a template"), required=False
    )


@service_view()
@require_safe
def draft(request: HttpRequest, access: Access, change_id: UUID) -> HttpResponse:
    found = find_draft(access, change_id)
    return _show(request, access, found, CommentForm())


@service_view(Permission.MANAGE_TEMPLATES)
@require_POST
def approve(request: HttpRequest, access: Access, change_id: UUID) -> HttpResponse:
    found = find_draft(access, change_id)
    try:
        template = saving.approve(access, found, _revision(request), request)
    except OwnDraft:
        messages.error(request, _("Somebody other than the author approves a change."))
    except DraftChanged:
        messages.error(request, _("The draft changed meanwhile. Read it again."))
    except TemplateChanged:
        messages.error(
            request,
            _("The template was changed meanwhile. Edit the draft to bring both together."),
        )
    else:
        words = _("Approved. Messages are sent with this text from now on.")
        messages.success(request, words)
        return redirect("portal:template", access.service.id, template.pk)
    return redirect("portal:template-draft", access.service.id, found.pk)


@service_view(Permission.MANAGE_TEMPLATES)
@require_POST
def send_back(request: HttpRequest, access: Access, change_id: UUID) -> HttpResponse:
    found = find_draft(access, change_id)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _show(request, access, found, form)
    comment = form.cleaned_data["comment"]
    try:
        saving.send_back(access, found, _revision(request), comment, request)
    except DraftChanged:
        messages.error(request, _("The draft changed meanwhile. Read it again."))
    else:
        messages.success(request, _("Sent back to its author."))
    return redirect("portal:template-draft", access.service.id, found.pk)


@service_view(Permission.MANAGE_TEMPLATES)
@require_POST
def withdraw(request: HttpRequest, access: Access, change_id: UUID) -> HttpResponse:
    found = find_draft(access, change_id)
    try:
        saving.withdraw(found, _revision(request), request)
    except DraftChanged:
        messages.error(request, _("The draft changed meanwhile. Read it again."))
        return redirect("portal:template-draft", access.service.id, found.pk)
    messages.success(request, _("The draft is withdrawn."))
    if found.template:
        return redirect("portal:template", access.service.id, found.template.pk)
    return redirect("portal:templates", access.service.id)


@service_view(Permission.MANAGE_SERVICE, readable=True)
@require_http_methods(["GET", "HEAD", "POST"])
def review_setting(request: HttpRequest, access: Access) -> HttpResponse:
    """Say whether changes to templates wait for a second person."""
    service = access.service
    initial = {"wanted": service.templates_need_review}
    form = ReviewSettingForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        saving.set_review(service, wanted=form.cleaned_data["wanted"], request=request)
        messages.success(request, _("Saved."))
        return redirect("portal:templates", service.id)
    context = {"access": access, "form": form}
    return render(request, "portal/templates/review_setting.html", context)


def _show(
    request: HttpRequest, access: Access, found: TemplateDraft, form: CommentForm
) -> HttpResponse:
    new = content_of(found)
    live = found.template
    added, removed = changed_placeholders(live, new) if live else ([], [])
    shown = unsaved_template(access.service, found.channel, new)
    context = {
        "access": access,
        "draft": found,
        "template": live,
        "form": form,
        "differences": differences(content_of(live), new) if live and found.is_open else [],
        "added": added,
        "removed": removed,
        "preview": preview_of(shown, access.service),
        "is_behind": bool(live and found.is_open and live.version != found.based_on),
        "is_waiting": found.state == TemplateDraft.State.WAITING,
        "is_own": found.author_id == access.user.pk,
        "can_write": access.can(Permission.MANAGE_TEMPLATES),
    }
    return render(request, "portal/templates/draft.html", context)


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
