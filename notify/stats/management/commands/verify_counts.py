"""Compare the counts with the rows."""

import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from notify.stats.calendar import business_day
from notify.stats.verify import differing_counts

DAYS_KEPT_BY_ALL = 3


class Command(BaseCommand):
    help = (
        "Recompute the daily counts from the rows and report differences; exit 1 if there are any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--since",
            type=date.fromisoformat,
            help="First day, YYYY-MM-DD; by default the days that every service still keeps.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        today = business_day(datetime.now(UTC))
        since = options["since"] or today - timedelta(days=DAYS_KEPT_BY_ALL - 1)
        differences = differing_counts(since)
        for found in differences:
            self.stdout.write(
                f"{found.day} service {found.service_id} template {found.template_id} "
                f"{found.key_type} {found.status}: counted {found.counted}, rows {found.rows}"
            )
        self.stdout.write(f"{len(differences)} differences since {since}.")
        if differences:
            sys.exit(1)
