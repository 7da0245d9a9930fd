"""Recipients that only pretend, under each kind of key (contract, section 4.2)."""

from datetime import UTC, datetime, timedelta

import pytest

from notify.message_templates.models import Template
from notify.notifications.models import Notification
from notify.services.models import SafelistEntry, Service
from notify.stats.models import Usage
from tests import factories
from tests.api.caller import ApiCaller

EMAILS = [f"simulate-delivered{n}@notification.canada.ca" for n in ("", "-2", "-3")]
NUMBERS = ["+16132532222", "+16132532223", "+16132532224"]
VALUES = {"name": "x", "code": 1}


def used() -> int:
    return sum(Usage.objects.filter(period="day").values_list("used", flat=True))


@pytest.mark.parametrize("kind", ["normal", "team", "test"])
@pytest.mark.parametrize("address", EMAILS)
def test_a_simulated_email_is_accepted_and_forgotten(
    service: Service, email: Template, kind: str, address: str
) -> None:
    api = ApiCaller(factories.make_key(service, kind))

    answer = api.send_email(email.id, email_address=address, personalisation=VALUES)

    assert answer.status == 201
    assert answer.json["content"]["body"] == "Dear x,"
    assert not Notification.objects.exists()
    assert api.get(f"/v2/notifications/{answer.json['id']}").status == 404
    assert used() == (0 if kind == "test" else 1)


@pytest.mark.parametrize("kind", ["normal", "team", "test"])
@pytest.mark.parametrize("number", NUMBERS)
def test_a_simulated_text_is_accepted_forgotten_and_free(
    service: Service, sms: Template, kind: str, number: str
) -> None:
    api = ApiCaller(factories.make_key(service, kind))

    answer = api.send_sms(sms.id, phone_number=number, personalisation=VALUES)

    assert answer.status == 201
    assert not Notification.objects.exists()
    assert used() == 0


def test_a_simulated_number_in_another_spelling_is_counted(api: ApiCaller, sms: Template) -> None:
    answer = api.send_sms(sms.id, phone_number="(613) 253-2222", personalisation=VALUES)

    assert answer.status == 201
    assert not Notification.objects.exists()
    assert used() == 1


@pytest.mark.parametrize("how", ["team key", "trial"])
def test_a_restricted_sender_must_write_simulators_exactly(
    service: Service, email: Template, sms: Template, how: str
) -> None:
    Service.objects.filter(pk=service.pk).update(restricted=how == "trial")
    api = ApiCaller(factories.make_key(service, "team" if how == "team key" else "normal"))

    sent = [
        api.send_email(email.id, email_address=EMAILS[0], personalisation=VALUES),
        api.send_email(email.id, email_address=EMAILS[0].upper(), personalisation=VALUES),
        api.send_sms(sms.id, phone_number=NUMBERS[0], personalisation=VALUES),
        api.send_sms(sms.id, phone_number="613-253-2222", personalisation=VALUES),
    ]

    assert [answer.status for answer in sent] == [201, 400, 201, 400]


def test_a_scheduled_simulation_is_stored(api: ApiCaller, email: Template) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()

    answer = api.send_email(
        email.id, email_address=EMAILS[0], personalisation=VALUES, scheduled_for=tomorrow
    )

    assert answer.status == 201
    assert api.get(f"/v2/notifications/{answer.json['id']}").status == 200


def test_a_full_daily_limit_stops_a_simulated_email(
    api: ApiCaller, service: Service, email: Template
) -> None:
    Service.objects.filter(pk=service.pk).update(message_limit=0)

    answer = api.send_email(email.id, email_address=EMAILS[0], personalisation=VALUES)

    assert answer.status == 429


MEMBERS = [
    pytest.param("email", "Bob@Example.gc.ca", 201, id="member"),
    pytest.param("email", "gone@example.gc.ca", 400, id="member-who-left"),
    pytest.param("email", "SAFE@example.ca", 201, id="safelisted"),
    pytest.param("email", "stranger@example.ca", 400, id="stranger"),
    pytest.param("sms", "+16137363100", 201, id="members-number"),
    pytest.param("sms", "(613) 736-3100", 201, id="members-number-spelled-otherwise"),
    pytest.param("sms", "613 736 3199", 201, id="safelisted-number"),
    pytest.param("sms", "+16137363198", 400, id="strangers-number"),
]


@pytest.mark.parametrize(("channel", "recipient", "status"), MEMBERS)
@pytest.mark.parametrize("how", ["team key", "trial"])
def test_team_and_safelist_are_known_in_any_spelling(
    service: Service,
    email: Template,
    sms: Template,
    how: str,
    channel: str,
    recipient: str,
    status: int,
) -> None:
    bob = factories.make_user("bob@example.gc.ca", mobile_number="613-736-3100")
    gone = factories.make_user("gone@example.gc.ca", is_active=False)
    for user in (bob, gone):
        factories.make_member(service, user, [])
    SafelistEntry.objects.create(service=service, channel="email", recipient="safe@Example.ca")
    SafelistEntry.objects.create(service=service, channel="sms", recipient="+1 613-736-3199")
    Service.objects.filter(pk=service.pk).update(restricted=how == "trial")
    api = ApiCaller(factories.make_key(service, "team" if how == "team key" else "normal"))

    answer = (
        api.send_email(email.id, email_address=recipient, personalisation=VALUES)
        if channel == "email"
        else api.send_sms(sms.id, phone_number=recipient, personalisation=VALUES)
    )

    assert answer.status == status


def test_a_test_key_may_name_anyone_even_in_trial(service: Service, email: Template) -> None:
    Service.objects.filter(pk=service.pk).update(restricted=True)
    api = ApiCaller(factories.make_key(service, "test"))

    answer = api.send_email(email.id, email_address="anyone@example.ca", personalisation=VALUES)

    assert answer.status == 201
    assert Notification.objects.get().key_type == "test"
