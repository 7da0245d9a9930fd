"""Writing to everyone who follows a topic: once, in their language, with a link of their own."""

from uuid import uuid4

import pytest

from notify.accounts.models import User
from notify.delivery.claim import claim_due
from notify.delivery.compose import compose_email
from notify.message_templates.models import Template
from notify.notifications.models import Job, Notification
from notify.sending.jobs import store_due_jobs
from notify.sending.list_checking import check_next_list
from notify.sending.list_sending import find_twin, send_list
from notify.services.models import Service
from notify.subscriptions.actions import end
from notify.subscriptions.links import manage_link
from notify.subscriptions.models import Consent, Subscription, Topic
from notify.subscriptions.sending import NobodyFollows, prepare_send
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


def send_to_topic(topic: Topic, template: Template, actor: User) -> Job:
    draft = prepare_send(topic, template, actor=actor, values={"day": "Monday"})
    check_next_list()
    return send_list(draft.pk, leave_out=(), scheduled_for=None)


def sent(service: Service) -> dict[str, Notification]:
    store_due_jobs()
    return {row.recipient: row for row in Notification.objects.filter(service_id=service.id)}


def test_everyone_gets_it_in_their_language_with_their_own_link(
    topic: Topic, bulletin: Template, alice: User
) -> None:
    ana, ben = subscribe(topic), subscribe(topic, BEN)

    job = send_to_topic(topic, bulletin, alice)

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
    emails = [compose_email(row) for row in claim_due("normal", 10, uuid4())]
    assert {email.to: email.headers["List-Unsubscribe"] for email in emails} == {
        name: f"<{row.unsubscribe_url}>" for name, row in found.items()
    }


def test_who_asked_only_or_ended_gets_nothing(
    topic: Topic, bulletin: Template, alice: User
) -> None:
    subscribe(topic)
    end(subscribe(topic, BEN).pk, Consent.Source.LINK)
    Subscription.objects.create(
        topic=topic, channel="email", sealed_recipient=b"", recipient_index=b"x", language="en"
    )

    send_to_topic(topic, bulletin, alice)

    assert list(sent(topic.service)) == ["ana@example.ca"]


def test_a_topic_that_nobody_follows_is_told(topic: Topic, bulletin: Template, alice: User) -> None:
    with pytest.raises(NobodyFollows):
        prepare_send(topic, bulletin, actor=alice, values={})


def test_pressing_twice_sends_once_and_sending_anew_is_told_of(
    topic: Topic, bulletin: Template, alice: User
) -> None:
    subscribe(topic)
    first = prepare_send(topic, bulletin, actor=alice, values={"day": "Monday"})
    check_next_list()

    jobs = [send_list(first.pk, leave_out=(), scheduled_for=None) for _ in range(2)]
    subscribe(topic, BEN)
    anew = prepare_send(topic, bulletin, actor=alice, values={"day": "Monday"})
    other = prepare_send(topic, bulletin, actor=alice, values={"day": "Tuesday"})
    while check_next_list():
        pass

    assert jobs[0] == jobs[1]
    assert len(sent(topic.service)) == 1
    anew.refresh_from_db()
    other.refresh_from_db()
    assert find_twin(anew) == first
    assert find_twin(other) is None
