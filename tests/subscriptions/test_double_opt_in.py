"""Following a topic: asked, confirmed, ended, imported; each act on record with its text."""

from datetime import UTC, datetime, timedelta

import pytest

from notify.notifications.models import Notification
from notify.recipients.errors import InvalidEmailAddress
from notify.sending.system_service import SYSTEM_SERVICE_ID
from notify.services.models import Service
from notify.subscriptions.actions import (
    Subscriber,
    ask,
    confirm,
    end,
    find,
    forget_unconfirmed,
    recipient_of,
)
from notify.subscriptions.figures import numbers_of, weeks_of
from notify.subscriptions.files import BadFile, import_subscribers
from notify.subscriptions.links import BadLink, confirm_link, manage_link, read_confirm, read_manage
from notify.subscriptions.models import Consent, Subscription, Topic
from tests import factories

pytestmark = pytest.mark.django_db

ANA = Subscriber("email", "ana@example.ca", "fr")
HEADING = ["email address", "language"]


@pytest.fixture
def topic(service: Service) -> Topic:
    return make_topic(service)


def make_topic(service: Service, name: str = "Air quality") -> Topic:
    return Topic.objects.create(
        service=service,
        name_en=name,
        name_fr="Qualité de l’air",
        description_en="One email a week.",
        description_fr="Un courriel par semaine.",
    )


def acts(topic: Topic) -> list[str]:
    return list(Consent.objects.filter(topic=topic).order_by("id").values_list("act", flat=True))


def messages() -> list[Notification]:
    return list(Notification.objects.filter(service_id=SYSTEM_SERVICE_ID))


def subscribe(topic: Topic, subscriber: Subscriber = ANA) -> Subscription:
    ask([topic], subscriber, Consent.Source.PAGE)
    found = find(topic, subscriber)
    assert found is not None
    return confirm([found.pk])[0]


def test_asking_subscribes_nobody_and_sends_one_message(topic: Topic) -> None:
    assert ask([topic], ANA, Consent.Source.PAGE)

    found = find(topic, ANA)
    assert found is not None
    assert found.state == "asked"
    (message,) = messages()
    assert (message.recipient, message.language) == ("ana@example.ca", "fr")
    assert str(message.personalisation["link"]) != ""


def test_the_text_that_was_shown_is_kept_in_the_persons_language(topic: Topic) -> None:
    subscribe(topic)

    texts = set(Consent.objects.values_list("text", flat=True))
    assert acts(topic) == ["asked", "confirmed"]
    assert len(texts) == 1
    assert "Qualité de l’air" in texts.pop()


def test_asking_again_at_once_sends_nothing_more(topic: Topic) -> None:
    ask([topic], ANA, Consent.Source.PAGE)

    assert not ask([topic], ANA, Consent.Source.PAGE)
    assert len(messages()) == 1


def test_asking_again_later_sends_another(topic: Topic) -> None:
    ask([topic], ANA, Consent.Source.PAGE)
    Subscription.objects.update(asked_at=datetime.now(UTC) - timedelta(hours=1))

    assert ask([topic], ANA, Consent.Source.PAGE)


def test_asking_for_what_one_follows_sends_nothing(topic: Topic) -> None:
    subscribe(topic)

    assert not ask([topic], ANA, Consent.Source.PAGE)
    assert acts(topic) == ["asked", "confirmed"]


def test_one_message_confirms_several_topics(topic: Topic) -> None:
    other = make_topic(topic.service, "Water")

    ask([topic, other], ANA, Consent.Source.PAGE)
    held = confirm(list(Subscription.objects.values_list("pk", flat=True)))

    assert len(messages()) == 1
    assert {each.topic for each in held} == {topic, other}


def test_an_old_link_does_not_bring_back_who_unsubscribed(topic: Topic) -> None:
    found = subscribe(topic)
    end(found.pk, Consent.Source.LINK)

    assert confirm([found.pk]) == []
    found.refresh_from_db()
    assert found.state == "ended"


def test_unsubscribing_twice_is_recorded_once(topic: Topic) -> None:
    found = subscribe(topic)

    end(found.pk, Consent.Source.LINK)
    end(found.pk, Consent.Source.LINK)

    assert acts(topic) == ["asked", "confirmed", "withdrawn"]


def test_a_text_message_asks_by_text(topic: Topic) -> None:
    subscriber = Subscriber.read("sms", "613 555 0177", "en")

    ask([topic], subscriber, Consent.Source.PAGE)

    (message,) = messages()
    assert (message.channel, message.recipient) == ("sms", "+16135550177")


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidEmailAddress):
        Subscriber.read("email", "ana", "en")


def test_links_hold_nothing_personal_and_cannot_be_made_up(topic: Topic) -> None:
    found = subscribe(topic)
    confirm_token = confirm_link([found.pk]).rsplit("/", 1)[1]
    manage_token = manage_link(found.pk).rsplit("/", 1)[1]

    assert read_confirm(confirm_token) == [found.pk]
    assert read_manage(manage_token) == found.pk
    for read, token in ((read_confirm, manage_token), (read_manage, confirm_token + "x")):
        with pytest.raises(BadLink):
            read(token)


def test_a_file_adds_people_with_the_statement(topic: Topic) -> None:
    rows = [HEADING, ["Ben@example.ca", "fr"], ["cy@example.ca", ""], ["", ""]]

    found = import_subscribers(topic, rows, statement="Ticked on form 118.", language="en")

    assert (found.added, found.known) == (2, 0)
    assert set(Consent.objects.values_list("text", "act")) == {("Ticked on form 118.", "imported")}
    people = {recipient_of(row): row.language for row in Subscription.objects.all()}
    assert people == {"ben@example.ca": "fr", "cy@example.ca": "en"}


def test_a_file_with_a_wrong_row_changes_nothing(topic: Topic) -> None:
    rows = [HEADING, ["ben@example.ca", "fr"], ["nobody", "en"], ["cy@example.ca", "de"]]

    found = import_subscribers(topic, rows, statement="Ticked on form 118.", language="en")

    assert len(found.problems) == 2
    assert found.problems[0].startswith("Row 3:")
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("rows", [[["name"], ["Ana"]], [HEADING]])
def test_a_file_without_people_says_why(topic: Topic, rows: list[list[str]]) -> None:
    with pytest.raises(BadFile):
        import_subscribers(topic, rows, statement="Ticked on form 118.", language="en")


def test_who_unsubscribed_is_not_imported_again(topic: Topic) -> None:
    end(subscribe(topic).pk, Consent.Source.LINK)

    found = import_subscribers(
        topic, [HEADING, ["ana@example.ca", "fr"]], statement="Ticked on form 118.", language="en"
    )

    assert (found.added, found.known) == (0, 1)
    assert Subscription.objects.get().state == "ended"


def test_numbers_follow_what_people_do(topic: Topic) -> None:
    subscribe(topic)
    ask([topic], Subscriber("email", "ben@example.ca", "en"), Consent.Source.PAGE)
    end(subscribe(topic, Subscriber("email", "cy@example.ca", "en")).pk, Consent.Source.LINK)

    assert numbers_of([topic.pk])[topic.pk] == {"email": 1, "sms": 0, "asked": 1, "ended": 1}
    weeks = weeks_of(topic.pk, "America/Toronto")
    assert (len(weeks), weeks[-1].came, weeks[-1].went) == (12, 2, 1)


def test_topics_of_two_services_do_not_mix(topic: Topic) -> None:
    other = make_topic(factories.make_service())
    subscribe(topic)

    assert find(other, ANA) is None


def test_an_address_that_never_confirmed_is_forgotten(service: Service) -> None:
    topic = make_topic(service)
    old = datetime.now(UTC) - timedelta(days=8)
    for address in ("silent@example.ca", "recent@example.ca", "ended@example.ca"):
        ask([topic], Subscriber.read("email", address, "en"), Consent.Source.PAGE)
    silent, recent, ended = Subscription.objects.order_by("asked_at")
    Subscription.objects.filter(pk=silent.pk).update(asked_at=old)
    Subscription.objects.filter(pk=ended.pk).update(asked_at=old, state="ended", ended_at=old)

    assert forget_unconfirmed() == 1
    assert set(Subscription.objects.all()) == {recent, ended}
