"""Ensure demo data and print its ids, keys and sign-ins."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from notify_project.demo import ensure_demo
from notify_project.running_stores import running_stores
from notify_project.welcome import welcome


class Command(BaseCommand):
    help = "Ensure a demo organisation, services, people, templates and fresh API keys."
    requires_system_checks = ()  # the stores may not be up yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")
        parser.add_argument("--force", action="store_true", help="Run although DEBUG is off.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG and not options["force"]:
            raise CommandError(
                "Demo data has well-known passwords, so it is not made while DEBUG is off. "
                "Use --force if nobody can reach this installation."
            )
        with running_stores():
            data = ensure_demo()
        self.stdout.write(json.dumps(data, indent=2) if options["json"] else welcome(data))
