"""Take lists from people: upload, follow the check, replace, discard, a sample to begin with."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notify.portal.access import Access, Permission, service_view
from notify.portal.csv_answers import table_answer
from notify.portal.list_form import NewListForm, UploadForm
from notify.portal.sample_lists import columns_of, sample_of
from notify.portal.templatetags.portal import number
from notify.portal.views.one_off import find_template
from notify.sending.list_sending import keep_list
from notify.sending.list_source import MOST_ROWS
from notify.sending.models import ListDraft

can_send = service_view(Permission.SEND_MESSAGES)
State = ListDraft.State


@can_send
@require_http_methods(["GET", "HEAD", "POST"])
def send_to_list(request: HttpRequest, access: Access, template_id: UUID) -> HttpResponse:
    """Take a list for a template."""
    template = find_template(access, template_id)
    draft = ListDraft(service=access.service, template=template, created_by=access.user)
    is_post = request.method == "POST"
    form = NewListForm(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        template=template,
        service=access.service,
        draft=draft,
    )
    if is_post and form.is_valid() and form.upload:
        keep_list(draft, form.upload)
        return redirect("portal:list-draft", access.service.id, draft.id)
    context = {
        "access": access,
        "template": template,
        "form": form,
        "columns": columns_of(template, access.service),
        "most_rows": MOST_ROWS,
    }
    return render(request, "portal/sends/list_upload.html", context)


@can_send
@require_safe
def sample_list(
    request: HttpRequest, access: Access, template_id: UUID, *, kind: str
) -> HttpResponseBase:
    """Return a file with the columns that a template needs, to write over."""
    template = find_template(access, template_id)
    user = access.user
    own = user.email if template.channel == "email" else user.mobile_number
    rows = sample_of(template, access.service, own)
    return table_answer(rows, _("sample"), kind)


@can_send
@require_http_methods(["GET", "HEAD", "POST"])
def replace_list(request: HttpRequest, access: Access, draft_id: UUID) -> HttpResponse:
    """Take another file in place of the one that was there."""
    draft = find_list(access, draft_id)
    is_post = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_post else UploadForm()
    if draft.state == State.SENT or draft.failures_of_id or draft.topic_id:
        return redirect("portal:list-draft", access.service.id, draft.id)
    if is_post and form.is_valid() and form.upload:
        keep_list(draft, form.upload)
        return redirect("portal:list-draft", access.service.id, draft.id)
    context = describe_list(access, draft) | {"form": form}
    return render(request, "portal/sends/list_replace.html", context)


@can_send
@require_safe
def list_progress(request: HttpRequest, access: Access, draft_id: UUID) -> HttpResponse:
    draft = find_list(access, draft_id)
    return JsonResponse(
        {
            "state": draft.state,
            "rows": draft.rows_checked,
            "expected": draft.rows_expected,
            "words": progress_words(draft),
        }
    )


@can_send
@require_POST
def discard_list(request: HttpRequest, access: Access, draft_id: UUID) -> HttpResponse:
    draft = find_list(access, draft_id)
    if draft.state != State.SENT:
        draft.delete()
    if draft.topic_id:
        return redirect("portal:topic", access.service.id, draft.topic_id)
    return redirect("portal:send-list", access.service.id, draft.template_id)


def find_list(access: Access, draft_id: UUID) -> ListDraft:
    """Return a person's own list. Raises Http404."""
    drafts = ListDraft.objects.select_related("template__folder", "service", "failures_of").filter(
        service=access.service, created_by=access.user, expires_at__gt=timezone.now()
    )
    found = get_object_or_404(drafts, pk=draft_id)
    if not access.can_see_folder(found.template.folder):
        raise Http404
    return found


def describe_list(access: Access, draft: ListDraft) -> dict[str, Any]:
    return {
        "access": access,
        "draft": draft,
        "template": draft.template,
        "words": progress_words(draft),
    }


def progress_words(draft: ListDraft) -> str:
    if draft.rows_expected:
        fields = {"done": number(draft.rows_checked), "all": number(draft.rows_expected)}
        return _("%(done)s of about %(all)s rows checked") % fields
    return _("%(done)s rows checked") % {"done": number(draft.rows_checked)}
