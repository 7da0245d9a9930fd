"""Services hear of their limits at 80 % and at 100 %, once for each."""

from datetime import UTC, date, datetime

import pytest

from notify.sending.limit_warnings import NEAR, REACHED, notice_kind, warn_of_limits
from notify.sending.system_mail import send_notices
from notify.sending.system_texts import TEXTS
from notify.services.models import Notice, Service
from notify.stats.models import Usage
from tests import factories
from tests.sending.test_system_mail import recipients

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 3, 12, tzinfo=UTC)
DAY, YEAR = date(2026, 6, 3), date(2026, 4, 1)


def use(service: Service, used: int, channel: str = "email", period: str = "day") -> None:
    start = DAY if period == "day" else YEAR
    key = {"service_id": service.id, "channel": channel, "period": period, "start": start}
    Usage.objects.update_or_create(**key, defaults={"used": used})


def kinds() -> list[str]:
    return list(Notice.objects.order_by("id").values_list("kind", flat=True))


@pytest.mark.parametrize("channel", ["email", "sms"])
@pytest.mark.parametrize("period", ["day", "year"])
@pytest.mark.parametrize(
    ("used", "level"), [(79, None), (80, NEAR), (99, NEAR), (100, REACHED), (130, REACHED)]
)
def test_each_limit_is_told_from_eighty_and_from_a_hundred_percent(
    channel: str, period: str, used: int, level: str | None
) -> None:
    service = factories.make_service(
        message_limit=100, sms_daily_limit=100, email_annual_limit=100, sms_annual_limit=100
    )
    use(service, used, channel, period)

    warn_of_limits(NOW)

    assert kinds() == ([notice_kind(channel, period, level)] if level else [])


def test_it_is_told_once_for_each_threshold_and_day() -> None:
    service = factories.make_service(message_limit=10)
    for used in (8, 9, 10, 10):
        use(service, used)
        warn_of_limits(NOW)

    assert kinds() == ["limit-email-day-near", "limit-email-day-reached"]

    Usage.objects.update(start=date(2026, 6, 4))
    assert warn_of_limits(NOW.replace(day=4)) == 1


def test_a_limit_that_was_raised_is_told_again() -> None:
    service = factories.make_service(message_limit=10)
    use(service, 10)
    warn_of_limits(NOW)

    Service.objects.update(message_limit=12)

    assert warn_of_limits(NOW) == 1
    assert Notice.objects.latest("id").values == {"limit": 12}


def test_a_service_that_may_send_nothing_and_a_suspended_one_are_told_nothing() -> None:
    use(factories.make_service(message_limit=0), 0)
    use(factories.make_service(message_limit=1, active=False), 1)

    assert warn_of_limits(NOW) == 0


def test_every_warning_has_its_words() -> None:
    wanted = {
        notice_kind(channel, period, level)
        for channel in ("email", "sms")
        for period in ("day", "year")
        for level in (NEAR, REACHED)
    }

    assert wanted <= set(TEXTS)
    for kind in wanted:
        text = TEXTS[kind]
        for body in (text.body_en, text.body_fr):
            assert "((limit))" in body
            assert "((service_name))" in body


def test_a_warning_reaches_the_managers(service: Service) -> None:
    Service.objects.update(message_limit=1)
    use(service, 1)

    warn_of_limits(NOW)
    send_notices()

    assert recipients() == ["alice@example.gc.ca"]
