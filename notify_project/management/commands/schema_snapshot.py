"""Keep what migrations make of an empty database, so that the first start need not run them."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from notify_project.schema_snapshot import make_snapshot, snapshot_path


class Command(BaseCommand):
    help = "Prepare the first start on the embedded database; `make install` runs it."
    requires_system_checks = ()  # the database is one of its own

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.EMBEDDED_POSTGRES and not snapshot_path().exists():
            make_snapshot()
