"""GET /v2/stats: counts by day, template, channel and state."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from notify.message_templates.models import Template
from notify.services.models import Service
from notify.stats.calendar import business_day
from notify.stats.models import DailyCount
from tests import factories
from tests.api.caller import ApiCaller


def today() -> date:
    return business_day(datetime.now(UTC))


def count(template: Template, day: date, status: str, number: int, **fields: Any) -> None:
    DailyCount.objects.create(
        **{
            "day": day,
            "service_id": template.service_id,
            "template_id": template.id,
            "channel": template.channel,
            "key_type": "normal",
            "status": status,
            "shard": 0,
            "count": number,
            **fields,
        }
    )


def test_a_message_is_counted_the_moment_it_is_accepted(api: ApiCaller, email: Template) -> None:
    api.send_email(email.id, personalisation={"name": "Ana"})

    answer = api.get("/v2/stats")

    assert answer.status == 200
    assert answer.json == {
        "from": (today() - timedelta(days=6)).isoformat(),
        "to": today().isoformat(),
        "stats": [
            {
                "day": today().isoformat(),
                "template_id": str(email.id),
                "template_type": "email",
                "status": "created",
                "count": 1,
            }
        ],
        "totals": {"email": {"created": 1}, "sms": {}},
    }


def test_counts_are_summed_and_filtered(api: ApiCaller, email: Template, sms: Template) -> None:
    day = date(2026, 11, 3)
    count(email, day, "delivered", 2)
    count(email, day, "delivered", 3, shard=1)
    count(email, day, "created", 1)
    count(email, day, "created", -1, shard=2)
    count(sms, day + timedelta(days=1), "sent", 7)
    count(sms, day + timedelta(days=2), "sent", 9)
    span = {"from": "2026-11-03", "to": "2026-11-04"}

    def rows(**query: Any) -> list[tuple[str, str, int]]:
        found = api.get("/v2/stats", span | query).json["stats"]
        return [(row["day"], row["status"], row["count"]) for row in found]

    of_email, of_sms = ("2026-11-03", "delivered", 5), ("2026-11-04", "sent", 7)
    assert rows() == [of_email, of_sms]
    assert rows(template_type="sms") == [of_sms]
    assert rows(template_id=str(email.id)) == [of_email]
    assert rows(template_type="letter") == []
    assert api.get("/v2/stats", span).json["totals"] == {
        "email": {"delivered": 5},
        "sms": {"sent": 7},
    }


def test_a_key_counts_its_own_kind_and_service(service: Service, email: Template) -> None:
    count(email, today(), "delivered", 4, key_type="test")
    count(factories.make_email_template(factories.make_service()), today(), "delivered", 8)

    live = ApiCaller(factories.make_key(service)).get("/v2/stats").json
    test = ApiCaller(factories.make_key(service, "test")).get("/v2/stats").json

    assert live["stats"] == []
    assert [row["count"] for row in test["stats"]] == [4]


def test_a_range_may_be_given_from_either_end(api: ApiCaller) -> None:
    long_ago = api.get("/v2/stats", {"from": "2020-01-01"}).json
    until = api.get("/v2/stats", {"to": "2020-01-31"}).json

    assert (long_ago["from"], long_ago["to"]) == ("2020-01-01", "2020-01-31")
    assert (until["from"], until["to"]) == ("2020-01-25", "2020-01-31")


NOT_A_DATE = "is not a valid date, it must be written as YYYY-MM-DD"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=yesterday", [f"from {NOT_A_DATE}"]),
        ("to=2026-13-01&from=2026-02-30", [f"to {NOT_A_DATE}", f"from {NOT_A_DATE}"]),
        ("from=%00", [f"from {NOT_A_DATE}"]),
        ("from=2026-02-02&to=2026-02-01", ["from cannot be after to"]),
        ("from=2026-01-01&to=2026-02-01", ["from and to can span at most 31 days"]),
        ("from=9999-12-31", ["from cannot be after to"]),
        ("template_id=x", ["template_id is not a valid UUID"]),
        (
            "template_type=fax&page=2",
            [
                "template_type fax is not one of [sms, email, letter]",
                "Additional properties are not allowed (page was unexpected)",
            ],
        ),
    ],
)
def test_a_query_that_is_wrong_is_told_why(api: ApiCaller, query: str, words: list[str]) -> None:
    answer = api.get(f"/v2/stats?{query}")

    assert answer.status == 400
    assert answer.errors == [("ValidationError", message) for message in words]


def test_the_first_day_there_is_can_be_asked_for(api: ApiCaller) -> None:
    assert api.get("/v2/stats", {"to": "0001-01-01"}).json["from"] == "0001-01-01"
