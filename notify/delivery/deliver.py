"""Compose and send one claimed row, and say what became of it."""

import logging
import random

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from notify.delivery.choose import Chooser, Route
from notify.delivery.claim import Claimed, Outcome
from notify.delivery.compose import ServiceInactive, compose_email, compose_sms, holds_when_in_doubt
from notify.delivery.files import FilesNotReady, FilesUnfit, carrying
from notify.delivery.throttle import PACED
from notify.files.errors import StoreUnavailable
from notify.notifications.models import Status
from notify.providers.base import Email, Refused, Sms, Unavailable
from notify.providers.receipts_ses import ON_ACCOUNT_LIST
from notify.recipients.errors import RecipientError
from notify.vault import CannotOpen

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 48
MOST_SURPRISES = 5  # attempts, when the last ended with an error that nobody foresaw
FIRST_RETRY_SECONDS = 2.0
LONGEST_RETRY_SECONDS = {"priority": 25.0, "normal": 300.0, "bulk": 300.0}
OPTED_OUT = "opted-out"
OUTCOME_UNKNOWN = "outcome-unknown"
SUPPRESSED = "suppressed"


class Unforeseen(Unavailable):
    """An adapter raised what no adapter should."""


def compose(row: Claimed, queue: str) -> Email | Sms | Outcome:
    """Return what a provider takes, or the outcome of a row of which nothing can be made."""
    try:
        if row.in_doubt and holds_when_in_doubt(row):
            return _failure(row, "", OUTCOME_UNKNOWN)
        return compose_email(row) if row.channel == "email" else compose_sms(row)
    except Exception as error:  # the worker's edge: a poisoned row takes only itself down
        return _outcome_of(error, row, queue)


def send(row: Claimed, message: Email | Sms, queue: str, chooser: Chooser) -> Outcome:
    """Send a composed row with its files and say what became of it; nothing is raised."""
    try:
        with carrying(row, message) as complete:
            return _send(row, queue, chooser, complete)
    except Exception as error:  # the worker's edge, as above
        return _outcome_of(error, row, queue)


def _outcome_of(error: Exception, row: Claimed, queue: str) -> Outcome:
    match error:
        case FilesNotReady():
            return Outcome(
                row.id,
                row.claim,
                Status.CREATED.value,
                retry_in=error.seconds,
                code=error.code,
                counts=False,
                in_doubt=row.in_doubt,
            )
        case FilesUnfit():
            return Outcome(row.id, row.claim, error.status.value, code=error.code)
        case StoreUnavailable():
            return _retry(row, queue, "", Unavailable(error.code))
        case ServiceInactive() | RecipientError() | CannotOpen():
            return _failure(row, "", type(error).__name__)
        case DatabaseError() | InterfaceError():
            connection.close()  # broken for good after a restart; the next use opens another
            return retry_soon(row)
    logger.error("Notification %s cannot be sent", row.id, exc_info=error)
    return _failure(row, "", type(error).__name__)


def suppressed(row: Claimed) -> Outcome:
    """Return the outcome of an email to an address on the suppression list; nobody is asked."""
    return Outcome(
        row.id,
        row.claim,
        Status.PERMANENT_FAILURE.value,
        response=ON_ACCOUNT_LIST,
        feedback_type="hard-bounce",
        feedback_subtype="on-account-suppression-list",
        code=SUPPRESSED,
    )


def retry_soon(row: Claimed) -> Outcome:
    """Return the outcome of a row that could not be looked at because the database was away."""
    seconds = random.uniform(1.0, 3.0)  # noqa: S311  spread, not a secret
    created = Status.CREATED.value
    return Outcome(
        row.id,
        row.claim,
        created,
        retry_in=seconds,
        code="database",
        counts=False,
        in_doubt=row.in_doubt,
    )


def _send(row: Claimed, queue: str, chooser: Chooser, message: Email | Sms) -> Outcome:
    """Try the routes in turn, until one may have the message: then no other gets it."""
    failed = Unavailable("no-provider")
    name = ""
    routes = chooser.routes(row.channel, international=row.international, key_type=row.key_type)
    for route in routes:
        name = route.name
        try:
            reference = _ask(row, route, message, queue)
        except Unavailable as error:
            failed = error
            if error.outcome_unknown or error.throttled:
                break
        except Refused as error:
            return _refusal(row, name, error)
        else:
            status = Status.SENDING if row.channel == "email" else Status.SENT
            return Outcome(row.id, row.claim, status.value, name, reference)
    return _retry(row, queue, name, failed)


def _ask(row: Claimed, route: Route, message: Email | Sms, queue: str) -> str:
    """Send over a route. Raises Refused, Unavailable.

    An error that nobody foresaw may have come after the message had left, so it leaves the message
    in doubt; the database's are those of our own sandbox, which then kept nothing.
    """
    try:
        return route.send(message, queue)
    except (Refused, Unavailable, DatabaseError, InterfaceError):
        raise
    except Exception as error:  # a worker's edge
        logger.exception("Provider %s failed at notification %s", route.name, row.id)
        raise Unforeseen(type(error).__name__, outcome_unknown=True) from None


def _retry(row: Claimed, queue: str, provider: str, error: Unavailable) -> Outcome:
    if error.code == PACED:
        created = Status.CREATED.value
        return Outcome(
            row.id,
            row.claim,
            created,
            retry_in=error.retry_after,
            counts=False,
            silent=True,
            in_doubt=row.in_doubt,
        )
    most = MOST_SURPRISES if isinstance(error, Unforeseen) else MOST_ATTEMPTS
    if row.attempts >= most:
        return _failure(row, provider, error.code)
    seconds = min(
        LONGEST_RETRY_SECONDS[queue], FIRST_RETRY_SECONDS * 2 ** min(row.attempts - 1, 10)
    )
    seconds *= random.uniform(0.5, 1.0)  # noqa: S311  spread, so that retries do not come together
    if error.retry_after is not None:
        seconds = max(seconds, error.retry_after)
    if error.outcome_unknown:
        # It may have taken the message, and gets time to say so in a receipt.
        seconds = max(seconds, settings.DELIVERY_DOUBT_SECONDS)
    return Outcome(
        row.id,
        row.claim,
        Status.CREATED.value,
        provider,
        retry_in=seconds,
        code=error.code,
        in_doubt=error.outcome_unknown or row.in_doubt,
    )


def _refusal(row: Claimed, provider: str, error: Refused) -> Outcome:
    if error.code == OPTED_OUT:
        response = "Phone number is opted out"
        return _failure(row, provider, error.code, response)
    if row.channel == "sms":
        status = Status.PROVIDER_FAILURE
        return Outcome(
            row.id, row.claim, status.value, provider, response=error.detail, code=error.code
        )
    return _failure(row, provider, error.code, error.detail)


def _failure(row: Claimed, provider: str, code: str, response: str | None = None) -> Outcome:
    status = Status.TECHNICAL_FAILURE.value
    return Outcome(row.id, row.claim, status, provider, response=response, code=code)
