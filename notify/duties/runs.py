"""Write down the runs of duties, by the database's clock, and find the late ones.

Schedulers on machines whose clocks differ agree, because none asks its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Now

from notify.duties.models import DutyRun

NEVER_RAN = "scheduler"  # what is late where no duty ever ran


@dataclass(frozen=True)
class Overdue:
    """A duty that should have run well by now; `late_by` is since it alarms."""

    name: str
    late_by: timedelta


def ran_lately(intervals: dict[str, timedelta]) -> set[str]:
    """Return the names of the duties whose last run began less than their interval ago."""
    ages = DutyRun.objects.annotate(age=Now() - F("started_at")).values_list("name", "age")
    return {name for name, age in ages if name in intervals and age < intervals[name]}


def begin_run(name: str, *, alarm_in: timedelta) -> None:
    """Write down that a run begins; a duty's very first also sets its alarm."""
    DutyRun.objects.update_or_create(
        name=name,
        defaults={"started_at": Now()},
        create_defaults={"started_at": Now(), "late_at": Now() + alarm_in},
    )


def end_run(name: str, *, alarm_in: timedelta) -> None:
    """Write down that a run ended well, and when the duty alarms next."""
    DutyRun.objects.filter(name=name).update(finished_at=Now(), late_at=Now() + alarm_in)


def forget_duties_but(names: Iterable[str]) -> None:
    """Forget the runs of duties that are no more: nobody runs them, so they would stay late."""
    DutyRun.objects.exclude(name__in=list(names)).delete()


def overdue_duties() -> list[Overdue]:
    """Return the duties that are late enough to alarm, the latest first.

    One that runs and fails is late too. Where none ever ran, the scheduler itself is.
    """
    runs = list(DutyRun.objects.annotate(late_by=Now() - F("late_at")).order_by("late_at"))
    if not runs:
        return [Overdue(NEVER_RAN, timedelta(0))]
    return [Overdue(run.name, run.late_by) for run in runs if run.late_by > timedelta(0)]
