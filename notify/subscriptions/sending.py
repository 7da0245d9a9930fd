"""Write to everyone who follows a topic: a list like any other, which a person checks and sends."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

import orjson
from django.db.models import QuerySet

from notify.accounts.models import User
from notify.message_templates.models import Template
from notify.recipients.columns import RECIPIENT_HEADINGS, column_key, recipient_keys
from notify.recipients.columns import Channel as ListChannel
from notify.recipients.errors import UnreadableFile
from notify.sending.list_sending import ListUpload, keep_list
from notify.sending.list_source import LINK_COLUMN, rows_of
from notify.sending.models import ListDraft
from notify.subscriptions.actions import recipient_of
from notify.subscriptions.links import manage_links
from notify.subscriptions.models import Subscription, Topic

LANGUAGE = "language"


class NobodyFollows(Exception):
    """A topic has no confirmed subscriber on the template's channel."""


def prepare_send(
    topic: Topic, template: Template, *, actor: User, values: Mapping[str, str]
) -> ListDraft:
    """Make a list of a topic's followers, each in their language; nothing is sent yet.

    The list is sent once, however often its button is pressed. `values` fill the template's
    variables, the same for everyone; `unsubscribe_link` is filled for each. Emails carry the link
    for one click, too. Raises NobodyFollows.
    """
    if not followers(topic, template.channel).exists():
        raise NobodyFollows
    draft = ListDraft(service=topic.service, template=template, created_by=actor, topic_id=topic.pk)
    said = orjson.dumps(dict(values), option=orjson.OPT_SORT_KEYS).decode()
    upload = ListUpload(
        "topic.csv",
        _as_csv(_rows(topic, template.channel, values)),
        title=topic.name,
        same_as=f"topic {topic.pk} {said}",
    )
    keep_list(draft, upload)
    return draft


def rows_of_leavers(draft: ListDraft) -> frozenset[int]:
    """Return the rows of a topic's list whose people have unsubscribed since it was made."""
    if draft.topic_id is None:
        return frozenset()
    left = Subscription.objects.filter(
        topic_id=draft.topic_id, state=Subscription.State.ENDED, ended_at__gte=draft.created_at
    )
    gone = {recipient_of(subscription) for subscription in left}
    if not gone:
        return frozenset()
    try:
        rows = rows_of(draft)
    except UnreadableFile:  # sent a moment ago by a twin of this press, which has left them out
        return frozenset()
    next(rows)
    return frozenset(number for number, row in enumerate(rows) if row[0] in gone)


def asked_for(names: Sequence[str], channel: str) -> list[str]:
    """Return which of a template's variables the sender fills: not what each follower's row has."""
    known = {*recipient_keys(ListChannel(channel)), column_key(LINK_COLUMN), LANGUAGE}
    return [name for name in names if column_key(name) not in known]


def followers(topic: Topic, channel: str) -> QuerySet[Subscription]:
    """Return the confirmed subscriptions of a topic on a channel, in a steady order."""
    rows = Subscription.objects.filter(topic=topic, channel=channel)
    return rows.filter(state=Subscription.State.CONFIRMED).order_by("id")


def _rows(topic: Topic, channel: str, values: Mapping[str, str]) -> Iterator[Sequence[str]]:
    """Yield the heading and a row for each follower, whose address is the first cell."""
    names = asked_for(list(values), channel)
    yield [RECIPIENT_HEADINGS[ListChannel(channel)]["en"], LANGUAGE, LINK_COLUMN, *names]
    shared, link_to = [values[name] for name in names], manage_links()
    for subscription in followers(topic, channel).iterator(chunk_size=2000):
        link = link_to(subscription.id)
        yield [recipient_of(subscription), subscription.language, link, *shared]


def _as_csv(rows: Iterator[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
