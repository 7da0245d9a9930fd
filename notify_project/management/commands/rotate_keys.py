"""Re-seal personal data and secrets with the newest data key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from notify.vault import CannotOpen
from notify_project.rotation import rotate_keys


class Command(BaseCommand):
    help = (
        "Re-seal what older DATA_KEYS sealed. Safe to stop and to run again, while all is running."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for column, number in rotate_keys():
                self.stdout.write(f"{column.table}.{column.column}: {number} re-sealed")
        except CannotOpen as error:
            raise CommandError(
                f"A value cannot be opened ({error}): DATA_KEYS lacks a key that sealed one."
            ) from error
