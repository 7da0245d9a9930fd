"""Run the scheduler, or one of its duties now, or say which are late."""

import signal
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from notify.duties.runs import overdue_duties
from notify_project.scheduler import DUTIES, lead, run_duty

RETRY_SECONDS = 1.0


class Command(BaseCommand):
    help = "Run periodic duties. Any number may run: one leads, the others stand by."

    def add_arguments(self, parser: CommandParser) -> None:
        names = ", ".join(duty.name for duty in DUTIES)
        parser.add_argument("--once", metavar="NAME", help=f"Run one duty now: {names}.")
        parser.add_argument(
            "--late", action="store_true", help="Print the duties that are late; fail if any is."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            self._run_once(options["once"])
            return
        if options["late"]:
            self._report_late()
            return
        stopping: list[int] = []
        signal.signal(signal.SIGTERM, lambda number, _frame: stopping.append(number))
        signal.signal(signal.SIGINT, lambda number, _frame: stopping.append(number))
        while not stopping:
            try:
                lead(lambda: bool(stopping))
            except (
                DatabaseError
            ) as error:  # the lock went with the session: lead again, or stand by
                self.stderr.write(f"The scheduler waits for the database: {type(error).__name__}")
                connection.close()
                time.sleep(RETRY_SECONDS)

    def _run_once(self, name: str) -> None:
        duty = next((duty for duty in DUTIES if duty.name == name), None)
        if duty is None:
            known = ", ".join(duty.name for duty in DUTIES)
            raise CommandError(f"There is no duty {name}. Duties: {known}.")
        if not run_duty(duty):
            raise CommandError(f"The duty {name} failed; its log says why.")
        self.stdout.write(f"{name}: done")

    def _report_late(self) -> None:
        late = overdue_duties()
        if late:
            raise CommandError(
                "Late: "
                + ", ".join(f"{duty.name} (by {duty.late_by})" for duty in late)
                + ". Is a scheduler running? The log says why a duty fails."
            )
        self.stdout.write("No duty is late.")
