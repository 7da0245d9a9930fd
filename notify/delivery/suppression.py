"""Addresses that are not written to: why, and until a person says otherwise.

A hard bounce holds for the service that had it, a complaint for every service, an unsubscribing for
the category of the template that it came from. Test keys and the simulator's recipients suppress
nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from notify.accounts.models import AuditEvent, User
from notify.delivery.claim import Claimed
from notify.delivery.models import SUPPRESSED_RECIPIENT, Suppression
from notify.hot_sql import read
from notify.message_templates.models import Template
from notify.notifications.models import Status
from notify.notifications.recipients import open_recipient, recipient_index
from notify.providers.receipts import Receipt
from notify.recipients.email_address import parse_email_address
from notify.recipients.errors import RecipientError
from notify.services.models import ApiKey, Service
from notify.vault import CannotOpen, seal

SIMULATOR_DOMAINS = ("@simulator.notify", "@simulator.amazonses.com")
REMEMBERED = timedelta(days=30)

INSERT = """
INSERT INTO delivery_suppression (service_id, channel, recipient_index, sealed_recipient, reason,
    category_id, notification_id, created_at, removal_reason)
VALUES (%s, 'email', %s, %s, %s, %s, %s, now(), '')
ON CONFLICT (recipient_index, service_id, reason, category_id) WHERE removed_at IS NULL DO NOTHING
"""

FIND = """
SELECT recipient_index, service_id, reason, category_id FROM delivery_suppression
WHERE removed_at IS NULL AND recipient_index = ANY(%s)
"""


class Told(NamedTuple):
    """A notification that a receipt tells of; its fields are columns."""

    id: UUID
    channel: str
    status: str
    provider_reference: str
    service_id: UUID
    key_type: str
    recipient_index: bytes
    sealed_recipient: bytes


@dataclass(frozen=True)
class Cause:
    """A reason to write to an address no more. Without a service it holds for all."""

    reason: str
    service_id: UUID | None
    recipient: str
    recipient_index: bytes
    notification_id: UUID
    category_id: UUID | None = None

    @property
    def is_bounce(self) -> bool:
        return self.reason == Suppression.Reason.HARD_BOUNCE


def cause_of(row: Told, receipt: Receipt) -> Cause | None:
    """Return the reason that a receipt gives, or None."""
    if row.channel != "email" or row.key_type == ApiKey.Type.TEST:
        return None
    is_bounce = (
        receipt.feedback_type == "hard-bounce" and receipt.status == Status.PERMANENT_FAILURE
    )
    if not (is_bounce or receipt.recipient_complaint):
        return None
    try:
        recipient = open_recipient(row.sealed_recipient)
    except CannotOpen:  # it was erased; there is nothing to show, and nobody to write to
        return None
    if is_simulator(recipient):
        return None
    if receipt.recipient_complaint:
        reason, service_id = Suppression.Reason.COMPLAINT, None
    else:
        reason, service_id = Suppression.Reason.HARD_BOUNCE, row.service_id
    return Cause(reason.value, service_id, recipient, bytes(row.recipient_index), row.id)


def is_simulator(recipient: str) -> bool:
    """Say whether an address only pretends to bounce or to complain."""
    return recipient.strip().lower().endswith(SIMULATOR_DOMAINS)


def suppress(causes: Sequence[Cause]) -> None:
    """Suppress addresses, in the caller's transaction; those that are stay as they are."""
    # In one order, so that two writers never wait for each other in a circle.
    ordered = sorted(causes, key=lambda cause: (cause.recipient_index, cause.reason))
    if not ordered:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            INSERT,
            [
                (
                    cause.service_id,
                    cause.recipient_index,
                    seal(cause.recipient, SUPPRESSED_RECIPIENT),
                    cause.reason,
                    cause.category_id,
                    cause.notification_id,
                )
                for cause in ordered
            ],
        )


def find_suppressed(rows: Sequence[Claimed]) -> set[UUID]:
    """Return the ids of the rows that must not be sent.

    One query for all, and one more when somebody among them has unsubscribed from something.
    """
    emails = [row for row in rows if row.channel == "email" and row.key_type != ApiKey.Type.TEST]
    if not emails:
        return set()
    holds = defaultdict(list)
    for index, *hold in read(FIND, [[bytes(row.recipient_index) for row in emails]]):
        holds[bytes(index)].append(_Hold(*hold))
    if not holds:
        return set()
    wanted = {row.template_id for row in emails if bytes(row.recipient_index) in holds}
    unsubscribed = any(hold.is_of_category for found in holds.values() for hold in found)
    categories = _categories(wanted) if unsubscribed else {}
    return {
        row.id
        for row in emails
        if any(
            hold.covers(row.service_id, categories.get(row.template_id))
            for hold in holds.get(bytes(row.recipient_index), ())
        )
    }


def suppressed_among(
    indexes: Sequence[bytes], service_id: UUID, category_id: UUID | None
) -> set[bytes]:
    """Return which of some recipients' indexes a service's emails of a category do not go to."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, [list(indexes)])
        found = [(bytes(index), _Hold(*hold)) for index, *hold in cursor.fetchall()]
    return {index for index, hold in found if hold.covers(service_id, category_id)}


@dataclass(frozen=True)
class _Hold:
    """What one suppression of an address covers."""

    service_id: UUID | None
    reason: str
    category_id: UUID | None

    @property
    def is_of_category(self) -> bool:
        return self.reason == Suppression.Reason.UNSUBSCRIBE

    def covers(self, service_id: UUID, category_id: UUID | None) -> bool:
        if self.service_id not in (None, service_id):
            return False
        return not self.is_of_category or self.category_id == category_id


def _categories(templates: set[UUID]) -> dict[UUID, UUID | None]:
    return dict(Template.objects.filter(id__in=templates).values_list("id", "category_id"))


def suppressed_for(service: Service, address: str = "") -> QuerySet[Suppression]:
    """Return what is suppressed for a service, newest first.

    Without an address: the service's own. With one, exactly that address, and whether it is
    suppressed for everybody too.
    """
    rows = Suppression.objects.filter(removed_at=None).select_related("category")
    if not address:
        return rows.filter(service=service).order_by("-created_at", "-id")
    whose = Q(service=service) | Q(service=None)
    return rows.filter(whose, recipient_index=_index(address)).order_by("-created_at", "-id")


def recipient_of(row: Suppression) -> str:
    """Return the address, or nothing when its key is gone."""
    try:
        return row.recipient
    except CannotOpen:
        return ""


@transaction.atomic
def remove_suppression(row: Suppression, *, actor: User, reason: str, ip: str | None) -> bool:
    """Let an address be written to again; return False when somebody else did so before."""
    removed = Suppression.objects.filter(pk=row.pk, removed_at=None).update(
        removed_at=timezone.now(), removed_by=actor, removal_reason=reason
    )
    if removed:
        AuditEvent.objects.create(
            actor=actor,
            action="suppression-removed",
            service_id=row.service_id,
            subject_type="suppression",
            subject_id=str(row.pk),
            before={"reason": row.reason, "since": row.created_at.isoformat()},
            after={"removal_reason": reason},
            address=ip,
        )
    return bool(removed)


def forget_removed() -> int:
    """Erase addresses that were taken off the list REMEMBERED ago; return how many.

    The row stays, for the record of who did so and why.
    """
    old = Suppression.objects.filter(removed_at__lt=timezone.now() - REMEMBERED)
    return old.exclude(sealed_recipient=b"").update(sealed_recipient=b"", recipient_index=b"")


def _index(address: str) -> bytes:
    try:
        return recipient_index(parse_email_address(address).normalised)
    except RecipientError:
        return recipient_index(address.strip().lower())
