"""Send a message to one's own address or number, at once: what arrives is the preview."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from notify.message_templates.models import Channel
from notify.notifications.ids import new_id
from notify.portal.access import Access, Permission, service_view
from notify.portal.one_off_form import OneOffForm
from notify.portal.refusal_words import refusal_words
from notify.portal.views.one_off import find_template, save_or_show, show_form
from notify.sending.drafts import send_draft
from notify.sending.errors import SendingError
from notify.sending.models import SendDraft
from notify.sending.store import OverLimit


@service_view(Permission.SEND_MESSAGES)
@require_http_methods(["GET", "HEAD", "POST"])
def send_to_myself(request: HttpRequest, access: Access, template_id: UUID) -> HttpResponse:
    """Write a message to oneself; send it, or look at it first like any other."""
    template = find_template(access, template_id)
    user = access.user
    recipient = user.email if template.channel == Channel.EMAIL else user.mobile_number
    if not recipient:
        context = {"access": access, "template": template}
        return render(request, "portal/sends/no_mobile_number.html", context)
    form = OneOffForm(
        request.POST if request.method == "POST" else None,
        template=template,
        service=access.service,
        author=user,
        recipient=recipient,
    )
    if request.POST.get("action") != "send":
        return save_or_show(request, access, template, form, recipient)
    sent = _send(request, form) if form.is_valid() else None
    if sent is None:
        return show_form(request, access, template, form, recipient)
    return redirect("portal:send-draft", access.service.id, sent.id)


def _send(request: HttpRequest, form: OneOffForm) -> SendDraft | None:
    """Send what was written; of a button that is pressed twice, once. None: see the form."""
    draft = form.draft
    draft.id = _id_of_form(request)
    if not _keep(draft):
        first = SendDraft.objects.filter(pk=draft.id, created_by=draft.created_by).first()
        if first and _is_same(first, draft):
            return first
        draft.id = new_id()  # written anew, on a page that the browser had kept
        draft.save(force_insert=True)
    try:
        send_draft(draft, scheduled_for=None)
    except (SendingError, OverLimit) as error:
        SendDraft.objects.filter(pk=draft.id).delete()
        form.add_error(None, refusal_words(error))
        return None
    return draft


def _keep(draft: SendDraft) -> bool:
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _is_same(first: SendDraft, second: SendDraft) -> bool:
    facts = [
        (each.template_id, each.language, each.sender_id, each.content) for each in (first, second)
    ]
    return facts[0] == facts[1]


def _id_of_form(request: HttpRequest) -> UUID:
    """Return the id that the form was shown with."""
    try:
        return UUID(request.POST.get("once", ""))
    except ValueError:
        return new_id()
