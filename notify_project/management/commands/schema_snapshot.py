"""Keep what migrations make of an empty database, so that the first start need not run them."""

from importlib.metadata import PackageNotFoundError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from notify_project.embedded import CannotStart
from notify_project.schema_snapshot import make_snapshot, snapshot_path


class Command(BaseCommand):
    help = "Prepare the first start on the embedded database; `make install` runs it."
    requires_system_checks = ()  # the database is one of its own

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if settings.EMBEDDED_POSTGRES and not snapshot_path().exists():
                make_snapshot()
        except (CannotStart, PackageNotFoundError) as error:
            raise CommandError(str(error)) from error
