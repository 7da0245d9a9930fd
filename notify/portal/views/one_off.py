"""Send one message: write it, look at it as it will arrive, send it now or later."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notify.message_templates.compiled import compiled_for
from notify.message_templates.models import Channel, Template
from notify.notifications.ids import new_id
from notify.notifications.models import Notification
from notify.portal.access import Access, Permission, service_view
from notify.portal.content import Content, content_with
from notify.portal.framing import framed_document
from notify.portal.one_off_form import LANGUAGES, OneOffForm
from notify.portal.recipient_words import recipient_words
from notify.portal.refusal_words import refusal_words
from notify.portal.schedule_form import ScheduleForm
from notify.portal.senders import sender_words
from notify.recipients.email_typos import typo_hint
from notify.recipients.errors import RecipientError
from notify.rendering.errors import MissingValues
from notify.sending.drafts import request_of, send_draft
from notify.sending.dry_run import check_message
from notify.sending.errors import SendingError
from notify.sending.models import SendDraft
from notify.sending.store import OverLimit
from notify.vault import CannotOpen

can_send = service_view(Permission.SEND_MESSAGES)


@can_send
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, access: Access, template_id: UUID) -> HttpResponse:
    """Write a message to one person."""
    template = find_template(access, template_id)
    form = OneOffForm(
        request.POST if request.method == "POST" else None,
        template=template,
        service=access.service,
        author=access.user,
    )
    return save_or_show(request, access, template, form)


@can_send
@require_http_methods(["GET", "HEAD", "POST"])
def edit_draft(request: HttpRequest, access: Access, draft_id: UUID) -> HttpResponse:
    """Change what was written; going back to it loses nothing."""
    draft = _find_draft(access, draft_id)
    if draft.sent_at:
        return redirect("portal:send-draft", access.service.id, draft.id)
    form = OneOffForm(
        request.POST or None,
        template=draft.template,
        service=access.service,
        author=access.user,
        draft=draft,
    )
    return save_or_show(request, access, draft.template, form)


@can_send
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, access: Access, draft_id: UUID) -> HttpResponse:
    """Show a message as it will arrive, and send it on POST. Once sent, say so."""
    found = _find_draft(access, draft_id)
    form = ScheduleForm(request.POST or None)
    if found.sent_at:
        return _show_sent(request, access, found)
    is_stale = request.method == "POST" and _looked_at(request) != found.template.version
    problem = _problem_of(found)
    if request.method == "POST" and not is_stale and not problem and form.is_valid():
        try:
            send_draft(found, scheduled_for=form.scheduled_for)
        except (SendingError, OverLimit) as error:
            form.add_error(None, refusal_words(error))
        else:
            return redirect("portal:send-draft", access.service.id, found.id)
    context = _describe(access, found) | {
        "form": form,
        "problem": problem,
        "is_stale": is_stale,
        "hint": _typo_hint(found),
    }
    return render(request, "portal/sends/draft.html", context)


@can_send
@require_safe
def draft_body(request: HttpRequest, access: Access, draft_id: UUID) -> HttpResponse:
    """Return an email's document, for the frame on its page."""
    content = _content(_find_draft(access, draft_id))
    if content is None or not content.html:
        raise Http404
    return framed_document(content.html)


@can_send
@require_POST
def discard_draft(request: HttpRequest, access: Access, draft_id: UUID) -> HttpResponse:
    found = _find_draft(access, draft_id)
    if not found.sent_at:
        found.delete()
    return redirect("portal:send", access.service.id, found.template_id)


def find_template(access: Access, template_id: UUID) -> Template:
    """Return a template that the person sees and that can be sent. Raises Http404."""
    templates = Template.objects.filter(service=access.service, hidden=False, archived=False)
    found = get_object_or_404(templates.select_related("folder"), pk=template_id)
    if not access.can_see_folder(found.folder):
        raise Http404
    return found


def save_or_show(
    request: HttpRequest,
    access: Access,
    template: Template,
    form: OneOffForm,
    recipient: str | None = None,
) -> HttpResponse:
    """Keep what was written and go to its preview, or show the form with what is wrong."""
    if request.method == "POST" and form.is_valid():
        form.draft.save()
        return redirect("portal:send-draft", access.service.id, form.draft.id)
    return show_form(request, access, template, form, recipient)


def show_form(
    request: HttpRequest,
    access: Access,
    template: Template,
    form: OneOffForm,
    recipient: str | None = None,
) -> HttpResponse:
    context = {
        "access": access,
        "template": template,
        "form": form,
        "recipient": recipient,
        "once": new_id(),
    }
    return render(request, "portal/sends/one_off.html", context)


def _find_draft(access: Access, draft_id: UUID) -> SendDraft:
    """Return a person's own draft. Raises Http404."""
    drafts = SendDraft.objects.select_related("template__folder", "service").filter(
        service=access.service, created_by=access.user, expires_at__gt=timezone.now()
    )
    found = get_object_or_404(drafts, pk=draft_id)
    if not access.can_see_folder(found.template.folder):
        raise Http404
    return found


def _looked_at(request: HttpRequest) -> int:
    """Return the template's version that the person looked at."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _problem_of(found: SendDraft) -> str:
    """Say why a draft cannot be sent now; nothing when it can."""
    try:
        check_message(request_of(found), found.template.channel)
    except RecipientError as error:
        return recipient_words(error.code, error.detail)
    except (SendingError, OverLimit) as error:
        return refusal_words(error)
    return ""


def _show_sent(request: HttpRequest, access: Access, found: SendDraft) -> HttpResponse:
    messages = Notification.objects.of_service(access.service)
    context = {
        "access": access,
        "draft": found,
        "template": found.template,
        "recipient": found.content.recipient,
        "is_kept": messages.filter(pk__in=[found.notification_id]).exists(),
    }
    return render(request, "portal/sends/sent.html", context)


def _describe(access: Access, found: SendDraft) -> dict[str, Any]:
    template = found.template
    return {
        "access": access,
        "draft": found,
        "template": template,
        "recipient": found.content.recipient,
        "sender": sender_words(access.service, template.channel, found.sender_id),
        "message_language": dict(LANGUAGES).get(found.language),
        "content": _content(found),
        "fragments": _fragments(found),
    }


def _content(found: SendDraft) -> Content | None:
    compiled = compiled_for(
        found.template, language=found.language or None, order=found.service.language_order
    )
    try:
        return content_with(compiled, found.content.values, found.service, found.template)
    except (CannotOpen, MissingValues):
        return None


def _fragments(found: SendDraft) -> int | None:
    if found.template.channel != Channel.SMS:
        return None
    try:
        return check_message(request_of(found), Channel.SMS).cost
    except (SendingError, OverLimit, RecipientError):
        return None


def _typo_hint(found: SendDraft) -> str | None:
    is_email = found.template.channel == Channel.EMAIL
    return typo_hint(found.content.recipient) if is_email else None
