"""Reply-to addresses and text message senders of a service."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notify.portal.access import Access, Permission, public_view, service_view
from notify.portal.forms.senders import ReplyToForm, SmsSenderForm
from notify.portal.pace import may_write_now
from notify.portal.pages import FormPage, show_form
from notify.portal.reply_to_test import (
    begin_test,
    check_of_token,
    pass_test,
    send_test,
    settle_by_receipt,
)
from notify.sending.errors import SendingError
from notify.services.models import ReplyToAddress, ReplyToCheck, SmsSender
from notify.services.senders import (
    DefaultNeeded,
    add_sms_sender,
    keep_reply_to,
    make_default,
    remove_sender,
)

READERS = (Permission.MANAGE_SERVICE, Permission.MANAGE_API_KEYS)
CHOOSE_ANOTHER = gettext_lazy("Make another one the default first.")
TEST_SENT = (gettext_lazy("We send a test email there. The address is used once it has arrived."),)


@service_view(*READERS, readable=True)
@require_safe
def reply_tos(request: HttpRequest, access: Access) -> HttpResponse:
    waiting = access.service.reply_to_checks.exclude(state=ReplyToCheck.State.PASSED)
    context = {
        "access": access,
        "addresses": access.service.reply_tos.filter(archived=False).order_by("-is_default", "pk"),
        "checks": [settle_by_receipt(check) for check in waiting.order_by("-created_at")[:5]],
    }
    return render(request, "portal/reply_tos.html", context)


@service_view(Permission.MANAGE_SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_reply_to(
    request: HttpRequest, access: Access, address_id: UUID | None = None
) -> HttpResponse:
    """Add an address, or change one. Only a new address is tested; a label is simply kept."""
    present = _reply_to(access, address_id) if address_id else None
    form = ReplyToForm(
        request.POST or None, service=access.service, changes=present, initial=_initial(present)
    )
    if request.method == "POST" and form.is_valid():
        answer = _keep_or_test(request, access, form, present)
        if answer:
            return answer
    title = _("Change a reply-to address") if present else _("Add a reply-to address")
    page = FormPage(title, _back(access, "reply-tos"), intro=TEST_SENT)
    return show_form(request, page, form, access=access)


@service_view(Permission.MANAGE_SERVICE)
@require_safe
def reply_to_test(request: HttpRequest, access: Access, check_id: UUID) -> HttpResponse:
    """Show how the test of an address goes."""
    check = get_object_or_404(access.service.reply_to_checks, pk=check_id)
    context = {"access": access, "check": settle_by_receipt(check)}
    return render(request, "portal/reply_to_test.html", context)


@service_view(Permission.MANAGE_SERVICE)
@require_POST
def repeat_reply_to_test(request: HttpRequest, access: Access, check_id: UUID) -> HttpResponse:
    check = get_object_or_404(access.service.reply_to_checks, pk=check_id)
    if check.state != ReplyToCheck.State.PASSED and may_write_now(request, access.service):
        send_test(check)
    return redirect("portal:reply-to-test", access.service.id, check.pk)


@public_view
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_reply_to(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the test email. Opening it changes nothing: mail scanners open links too."""
    check = check_of_token(token)
    if check and request.method == "POST":
        pass_test(check)
        check.refresh_from_db()
    return render(request, "portal/reply_to_confirm.html", {"check": check})


@service_view(Permission.MANAGE_SERVICE)
@require_POST
def default_reply_to(request: HttpRequest, access: Access, address_id: UUID) -> HttpResponse:
    make_default(_reply_to(access, address_id), request)
    return redirect("portal:reply-tos", access.service.id)


@service_view(Permission.MANAGE_SERVICE)
@require_POST
def remove_reply_to(request: HttpRequest, access: Access, address_id: UUID) -> HttpResponse:
    _remove(request, _reply_to(access, address_id))
    return redirect("portal:reply-tos", access.service.id)


@service_view(*READERS, readable=True)
@require_safe
def sms_senders(request: HttpRequest, access: Access) -> HttpResponse:
    senders = access.service.sms_senders.filter(archived=False).order_by("-is_default", "pk")
    return render(request, "portal/sms_senders.html", {"access": access, "senders": senders})


@service_view(Permission.MANAGE_SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_sms_sender(request: HttpRequest, access: Access) -> HttpResponse:
    form = SmsSenderForm(request.POST or None, service=access.service)
    if request.method == "POST" and form.is_valid():
        add_sms_sender(access.service, request=request, **form.cleaned_data)
        messages.success(request, _("The sender is saved."))
        return redirect("portal:sms-senders", access.service.id)
    page = FormPage(_("Add a sender"), _back(access, "sms-senders"))
    return show_form(request, page, form, access=access)


@service_view(Permission.MANAGE_SERVICE)
@require_POST
def default_sms_sender(request: HttpRequest, access: Access, sender_id: UUID) -> HttpResponse:
    make_default(_sms_sender(access, sender_id), request)
    return redirect("portal:sms-senders", access.service.id)


@service_view(Permission.MANAGE_SERVICE)
@require_POST
def remove_sms_sender(request: HttpRequest, access: Access, sender_id: UUID) -> HttpResponse:
    _remove(request, _sms_sender(access, sender_id))
    return redirect("portal:sms-senders", access.service.id)


def _keep_or_test(
    request: HttpRequest, access: Access, form: ReplyToForm, present: ReplyToAddress | None
) -> HttpResponse | None:
    """Do what the form asks for; None when the test email cannot be sent."""
    asked = form.cleaned_data
    if present and present.address == asked["address"]:
        keep_reply_to(access.service, **asked, changes=present, request=request)
        messages.success(request, _("The reply-to address is saved."))
        return redirect("portal:reply-tos", access.service.id)
    if not may_write_now(request, access.service):
        return redirect("portal:reply-tos", access.service.id)
    try:
        check = begin_test(access.service, **asked, changes=present, request=request)
    except SendingError:
        form.add_error("address", _("The test email cannot be sent to this address."))
        return None
    return redirect("portal:reply-to-test", access.service.id, check.pk)


def _remove(request: HttpRequest, sender: ReplyToAddress | SmsSender) -> None:
    try:
        remove_sender(sender, request)
    except DefaultNeeded:
        messages.error(request, CHOOSE_ANOTHER)
    else:
        messages.success(request, _("It is removed."))


def _initial(present: ReplyToAddress | None) -> dict[str, object]:
    names = ("address", "label", "is_default")
    return {name: getattr(present, name) for name in names} if present else {}


def _reply_to(access: Access, address_id: UUID) -> ReplyToAddress:
    return get_object_or_404(access.service.reply_tos.filter(archived=False), pk=address_id)


def _sms_sender(access: Access, sender_id: UUID) -> SmsSender:
    return get_object_or_404(access.service.sms_senders.filter(archived=False), pk=sender_id)


def _back(access: Access, page: str) -> str:
    return reverse(f"portal:{page}", args=[access.service.id])
