"""Totals and allowances are read from counts and say what they say."""

from datetime import date

import pytest

from notify.services.models import Service
from notify.stats.models import DailyCount, Usage
from notify.stats.queries import Allowance, Totals, allowances, totals_by_channel, week_until
from tests import factories

DAY = date(2026, 6, 3)


def count(service: Service, status: str, number: int, **fields: object) -> None:
    template = service.templates.first() or factories.make_email_template(service)
    DailyCount.objects.create(
        **{
            "day": DAY,
            "service_id": service.id,
            "template_id": template.id,
            "channel": "email",
            "key_type": "normal",
            "status": status,
            "shard": DailyCount.objects.count() % 8,
            "count": number,
            **fields,
        }
    )


def emails(service: Service, first: date = DAY, last: date = DAY) -> Totals:
    return totals_by_channel(service, first, last)["email"]


@pytest.mark.parametrize(
    ("status", "totals"),
    [
        ("created", Totals(in_transit=1)),
        ("sending", Totals(in_transit=1)),
        ("pending", Totals(in_transit=1)),
        ("pending-virus-check", Totals(in_transit=1)),
        ("sent", Totals(delivered=1)),
        ("delivered", Totals(delivered=1)),
        ("temporary-failure", Totals(failed=1)),
        ("permanent-failure", Totals(failed=1)),
        ("technical-failure", Totals(failed=1)),
        ("provider-failure", Totals(failed=1)),
        ("virus-scan-failed", Totals(failed=1)),
        ("pii-check-failed", Totals(failed=1)),
        ("cancelled", Totals()),
    ],
)
def test_every_state_is_in_one_total(service: Service, status: str, totals: Totals) -> None:
    count(service, status, 1)

    assert emails(service) == totals


def test_shards_and_templates_add_up_and_test_keys_do_not(service: Service) -> None:
    other = factories.make_email_template(service)
    count(service, "delivered", 5)
    count(service, "delivered", 7)
    count(service, "delivered", 3, template_id=other.id)
    count(service, "delivered", 2, key_type="team")
    count(service, "delivered", 100, key_type="test")

    assert emails(service) == Totals(delivered=17)


def test_channels_services_and_days_are_apart(service: Service) -> None:
    count(service, "delivered", 1, channel="sms")
    count(factories.make_service(), "delivered", 1)
    count(service, "delivered", 1, day=date(2026, 5, 27))

    first, last = week_until(DAY)

    assert (first, last) == (date(2026, 5, 28), DAY)
    assert totals_by_channel(service, first, last) == {
        "email": Totals(),
        "sms": Totals(delivered=1),
    }


def test_sent_is_all_but_the_cancelled_and_the_share_that_failed_is_of_it() -> None:
    totals = Totals(in_transit=1, delivered=6, failed=3)

    assert (totals.sent, totals.failed_percent, Totals().failed_percent) == (10, 30.0, 0.0)


def test_allowances_take_the_day_and_the_fiscal_year(service: Service) -> None:
    for period, start, used in (
        ("day", DAY, 12),
        ("day", date(2026, 6, 2), 99),
        ("year", date(2026, 4, 1), 500),
        ("year", date(2025, 4, 1), 9_999),
    ):
        Usage.objects.create(
            service_id=service.id, channel="email", period=period, start=start, used=used
        )

    found = {(each.channel, each.period): each for each in allowances(service, DAY)}

    assert found["email", "day"] == Allowance("email", "day", 12, 10_000)
    assert found["email", "year"] == Allowance("email", "year", 500, 20_000_000)
    assert found["sms", "day"] == Allowance("sms", "day", 0, 1_500)


def test_on_the_first_of_april_the_day_and_the_year_are_still_two(service: Service) -> None:
    first = date(2026, 4, 1)
    for period, used in (("day", 3), ("year", 4)):
        Usage.objects.create(
            service_id=service.id, channel="sms", period=period, start=first, used=used
        )

    used = {each.period: each.used for each in allowances(service, first) if each.channel == "sms"}

    assert used == {"day": 3, "year": 4}


@pytest.mark.parametrize(
    ("used", "limit", "level", "left"),
    [
        (0, 100, "normal", 100),
        (79, 100, "normal", 21),
        (80, 100, "warning", 20),
        (99, 100, "warning", 1),
        (100, 100, "full", 0),
        (120, 100, "full", 0),
        (0, 0, "full", 0),
    ],
)
def test_level_of_an_allowance(used: int, limit: int, level: str, left: int) -> None:
    allowance = Allowance("email", "day", used, limit)

    assert (allowance.level, allowance.left) == (level, left)
