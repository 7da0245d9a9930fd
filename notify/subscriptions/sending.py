"""Send a template to everyone who follows a topic: a job like any other list."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from notify.accounts.models import User
from notify.message_templates.models import Channel, Template
from notify.notifications.models import Job
from notify.recipients.columns import RECIPIENT_HEADINGS
from notify.recipients.columns import Channel as ListChannel
from notify.sending.account import Account
from notify.sending.bulk import AcceptedJob, BulkRequest, accept_bulk
from notify.sending.request import Retry
from notify.services.models import ApiKey
from notify.subscriptions.actions import recipient_of
from notify.subscriptions.links import manage_link
from notify.subscriptions.models import Subscription, Topic

LINK = "unsubscribe_link"  # the variable that a template may use
KNOWN = frozenset({LINK})


class NobodyFollows(Exception):
    """A topic has no confirmed subscriber on the template's channel."""


def send_to_topic(
    topic: Topic,
    template: Template,
    *,
    actor: User,
    values: dict[str, str] | None = None,
    scheduled_for: datetime | None = None,
    once: str = "",
) -> Job:
    """Send a template to a topic's confirmed subscribers, each in their language.

    `values` fill the template's variables, the same for everyone; `unsubscribe_link` is filled for
    each. Emails carry the link for one click, too.

    Two calls with the same `once` send once: the second raises AlreadyAnswered.

    Raises NobodyFollows and what `accept_bulk` raises.
    """
    if not followers(topic, template.channel).exists():
        raise NobodyFollows
    links: dict[str, str] = {}
    return accept_bulk(
        BulkRequest(
            account=Account.of(topic.service),
            key_type=ApiKey.Type.NORMAL,
            template_id=template.id,
            name=topic.name,
            rows=_rows(topic, template.channel, values or {}, links),
            scheduled_for=scheduled_for,
            created_by_id=actor.pk,
            retry=_once(topic, once) if once else None,
            unsubscribe_urls=links if template.channel == Channel.EMAIL else {},
        )
    )


def followers(topic: Topic, channel: str) -> QuerySet[Subscription]:
    """Return the confirmed subscriptions of a topic on a channel, in a steady order."""
    rows = Subscription.objects.filter(topic=topic, channel=channel)
    return rows.filter(state=Subscription.State.CONFIRMED).order_by("id")


def _rows(
    topic: Topic, channel: str, values: dict[str, str], links: dict[str, str]
) -> Iterator[Sequence[str]]:
    """Yield the heading and a row for each follower; note each one's link by address."""
    names = [name for name in values if name not in KNOWN]
    yield [RECIPIENT_HEADINGS[ListChannel(channel)]["en"], "language", LINK, *names]
    shared = [values[name] for name in names]
    for subscription in followers(topic, channel).iterator(chunk_size=2000):
        recipient = recipient_of(subscription)
        link = manage_link(UUID(str(subscription.id)))
        links[recipient] = link
        yield [recipient, subscription.language, link, *shared]


def _once(topic: Topic, once: str) -> "Retry[AcceptedJob]":
    """Make a second press of a button known, by the same means as an API's retry."""
    key = f"topic {once}"
    fingerprint = hashlib.sha256(f"{topic.pk} {once}".encode()).digest()
    return Retry(key, fingerprint, lambda accepted: str(accepted.job.id))
