"""Writing to everyone who follows a topic: once, in their language, with a link of their own."""

import pytest

from notify.accounts.models import User
from notify.message_templates.models import Template
from notify.notifications.models import Notification
from notify.sending.idempotency import AlreadyAnswered
from notify.sending.jobs import store_due_jobs
from notify.services.models import Service
from notify.subscriptions.actions import end
from notify.subscriptions.links import manage_link
from notify.subscriptions.models import Consent, Subscription, Topic
from notify.subscriptions.sending import NobodyFollows, send_to_topic
from tests import factories
from tests.subscriptions.test_double_opt_in import Subscriber, make_topic, subscribe

pytestmark = pytest.mark.django_db

BEN = Subscriber("email", "ben@example.ca", "en")


@pytest.fixture
def topic(service: Service) -> Topic:
    return make_topic(service)


@pytest.fixture
def bulletin(service: Service) -> Template:
    return factories.make_email_template(
        service,
        text="pair",
        subject_en="Air on ((day))",
        subject_fr="L’air du ((day))",
        body_en="Good. ((unsubscribe_link))",
        body_fr="Bon. ((unsubscribe_link))",
    )


def sent(service: Service) -> dict[str, Notification]:
    store_due_jobs()
    return {row.recipient: row for row in Notification.objects.filter(service_id=service.id)}


def test_everyone_gets_it_in_their_language_with_their_own_link(
    topic: Topic, bulletin: Template, alice: User
) -> None:
    ana, ben = subscribe(topic), subscribe(topic, BEN)

    job = send_to_topic(topic, bulletin, actor=alice, values={"day": "Monday"})

    found = sent(topic.service)
    assert job.row_count == 2
    assert {name: row.language for name, row in found.items()} == {
        "ana@example.ca": "fr",
        "ben@example.ca": "en",
    }
    for subscription, name in ((ana, "ana@example.ca"), (ben, "ben@example.ca")):
        link = manage_link(subscription.pk)
        assert found[name].unsubscribe_url == link
        assert found[name].personalisation["unsubscribe_link"] == link


def test_who_asked_only_or_ended_gets_nothing(
    topic: Topic, bulletin: Template, alice: User
) -> None:
    subscribe(topic)
    end(subscribe(topic, BEN).pk, Consent.Source.LINK)
    Subscription.objects.create(
        topic=topic, channel="email", sealed_recipient=b"", recipient_index=b"x", language="en"
    )

    send_to_topic(topic, bulletin, actor=alice, values={"day": "Monday"})

    assert list(sent(topic.service)) == ["ana@example.ca"]


def test_a_topic_that_nobody_follows_is_told(topic: Topic, bulletin: Template, alice: User) -> None:
    with pytest.raises(NobodyFollows):
        send_to_topic(topic, bulletin, actor=alice)


def test_pressing_twice_sends_once(topic: Topic, bulletin: Template, alice: User) -> None:
    subscribe(topic)
    values = {"day": "Monday"}
    send_to_topic(topic, bulletin, actor=alice, values=values, once="a")

    with pytest.raises(AlreadyAnswered):
        send_to_topic(topic, bulletin, actor=alice, values=values, once="a")

    assert len(sent(topic.service)) == 1
    send_to_topic(topic, bulletin, actor=alice, values=values, once="b")
