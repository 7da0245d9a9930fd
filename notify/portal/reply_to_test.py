"""Test a reply-to address: an email goes there, and its arrival or its link lets the address in."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from notify.accounts.audit import record_event
from notify.accounts.models import User
from notify.notifications.models import FAILED_STATUSES, Notification, Status
from notify.sending.system_mail import send_system_email
from notify.services.models import ReplyToAddress, ReplyToCheck, Service
from notify.services.senders import keep_reply_to

SALT = "reply-to address under test"
LINK_LASTS = 3 * 86400  # seconds
State = ReplyToCheck.State


def begin_test(
    service: Service,
    address: str,
    label: str,
    *,
    is_default: bool,
    changes: ReplyToAddress | None,
    request: HttpRequest,
) -> ReplyToCheck:
    """Send the test email and remember what it is for. Raises SendingError."""
    check = ReplyToCheck.objects.create(
        service=service,
        changes=changes,
        address=address,
        label=label,
        is_default=is_default,
        created_by=request.user if isinstance(request.user, User) else None,
    )
    record_event("reply-to-test-sent", check, service_id=service.pk, request=request)
    send_test(check)
    return check


def send_test(check: ReplyToCheck) -> None:
    """Send the test email, again if it must be. Raises SendingError."""
    path = reverse("portal:confirm-reply-to", args=[signing.dumps(str(check.pk), salt=SALT)])
    values = {
        "service_en": check.service.name_en,
        "service_fr": check.service.name_fr,
        "link": f"{settings.BASE_URL}{path}",
    }
    accepted = send_system_email("reply-to-test", check.address, values)
    ReplyToCheck.objects.filter(pk=check.pk).update(message_id=accepted.id, state=State.WAITING)


def check_of_token(token: str) -> ReplyToCheck | None:
    """Return the test that a link in its email is about, while the link lasts."""
    try:
        identifier = UUID(signing.loads(token, salt=SALT, max_age=LINK_LASTS))
    except (signing.BadSignature, ValueError):
        return None
    return ReplyToCheck.objects.select_related("service").filter(pk=identifier).first()


def settle_by_receipt(check: ReplyToCheck) -> ReplyToCheck:
    """Look what became of the test email; let the address in once it was delivered."""
    if check.state != State.WAITING or check.message_id is None:
        return check
    message = Notification.objects.filter(pk=check.message_id).first()
    if message and message.status == Status.DELIVERED:
        pass_test(check)
    elif message and message.status in FAILED_STATUSES:
        ReplyToCheck.objects.filter(pk=check.pk, state=State.WAITING).update(
            state=State.FAILED, settled_at=timezone.now()
        )
    check.refresh_from_db()
    return check


@transaction.atomic
def pass_test(check: ReplyToCheck) -> bool:
    """Let the address in, once; return whether this was the time."""
    open_ones = ReplyToCheck.objects.filter(pk=check.pk).exclude(state=State.PASSED)
    if not open_ones.update(state=State.PASSED, settled_at=timezone.now()):
        return False
    keep_reply_to(
        check.service,
        check.address,
        check.label,
        is_default=check.is_default,
        changes=check.changes,
    )
    return True
