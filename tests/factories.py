"""Make objects for tests: plain functions with keyword overrides."""

import itertools
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import F

from notify.accounts.models import AuditEvent, User
from notify.message_templates.actions import create_template
from notify.message_templates.models import Category, Template
from notify.services.api_keys import NewApiKey, create_api_key
from notify.services.models import Membership, Organisation, Service

PASSWORD = "correct horse battery staple"
_numbers = itertools.count(1)


def make_user(email: str | None = None, **fields: Any) -> User:
    email = email or f"person{next(_numbers)}@example.gc.ca"
    return User.objects.create_user(email, PASSWORD, **{"name": email, **fields})


def make_organisation(**fields: Any) -> Organisation:
    return Organisation.objects.create(
        **{"name_en": "Department of Examples", "name_fr": "Ministère des Exemples", **fields}
    )


def make_service(*, owner: User | None = None, **fields: Any) -> Service:
    """A live service with room to send; `restricted=True` makes it a trial."""
    number = next(_numbers)
    service = Service.objects.create(
        **{
            "name_en": f"Passport office {number}",
            "name_fr": f"Bureau des passeports {number}",
            "email_from": f"passport.office.{number}",
            "restricted": False,
            "message_limit": 10_000,
            "sms_daily_limit": 1_500,
            "permissions": ["email", "sms", "international_sms", "upload_document"],
            **fields,
        }
    )
    if owner:
        make_member(service, owner, Membership.Permission.values)
    return service


def make_member(service: Service, user: User, permissions: list[str]) -> Membership:
    return Membership.objects.create(service=service, user=user, permissions=permissions)


def make_key(service: Service, key_type: str = "normal", **fields: Any) -> NewApiKey:
    return create_api_key(service, f"key {next(_numbers)}", key_type, **fields)


def make_category(**fields: Any) -> Category:
    return Category.objects.create(
        **{"name_en": "Status update", "name_fr": "Mise à jour", **fields}
    )


def make_email_template(service: Service, **fields: Any) -> Template:
    return create_template(
        service,
        **{
            "channel": "email",
            "name": "Decision",
            "text": "en",
            "subject_en": "Your decision, ((name))",
            "body_en": "Dear ((name)),\n\nYour file is **((state))**.",
            **fields,
        },
    )


def make_sms_template(service: Service, **fields: Any) -> Template:
    return create_template(
        service,
        **{
            "channel": "sms",
            "name": "Code",
            "text": "en",
            "body_en": "Your code is ((code)).",
            **fields,
        },
    )


def age_record(by: timedelta) -> None:
    """Make all that is on record older. The database itself refuses that to everybody else."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        AuditEvent.objects.update(at=F("at") - by)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
