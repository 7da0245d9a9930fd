"""Periodic duties: one leader, missed runs caught up, failures and lateness seen."""

import re
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from notify.duties.models import DutyRun
from notify.duties.runs import NEVER_RAN, overdue_duties
from notify_project import scheduler
from notify_project.scheduler import DUTIES, LEADER_LOCK, due_duties, lead, run_duty

pytestmark = pytest.mark.django_db

DOCS = Path(__file__).parents[2] / "docs" / "architecture.md"
UNITS = {"s": "seconds", "min": "minutes", "h": "hours", "day": "days", "days": "days"}


def span(text: str) -> timedelta:
    number, unit = text.split()
    return timedelta(**{UNITS[unit]: int(number)})


def long_ago(name: str, hours: int) -> None:
    """Make a duty's last run older than it was."""
    past = timedelta(hours=hours)
    DutyRun.objects.filter(name=name).update(
        started_at=F("started_at") - past, late_at=F("late_at") - past
    )


def run_all() -> None:
    for duty in DUTIES:
        run_duty(replace(duty, run=lambda: None))


@contextmanager
def another_session() -> Iterator["psycopg.Connection[tuple[bool]]"]:
    settings = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    given = {name: settings[name] for name in names if settings.get(name)}
    with psycopg.connect(**given, autocommit=True) as session:
        yield session


def test_the_table_in_the_docs_lists_every_duty_with_its_interval_and_alarm() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \| [^|]+ \| ([^|]+) \|$", DOCS.read_text(), re.M)

    documented = {name: (span(every), span(alarm)) for name, every, alarm in rows}

    assert documented == {duty.name: (duty.every, duty.alarm_after) for duty in DUTIES}


def test_a_duty_alarms_no_sooner_than_it_is_due() -> None:
    assert all(duty.alarm_after > duty.every for duty in DUTIES)
    assert len({duty.name for duty in DUTIES}) == len(DUTIES)


def test_a_duty_is_due_again_after_its_interval() -> None:
    assert due_duties() == list(DUTIES)
    run_all()
    assert due_duties() == []

    long_ago("end-silent", hours=1)

    assert [duty.name for duty in due_duties()] == ["end-silent"]


def test_a_run_that_was_missed_while_nobody_led_is_made_at_once() -> None:
    run_all()
    long_ago("retention", hours=30)
    ran: list[str] = []
    stop = threading.Event()
    watched = tuple(
        replace(duty, run=lambda name=duty.name: (ran.append(name), stop.set())) for duty in DUTIES
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scheduler, "DUTIES", watched)
        patch.setattr(scheduler, "TICK_SECONDS", 0.01)
        lead(stop.is_set)

    assert ran == ["retention"]
    assert overdue_duties() == []


def test_a_failing_duty_stops_no_other_and_becomes_late() -> None:
    def fail() -> None:
        raise RuntimeError

    run_all()
    failing = replace(DUTIES[0], run=fail)
    long_ago(failing.name, hours=1)

    assert not run_duty(failing)

    assert [late.name for late in overdue_duties()] == [failing.name]
    assert run_duty(replace(failing, run=lambda: None))
    assert overdue_duties() == []


def test_what_is_late_is_told_with_how_late_and_the_latest_first() -> None:
    run_all()
    long_ago("wake-queues", hours=1)
    long_ago("match-receipts", hours=3)

    late = overdue_duties()

    assert [duty.name for duty in late] == ["match-receipts", "wake-queues"]
    assert timedelta(hours=2) < late[0].late_by < timedelta(hours=3)
    with pytest.raises(CommandError, match="match-receipts"):
        call_command("scheduler", late=True)


def test_where_no_duty_ever_ran_the_scheduler_is_late(capsys: pytest.CaptureFixture[str]) -> None:
    assert [late.name for late in overdue_duties()] == [NEVER_RAN]

    run_all()
    call_command("scheduler", late=True)

    assert "No duty is late." in capsys.readouterr().out


def test_a_duty_that_is_no_more_does_not_alarm_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    run_all()
    run_duty(replace(DUTIES[0], name="dropped-since"))
    long_ago("dropped-since", hours=24)
    monkeypatch.setattr(scheduler, "TICK_SECONDS", 0.0)

    lead(lambda: True)

    assert overdue_duties() == []


def test_a_standby_runs_nothing_while_another_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = iter([False, False, False, True])
    monkeypatch.setattr(scheduler, "TICK_SECONDS", 0.0)
    with another_session() as leader:
        leader.execute("SELECT pg_try_advisory_lock(%s)", [LEADER_LOCK])
        lead(lambda: next(turns, True))

    assert not DutyRun.objects.exists()


def test_a_leader_that_stops_gives_up_its_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "DUTIES", ())
    lead(lambda: True)

    with another_session() as standby:
        row = standby.execute("SELECT pg_try_advisory_lock(%s)", [LEADER_LOCK]).fetchone()

    assert row == (True,)


def test_a_leader_whose_session_is_gone_leads_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = iter([1, 1, 2])
    monkeypatch.setattr(scheduler, "TICK_SECONDS", 0.0)
    monkeypatch.setattr(scheduler, "_session", lambda: next(sessions))
    monkeypatch.setattr(scheduler, "DUTIES", ())

    lead(lambda: False)
    scheduler._give_up_lead()  # the tests' own session is still there

    assert next(sessions, None) is None


def test_a_person_runs_one_duty_now(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("scheduler", once="create-partitions")

    assert "create-partitions: done" in capsys.readouterr().out
    assert DutyRun.objects.get().finished_at


def test_a_duty_that_nobody_knows_is_named_with_those_there_are() -> None:
    with pytest.raises(CommandError, match="create-partitions"):
        call_command("scheduler", once=str(uuid.uuid4()))
