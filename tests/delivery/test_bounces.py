"""Services whose emails come back are warned at 5 % and stopped at 10 %, from 1,000 emails on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notify.accounts.models import AuditEvent
from notify.delivery.bounces import bounce_rate, suspended_at, watch_bounce_rates
from notify.delivery.models import EmailHour
from notify.message_templates.compiled import compiled_for
from notify.message_templates.models import TemplateVersion
from notify.notifications.models import Notification
from notify.sending.system_mail import send_notices
from notify.services.models import Service
from tests import factories
from tests.delivery.rows import accept
from tests.delivery.test_courier import Stub, accepts, drain


def hour(service: Service, sent: int, bounces: int, *, hours_ago: int = 0) -> None:
    at = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=hours_ago)
    EmailHour.objects.create(service_id=service.id, hour=at, sent=sent, hard_bounces=bounces)


def recorded(service: Service) -> list[str]:
    events = AuditEvent.objects.filter(service_id=service.id).order_by("at")
    return list(events.values_list("action", flat=True))


@pytest.mark.parametrize(
    ("sent", "bounces", "level"),
    [
        (1000, 49, "normal"),
        (1000, 50, "warning"),
        (1000, 99, "warning"),
        (1000, 100, "critical"),
        (999, 999, "normal"),
        (0, 0, "normal"),
    ],
)
def test_the_level_follows_the_share_of_bounces(
    service: Service, sent: int, bounces: int, level: str
) -> None:
    hour(service, sent, bounces)

    assert bounce_rate(service).level == level


def test_only_the_last_24_hours_count(service: Service) -> None:
    hour(service, 600, 30)
    hour(service, 400, 30, hours_ago=23)
    hour(service, 5000, 5000, hours_ago=25)

    rate = bounce_rate(service)

    assert (rate.sent, rate.hard_bounces, rate.percent) == (1000, 60, 6.0)


def test_at_the_critical_level_emails_are_suspended_and_texts_are_not(service: Service) -> None:
    hour(service, 1000, 100)
    hour(factories.make_service(), 1000, 1)

    assert (watch_bounce_rates(), watch_bounce_rates()) == (1, 0)

    service.refresh_from_db()
    event = AuditEvent.objects.get(service_id=service.id)
    assert not service.can("email")
    assert service.can("sms")
    assert suspended_at(service) == event.at
    assert event.after == {"email": False, "sent": 1000, "hard_bounces": 100}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("bounces", "subject", "sujet"),
    [
        (
            70,
            "7 % of the emails of Passports come back",
            "7 % des courriels de Passports sont retournés",
        ),
        (
            100,
            "The emails of Passports are stopped",
            "Les courriels de Passports sont arrêtés",
        ),
    ],
)
def test_the_people_of_the_service_are_told_once(bounces: int, subject: str, sujet: str) -> None:
    alice = factories.make_user("alice@example.gc.ca")
    service = factories.make_service(owner=alice, name_en="Passports", name_fr="Passeports")
    hour(service, 1000, bounces)

    watch_bounce_rates()
    watch_bounce_rates()

    assert send_notices() == 1
    (message,) = Notification.objects.exclude(service_id=service.id)
    version = TemplateVersion.objects.get(template_id=message.template_id)
    values = message.personalisation
    for language, expected in (("en", subject), ("fr", sujet)):
        text = compiled_for(version, language=language, order="en")
        assert message.recipient == alice.email
        assert text.subject(values) == expected
        assert f" {bounces} " in f" {text.plain_text(values)} "


def test_who_is_allowed_again_is_not_suspended_for_the_same_bounces(service: Service) -> None:
    hour(service, 1000, 100)
    watch_bounce_rates()
    Service.objects.filter(pk=service.pk).update(permissions=["email", "sms"])

    assert watch_bounce_rates() == 0

    service.refresh_from_db()
    assert service.can("email")
    assert suspended_at(service) is None


def test_a_warning_is_recorded_once_a_day(service: Service) -> None:
    hour(service, 1000, 70)

    watch_bounce_rates()
    watch_bounce_rates()
    first = recorded(service)
    factories.age_record(timedelta(hours=25))
    watch_bounce_rates()

    assert first == ["bounce-rate-warning"]
    assert recorded(service) == ["bounce-rate-warning"] * 2


def test_old_hours_are_forgotten(service: Service) -> None:
    hour(service, 1, 0, hours_ago=24 * 9)
    hour(service, 1, 0, hours_ago=24 * 7)

    watch_bounce_rates()

    assert EmailHour.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_emails_that_leave_are_counted_and_those_of_test_keys_and_texts_are_not() -> None:
    service = factories.make_service()
    accept(service, 5)
    accept(service, 2, key_type="test")
    accept(service, 3, channel="sms")

    drain(Stub(accepts))

    assert (bounce_rate(service).sent, bounce_rate(service).hard_bounces) == (5, 0)
