"""Run the scheduler, or one of its duties now."""

import signal
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from notify_project.scheduler import DUTIES, lead, run_duty

RETRY_SECONDS = 1.0


class Command(BaseCommand):
    help = "Run periodic duties. Any number may run: one leads, the others stand by."

    def add_arguments(self, parser: CommandParser) -> None:
        names = ", ".join(duty.name for duty in DUTIES)
        parser.add_argument("--once", metavar="NAME", help=f"Run one duty now: {names}.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            self._run_once(options["once"])
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
