"""Store a notification: its row, its count and its share of the limits, in one transaction."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from uuid import UUID

import orjson
import psycopg
from django.db import (
    DatabaseError,
    IntegrityError,
    OperationalError,
    connection,
    transaction,
)

from notify.delivery.wake import wake
from notify.hot_sql import execute
from notify.notifications.ids import new_id
from notify.notifications.models import Status
from notify.notifications.recipients import recipient_index, seal_personalisation, seal_recipient
from notify.sending.group_commit import GroupCommit
from notify.sending.idempotency import ONE_ANSWER, AlreadyAnswered, NewAnswer, keep_answer
from notify.services.versions import is_current
from notify.stats.calendar import business_day
from notify.stats.ledger import count_created
from notify.stats.usage import GRANT, WANT, Share, full_period, list_wants, reserve

logger = logging.getLogger(__name__)

COLUMNS = {
    "id": "uuid",
    "service_id": "uuid",
    "template_id": "uuid",
    "template_version": "integer",
    "job_id": "uuid",
    "job_row": "integer",
    "api_key_id": "uuid",
    "key_type": "varchar",
    "created_by_id": "uuid",
    "channel": "varchar",
    "queue": "varchar",
    "language": "varchar",
    "sealed_recipient": "bytea",
    "recipient_index": "bytea",
    "sealed_personalisation": "bytea",
    "client_reference": "text",
    "sender": "varchar",
    "fragments": "smallint",
    "international": "boolean",
    "created_at": "timestamptz",
    "day": "date",
    "scheduled_for": "timestamptz",
    "status": "varchar",
    "unsubscribe_url": "text",
}

# One statement reserves the limits, stores the rows and counts them, or does nothing at all, in one
# round trip. One parameter for any number of rows: executemany costs 6 times more, bulk_create 15.
COLUMN_TYPES = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
STORE = f"""
WITH {WANT}, granted AS ({GRANT}),
input AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(rows)s) AS r({COLUMN_TYPES})
), counted AS ({count_created("input")}),
stored AS (
    INSERT INTO notifications_notification ({", ".join(COLUMNS)}, due_at)
    SELECT {", ".join(COLUMNS)}, COALESCE(scheduled_for, now()) FROM input
)
SELECT require_fresh(NOT EXISTS (
        SELECT FROM json_to_recordset(%(versions)s) AS kept(service_id uuid, version bigint)
        LEFT JOIN services_service s ON s.id = kept.service_id
        WHERE s.version IS DISTINCT FROM kept.version
    )),
    require_room((SELECT count(*) FROM granted) = (SELECT count(*) FROM want))
"""  # noqa: S608  only our own column names
# Only requests with an idempotency key pay for it: the others run the statement above as it is.
STORE_WITH_ANSWERS = STORE.replace(
    "SELECT require_fresh",
    """, answered AS (
    INSERT INTO sending_idempotentanswer (service_id, key, fingerprint, sealed_answer, created_at)
    SELECT a.*, now() FROM json_to_recordset(%(answers)s)
        AS a(service_id uuid, key varchar, fingerprint bytea, sealed_answer bytea)
)
SELECT require_fresh""",
)
NO_ROOM = "NL001"  # the SQLSTATE that require_room() raises
ONE_ID = "_pkey"  # the end of the name of each partition's primary key
NOT_FRESH = "NL002"  # and require_fresh()


@dataclass(frozen=True)
class Limits:
    """The most that a service may send on a channel: emails, or fragments of texts."""

    daily: int
    annual: int


class OverLimit(Exception):
    """A limit would be passed. Nothing was stored and nothing was counted."""

    def __init__(self, period: str, channel: str, limit: int) -> None:
        super().__init__(period)
        self.period = period
        self.channel = channel
        self.limit = limit


class ServiceChanged(Exception):
    """The service is no longer of the version that was given. Nothing was stored or counted."""


@dataclass(frozen=True)
class NewNotification:
    """What is known of a message when it is accepted.

    `recipient` is as submitted and `normalised` is what searches compare: E.164, or lower case.
    """

    service_id: UUID
    template_id: UUID
    template_version: int
    key_type: str
    channel: str
    queue: str
    recipient: str
    normalised: str
    personalisation: Mapping[str, object] = field(default_factory=dict)
    client_reference: str | None = None
    sender: str = ""
    fragments: int = 0
    international: bool = False
    language: str = ""
    scheduled_for: datetime | None = None
    api_key_id: UUID | None = None
    created_by_id: UUID | None = None
    job_id: UUID | None = None
    job_row: int | None = None
    unsubscribe_url: str = ""
    id: UUID = field(default_factory=new_id)
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def cost(self) -> int:
        """Return what it takes from a limit: one for an email, its fragments for a text."""
        return self.fragments if self.channel == "sms" else 1


@dataclass(frozen=True)
class _Request:
    new: NewNotification
    limits: Limits | None
    answer: NewAnswer | None = None
    version: int | None = None


def store_notification(
    new: NewNotification,
    limits: Limits | None,
    answer: NewAnswer | None = None,
    version: int | None = None,
) -> None:
    """Store a message and return when it is committed; then wake delivery.

    Test keys pass no limits. With a version it is stored only while its service has that. In a
    transaction of the caller's it is stored alone: that one decides, and about nobody else's, and
    delivery is woken when it is committed.
    Raises OverLimit, AlreadyAnswered, ServiceChanged.
    """
    request = _Request(new, limits, answer, version)
    if connection.in_atomic_block:
        _store_all([request])
    else:
        _group.submit(request)


def check_version(service_id: UUID, version: int | None) -> None:
    """Raises ServiceChanged when a service has another version than the one given, if one is."""
    if version is not None and not is_current(service_id, version):
        raise ServiceChanged


@transaction.atomic
def count_simulated(
    service_id: UUID,
    channel: str,
    cost: int,
    limits: Limits | None,
    answer: NewAnswer | None = None,
) -> None:
    """Count a message that is not stored, and remember what its sender is answered.

    Raises OverLimit, AlreadyAnswered.
    """
    if answer:
        keep_answer(answer)
    if limits:
        _reserve_only(service_id, channel, cost, limits)


def _reserve_only(service_id: UUID, channel: str, cost: int, limits: Limits) -> None:
    day = business_day(datetime.now(UTC))
    share = Share(service_id, channel, day, cost, limits.daily, limits.annual)
    with connection.cursor() as cursor:
        full = reserve(cursor, [share])
    if full:
        limit = share.annual_limit if full == "year" else share.daily_limit
        raise OverLimit(full, channel, limit)


def _store_all(requests: list[_Request]) -> None:
    shares = _shares(requests)
    parameters = {
        "wants": orjson.dumps(list_wants(shares)).decode(),
        "rows": orjson.dumps([_as_record(request.new) for request in requests]).decode(),
        "versions": orjson.dumps(_list_versions(requests)).decode(),
    }
    answers = [request.answer.as_record() for request in requests if request.answer]
    statement = STORE
    if answers:
        statement = STORE_WITH_ANSWERS
        parameters["answers"] = orjson.dumps(answers).decode()
    try:
        _execute_once(statement, parameters)
    except DatabaseError as error:
        if _constraint_of(error) == ONE_ANSWER:
            raise AlreadyAnswered from error
        reason = getattr(error.__cause__, "sqlstate", "")
        if reason == NOT_FRESH:
            raise ServiceChanged from error
        if reason == NO_ROOM:
            # With several shares the caller then tries one by one, and the one that fails is first.
            _refuse(shares[0])
        raise
    transaction.on_commit(partial(_wake_for, requests))  # at once, when no transaction is open


def _execute_once(statement: str, parameters: dict[str, str]) -> None:
    """Run the statement; once more on a new connection when the old one is lost.

    Nobody has used the connection since its last batch, and PostgreSQL may have restarted. If the
    first try was committed after all, its ids are there already and the second fails for them.
    """
    if connection.in_atomic_block:
        execute(statement, parameters)
        return
    connection.close_if_unusable_or_obsolete()
    try:
        execute(statement, parameters)
    except OperationalError:
        connection.close()
        try:
            execute(statement, parameters)
        except IntegrityError as error:
            if not (_constraint_of(error) or "").endswith(ONE_ID):
                raise


def _wake_for(requests: list[_Request]) -> None:
    """Wake delivery. The rows are committed: nothing that goes wrong now may say otherwise."""
    now = datetime.now(UTC)
    try:
        for queue in {r.new.queue for r in requests if (r.new.scheduled_for or now) <= now}:
            wake(queue)
    except Exception:  # the sweep finds the rows
        logger.exception("Delivery was not woken")


_group: GroupCommit[_Request] = GroupCommit(_store_all)


def _shares(requests: Sequence[_Request]) -> list[Share]:
    """Add up what each service wants of each channel and day."""

    def key(request: _Request) -> tuple[str, str, str]:
        day = business_day(request.new.created_at)
        return str(request.new.service_id), request.new.channel, day.isoformat()

    limited = sorted((r for r in requests if r.limits), key=key)
    shares = []
    for _, group in groupby(limited, key):
        members = list(group)
        new = members[0].new
        limits = [member.limits for member in members if member.limits]
        shares.append(
            Share(
                new.service_id,
                new.channel,
                business_day(new.created_at),
                sum(member.new.cost for member in members),
                min(limit.daily for limit in limits),
                min(limit.annual for limit in limits),
            )
        )
    return shares


def _list_versions(requests: Sequence[_Request]) -> list[dict[str, object]]:
    kept = {(r.new.service_id, r.version) for r in requests if r.version is not None}
    return [{"service_id": service_id, "version": version} for service_id, version in kept]


def _refuse(share: Share) -> None:
    period = full_period(share)
    if period:
        limit = share.annual_limit if period == "year" else share.daily_limit
        raise OverLimit(period, share.channel, limit)


def _constraint_of(error: DatabaseError) -> str | None:
    cause = error.__cause__
    return cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None


def _as_record(row: NewNotification) -> dict[str, object]:
    return {
        "id": row.id,
        "service_id": row.service_id,
        "template_id": row.template_id,
        "template_version": row.template_version,
        "job_id": row.job_id,
        "job_row": row.job_row,
        "api_key_id": row.api_key_id,
        "key_type": row.key_type,
        "created_by_id": row.created_by_id,
        "channel": row.channel,
        "queue": row.queue,
        "language": row.language,
        "sealed_recipient": _bytea(seal_recipient(row.recipient)),
        "recipient_index": _bytea(recipient_index(row.normalised)),
        "sealed_personalisation": _bytea(seal_personalisation(row.personalisation)),
        "client_reference": row.client_reference,
        "sender": row.sender,
        "fragments": row.fragments,
        "international": row.international,
        "created_at": row.created_at,
        "day": business_day(row.created_at),
        "scheduled_for": row.scheduled_for,
        "status": Status.CREATED.value,
        "unsubscribe_url": row.unsubscribe_url,
    }


def _bytea(value: bytes) -> str:
    """Write bytes as PostgreSQL reads them from text."""
    return "\\x" + value.hex()
