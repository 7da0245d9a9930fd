"""Say whether a message would be accepted, and what it would cost, storing nothing."""

from dataclasses import dataclass
from typing import Final

from notify.sending.checks import (
    Draft,
    check_delivery,
    check_not_blank,
    draft_message,
    limits_of,
)
from notify.sending.errors import TextTooLong
from notify.sending.limits import check_room
from notify.sending.request import MessageRequest
from notify.sending.sms import count_fragments

LONGEST_EMAIL: Final = 50_000  # characters, as in a list


@dataclass(frozen=True)
class DryRun:
    """What a message would be sent with; `cost` is what it takes from a limit."""

    draft: Draft
    cost: int


def check_message(request: MessageRequest, channel: str) -> DryRun:
    """Check all that sending would. Raises SendingError, OverLimit."""
    draft = draft_message(request, channel)
    body = draft.content.body(draft.values)
    check_not_blank(body)
    cost = 1
    if channel == "sms":
        cost = count_fragments(request, draft)
    elif len(body) > LONGEST_EMAIL:
        raise TextTooLong(len(body), LONGEST_EMAIL)
    limits = limits_of(request, channel)
    check_delivery(request, draft, cost=cost, limits=limits)
    if limits:
        check_room(request.account.id, channel, cost, limits)
    return DryRun(draft, cost)
