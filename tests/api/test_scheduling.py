"""`scheduled_for`: spellings, bounds, offsets (contract, sections 3.7 and 11)."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from notify.api.timestamps import NotAnInstant, parse_instant
from notify.message_templates.models import Template
from notify.notifications.models import Notification
from tests.api.caller import ApiCaller

NOW = "2026-11-23T12:00:00Z"
BAD_FORMAT = (
    "datetime format is invalid. It must be a valid ISO8601 date time format, "
    "https://en.wikipedia.org/wiki/ISO_8601"
)

SPELLINGS: list[Any] = [
    ("2026-11-24", datetime(2026, 11, 24, tzinfo=UTC)),
    ("20261124", datetime(2026, 11, 24, tzinfo=UTC)),
    ("2026-11", datetime(2026, 11, 1, tzinfo=UTC)),
    ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
    ("2026-11-24T10", datetime(2026, 11, 24, 10, tzinfo=UTC)),
    ("2026-11-24T10:15", datetime(2026, 11, 24, 10, 15, tzinfo=UTC)),
    ("2026-11-24 10:15", datetime(2026, 11, 24, 10, 15, tzinfo=UTC)),
    ("20261124T101530", datetime(2026, 11, 24, 10, 15, 30, tzinfo=UTC)),
    ("2026-11-24T10:15:30.5", datetime(2026, 11, 24, 10, 15, 30, 500_000, tzinfo=UTC)),
    ("2026-11-24T10:15:30,1234567Z", datetime(2026, 11, 24, 10, 15, 30, 123_456, tzinfo=UTC)),
    ("2026-11-24T10:15Z", datetime(2026, 11, 24, 10, 15, tzinfo=UTC)),
    ("2026-11-24T10:15-05:00", datetime(2026, 11, 24, 15, 15, tzinfo=UTC)),
    ("2026-11-24T10:15+0530", datetime(2026, 11, 24, 4, 45, tzinfo=UTC)),
    ("2026-11-24T10:15+05", datetime(2026, 11, 24, 5, 15, tzinfo=UTC)),
]


@pytest.mark.parametrize(("text", "instant"), SPELLINGS)
def test_a_time_is_read_in_every_spelling(text: str, instant: datetime) -> None:
    assert parse_instant(text) == instant


@pytest.mark.parametrize(
    "text",
    ["", "foo", "2026-13-01", "2026-11-31", "2026-11-24T25", "10:15", "2026-11-24T10:15+99:00",
     "2026-11-24T10:15Z ", "0001-01-01T00+23:00", "٢٠٢٦", "0000-01-01"],
)  # fmt: skip
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(NotAnInstant):
        parse_instant(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("foo", BAD_FORMAT, id="no-time"),
        pytest.param("2026-11-23T11:59", "datetime cannot be in the past", id="past"),
        pytest.param(
            "2026-11-23T12:30+01:00", "datetime cannot be in the past", id="past-by-offset"
        ),
        pytest.param(
            "2026-11-27T12:01",
            "datetime can only be up to 96 hours in the future",
            id="far-future",
        ),
    ],
)
def test_a_time_that_cannot_be_kept_is_refused(
    api: ApiCaller, email: Template, text: str, words: str
) -> None:
    with time_machine.travel(NOW, tick=False):
        answer = api.send_email(email.id, scheduled_for=text)

    assert answer.status == 400
    assert answer.errors == [("ValidationError", f"scheduled_for {words}")]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2026-11-24 14:15", "2026-11-24T14:15:00.000000Z"),
        ("2026-11-24T14:15-05:00", "2026-11-24T19:15:00.000000Z"),
        ("2026-11-27T12:00Z", "2026-11-27T12:00:00.000000Z"),
    ],
)
def test_a_message_waits_for_its_time(api: ApiCaller, email: Template, text: str, due: str) -> None:
    with time_machine.travel(NOW, tick=False):
        answer = api.send_email(email.id, personalisation={"name": "x"}, scheduled_for=text)
        read = api.get(f"/v2/notifications/{answer.json['id']}")

    assert answer.status == 201
    assert answer.json["scheduled_for"] == text
    assert read.json["scheduled_for"] == due
    row = Notification.objects.get()
    assert row.due_at == row.scheduled_for


def test_null_is_now(api: ApiCaller, email: Template) -> None:
    answer = api.send_email(email.id, personalisation={"name": "x"}, scheduled_for=None)

    assert answer.status == 201
    assert answer.json["scheduled_for"] is None
