"""Make recovery codes for somebody of the platform team, from the machine itself.

For the first administrator, before any provider can carry a code, and when nobody else is left who
could reset a second factor.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from notify.accounts.models import User
from notify.accounts.second_factor import make_recovery_codes
from notify_project.running_stores import running_stores


class Command(BaseCommand):
    help = "Make ten recovery codes for a member of the platform team and print them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="The address that the person signs in with.")

    def handle(self, *args: Any, **options: Any) -> None:
        with running_stores():
            email = options["email"].strip().lower()
            user = User.objects.filter(email=email, is_staff=True, is_active=True).first()
            if user is None:
                raise CommandError(f"Nobody of the platform team has the address {email}.")
            self.stdout.write("\n".join(make_recovery_codes(user)))
