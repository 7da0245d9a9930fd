"""What the product itself sends: once, to the right people, in their language."""

import pytest

from notify.accounts.models import User
from notify.message_templates.actions import edit_template
from notify.message_templates.models import Template
from notify.notifications.models import Notification
from notify.sending.system_mail import send_notices, send_system_email
from notify.sending.system_service import (
    SYSTEM_SERVICE_ID,
    ensure_system_templates,
    ensure_template,
    system_service,
)
from notify.sending.system_texts import TEXTS
from notify.services.models import Service
from notify.services.notices import record_notice
from tests import factories

pytestmark = pytest.mark.django_db

KIND = "service-suspended"


def sent() -> list[Notification]:
    return list(Notification.objects.filter(service_id=SYSTEM_SERVICE_ID).order_by("id"))


def recipients() -> list[str]:
    return sorted(message.recipient for message in sent())


@pytest.mark.parametrize("kind", TEXTS)
def test_every_system_text_makes_a_template_in_both_languages(kind: str) -> None:
    template = ensure_template(kind)

    assert template.text == "pair"
    assert template.body_en != template.body_fr
    assert (template.channel == "sms") == (not template.subject_en)
    assert template.queue() == "priority"


def test_templates_are_made_once_and_the_platform_teams_changes_stay() -> None:
    made = ensure_system_templates()
    edit_template(ensure_template(KIND), body_en="((service_name)) stopped.")

    assert made == len(TEXTS)
    assert ensure_system_templates() == 0
    assert ensure_template(KIND).body_en == "((service_name)) stopped."
    assert Template.objects.filter(service=system_service()).count() == len(TEXTS)


def test_an_email_of_the_product_is_stored_with_priority() -> None:
    send_system_email(KIND, "alice@example.gc.ca", {"service_name": "Passports"}, language="fr")

    (message,) = sent()
    assert (message.queue, message.language) == ("priority", "fr")


def test_a_notice_reaches_the_members_it_is_for_once(service: Service, alice: User) -> None:
    bob = factories.make_user("bob@example.gc.ca")
    factories.make_member(service, bob, ["view_activity"])
    gone = factories.make_user("gone@example.gc.ca", is_active=False)
    factories.make_member(service, gone, ["manage_service"])

    record_notice(service.id, KIND, once_key="2026-06-03")

    assert send_notices() == 1
    assert send_notices() == 0
    assert recipients() == ["alice@example.gc.ca"]


def test_a_second_notice_for_the_same_occasion_is_not_made(service: Service) -> None:
    assert record_notice(service.id, KIND, once_key="monday")
    assert not record_notice(service.id, KIND, once_key="monday")
    assert record_notice(service.id, KIND, once_key="tuesday")


def test_each_reader_gets_their_own_language(service: Service, alice: User) -> None:
    frances = factories.make_user("frances@example.gc.ca", language="fr")
    factories.make_member(service, frances, ["manage_service"])
    record_notice(service.id, KIND, once_key="monday")

    send_notices()

    languages = {message.recipient: message.language for message in sent()}
    assert languages == {alice.email: "en", frances.email: "fr"}


def test_a_notice_that_cannot_be_sent_is_kept(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    record_notice(service.id, KIND, once_key="monday")
    with monkeypatch.context() as patch:
        patch.setattr("notify.sending.system_mail.send_email", refuse)
        with pytest.raises(RuntimeError):
            send_notices()

    assert send_notices() == 1


def test_a_notice_that_cannot_be_sent_does_not_hold_back_the_others(
    service: Service, alice: User
) -> None:
    record_notice(service.id, "no-such-kind", once_key="monday")
    record_notice(service.id, KIND, once_key="monday")

    with pytest.raises(KeyError):
        send_notices()

    assert recipients() == [alice.email]


def test_a_template_of_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError):
        ensure_template("no-such-kind")
