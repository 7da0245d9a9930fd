"""Subscribe, confirm and unsubscribe. Each act is kept with its time and the text it was about.

Double opt-in: whoever types an address gets nothing but one message to that address, and only the
link in it subscribes. Whether an address was known already never shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from notify.message_templates.models import Channel
from notify.notifications.recipients import recipient_index
from notify.recipients.email_address import EmailAddress, parse_email_address
from notify.recipients.phone_number import PhoneNumber, parse_phone_number
from notify.sending.system_mail import send_system_email, send_system_sms
from notify.subscriptions.links import CONFIRM_WITHIN, confirm_link
from notify.subscriptions.models import Consent, Subscription, Topic
from notify.vault import open_sealed, seal

PURPOSE = "subscriber"
QUIET = timedelta(minutes=10)  # an address that was just written to is not written to again


@dataclass(frozen=True)
class Subscriber:
    """Where a person wants to be written to, as read from what they typed."""

    channel: str
    normalised: str
    language: str

    @classmethod
    def read(cls, channel: str, text: str, language: str) -> "Subscriber":
        """Read an address or a number. Raises InvalidEmailAddress, InvalidPhoneNumber."""
        address: EmailAddress | PhoneNumber
        if channel == Channel.SMS:
            address = parse_phone_number(text)
            return cls(channel, address.e164, language)
        address = parse_email_address(text.strip())
        return cls(channel, address.normalised, language)


def consent_text(topic: Topic, language: str) -> str:
    """Return what a person agrees to, in their language: it is shown and it is kept."""
    with override(language):
        name, service = _in(topic, "name", language), _in(topic.service, "name", language)
        return _(
            "I want to receive “%(topic)s” from %(service)s. I can unsubscribe at any time."
        ) % {"topic": name, "service": service}


def ask(topics: Sequence[Topic], subscriber: Subscriber, source: str) -> bool:
    """Note that somebody wants to follow topics and send the message that asks to confirm.

    Return whether one was sent: not when the address was written to within ten minutes.
    """
    pending = _note_request(topics, subscriber, source)
    if not pending:
        return False
    values = {
        "topics": [_in(topic, "name", subscriber.language) for topic in topics],
        "service": _in(topics[0].service, "name", subscriber.language),
        "link": confirm_link([subscription.id for subscription in pending]),
    }
    if subscriber.channel == Channel.SMS:
        names = ", ".join(values["topics"])
        values = {**values, "topics": names}
        send = send_system_sms
    else:
        send = send_system_email  # type: ignore[assignment]  # the same arguments
    send(
        f"subscription-confirm-{subscriber.channel}",
        subscriber.normalised,
        values,
        language=subscriber.language,
    )
    return True


@transaction.atomic
def _note_request(
    topics: Sequence[Topic], subscriber: Subscriber, source: str
) -> list[Subscription]:
    """Return the subscriptions that wait for a confirmation, unless they were just asked for."""
    now = datetime.now(UTC)
    waiting, is_quiet = [], False
    for topic in topics:
        subscription, made = _find_or_make(topic, subscriber)
        if subscription.state == Subscription.State.CONFIRMED:
            continue
        if not made and subscription.asked_at > now - QUIET and _was_asked(subscription):
            is_quiet = True
        subscription.state = Subscription.State.ASKED
        subscription.asked_at, subscription.language = now, subscriber.language
        subscription.save(update_fields=["state", "asked_at", "language"])
        _record(subscription, Consent.Act.ASKED, source, topic=topic)
        waiting.append(subscription)
    return [] if is_quiet else waiting


def confirm(ids: Sequence[UUID]) -> list[Subscription]:
    """Confirm subscriptions that were asked for; return those that hold now.

    One that was ended meanwhile stays ended: an old link does not bring it back.
    """
    held = []
    for identifier in ids:
        with transaction.atomic():
            rows = Subscription.objects.select_related("topic__service").filter(pk=identifier)
            subscription = rows.select_for_update(of=("self",)).first()
            if subscription is None or subscription.state == Subscription.State.ENDED:
                continue
            if subscription.state == Subscription.State.ASKED:
                _confirm(subscription)
            held.append(subscription)
    return held


@transaction.atomic
def end(identifier: UUID, source: str) -> Subscription | None:
    """Unsubscribe; a second time changes nothing. None when there is no such subscription."""
    rows = Subscription.objects.select_related("topic__service").filter(pk=identifier)
    subscription = rows.select_for_update(of=("self",)).first()
    if subscription is None:
        return None
    if subscription.state != Subscription.State.ENDED:
        subscription.state, subscription.ended_at = Subscription.State.ENDED, datetime.now(UTC)
        subscription.save(update_fields=["state", "ended_at"])
        _record(subscription, Consent.Act.WITHDRAWN, source)
    return subscription


def forget_unconfirmed() -> int:
    """Delete what was asked for and never confirmed, once its link is dead; return how many."""
    before = datetime.now(UTC) - timedelta(seconds=CONFIRM_WITHIN)
    rows = Subscription.objects.filter(state=Subscription.State.ASKED, asked_at__lt=before)
    asked = rows.filter(confirmed_at=None, ended_at=None)
    number = asked.count()
    asked.delete()
    return number


def find(topic: Topic, subscriber: Subscriber) -> Subscription | None:
    """Return the subscription of an address to a topic."""
    index = recipient_index(subscriber.normalised)
    return Subscription.objects.filter(topic=topic, recipient_index=index).first()


@transaction.atomic
def add_with_consent(topic: Topic, subscribers: Sequence[Subscriber], statement: str) -> int:
    """Subscribe people who agreed elsewhere; `statement` says how. Return how many are new.

    Who follows already or unsubscribed here stays as they are. Two statements for any number.
    """
    by_index = {recipient_index(each.normalised): each for each in subscribers}
    rows = Subscription.objects.filter(topic=topic, recipient_index__in=by_index)
    known = {bytes(index) for index in rows.values_list("recipient_index", flat=True)}
    now = datetime.now(UTC)
    new = [
        Subscription(
            topic=topic,
            channel=each.channel,
            sealed_recipient=seal(each.normalised, PURPOSE),
            recipient_index=index,
            language=each.language,
            state=Subscription.State.CONFIRMED,
            asked_at=now,
            confirmed_at=now,
        )
        for index, each in by_index.items()
        if index not in known
    ]
    Subscription.objects.bulk_create(new)
    Consent.objects.bulk_create(
        Consent(
            subscription=each,
            topic=topic,
            act=Consent.Act.IMPORTED,
            source=Consent.Source.FILE,
            text=statement,
            language=each.language,
            at=now,
        )
        for each in new
    )
    return len(new)


def recipient_of(subscription: Subscription) -> str:
    """Raises CannotOpen."""
    return open_sealed(subscription.sealed_recipient, PURPOSE)


def _find_or_make(topic: Topic, subscriber: Subscriber) -> tuple[Subscription, bool]:
    subscription, made = Subscription.objects.get_or_create(
        topic=topic,
        recipient_index=recipient_index(subscriber.normalised),
        defaults={
            "channel": subscriber.channel,
            "sealed_recipient": seal(subscriber.normalised, PURPOSE),
            "language": subscriber.language,
        },
    )
    if made:
        return subscription, True
    return Subscription.objects.select_for_update().get(pk=subscription.pk), False


def _was_asked(subscription: Subscription) -> bool:
    return subscription.state == Subscription.State.ASKED


def _confirm(subscription: Subscription) -> None:
    subscription.state = Subscription.State.CONFIRMED
    subscription.confirmed_at, subscription.ended_at = datetime.now(UTC), None
    subscription.save(update_fields=["state", "confirmed_at", "ended_at"])
    _record(subscription, Consent.Act.CONFIRMED, Consent.Source.LINK)


def _record(
    subscription: Subscription,
    act: str,
    source: str,
    *,
    topic: Topic | None = None,
) -> None:
    topic = topic or subscription.topic
    Consent.objects.create(
        subscription=subscription,
        topic=topic,
        act=act,
        source=source,
        text=consent_text(topic, subscription.language),
        language=subscription.language,
    )


def _in(thing: object, field: str, language: str) -> str:
    return str(getattr(thing, f"{field}_{'fr' if language == 'fr' else 'en'}"))
