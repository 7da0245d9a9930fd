"""Demo data: made once, and found again by the same names ever after.

API keys are shown only when they are made, so each call makes fresh ones and revokes the last
call's.
"""

import hmac
from base64 import b32encode
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from notify.accounts.models import Factor, User
from notify.delivery.models import Provider
from notify.message_templates.actions import create_template
from notify.message_templates.models import Category, Channel, Queue, Template
from notify.services.api_keys import create_api_key
from notify.services.models import ApiKey, Membership, Organisation, Service, SmsSender

PASSWORD = "demo-only-passphrase"  # noqa: S105  for a machine that nothing leaves
KEY_NAME = "demo"
PEOPLE = (
    ("owner", "owner@demo.gc.ca", "Olivia Owner", Membership.Permission.values),
    ("sender", "sender@demo.gc.ca", "Samuel Sender", ["send_messages", "view_activity"]),
    ("viewer", "viewer@demo.gc.ca", "Victoria Viewer", ["view_activity"]),
)
ADMIN = ("platform admin", "admin@demo.gc.ca", "Paul Platform")
OUT_OF_THE_WAY = 2_000_000_000


@dataclass(frozen=True)
class Text:
    """A bilingual template of the demo."""

    channel: str
    name: str
    subject_en: str
    subject_fr: str
    body_en: str
    body_fr: str


EMAIL = Text(
    Channel.EMAIL,
    "Appointment reminder",
    "Your appointment on ((date))",
    "Votre rendez-vous du ((date))",
    "# Your appointment\n\nDear ((name)),\n\nYou have an appointment on **((date))**.\n\n"
    "* Bring a piece of identification\n* Arrive ten minutes early\n\n"
    "[Change your appointment](https://www.example.gc.ca/appointments)",
    "# Votre rendez-vous\n\nBonjour ((name)),\n\nVous avez un rendez-vous le **((date))**.\n\n"
    "* Apportez une pièce d’identité\n* Arrivez dix minutes à l’avance\n\n"
    "[Modifier votre rendez-vous](https://www.example.gc.ca/rendez-vous)",
)
SMS = Text(
    Channel.SMS,
    "Sign-in code",
    "",
    "",
    "((code)) is your sign-in code, ((name)).",
    "((code)) est votre code de connexion, ((name)).",
)


@transaction.atomic
def ensure_demo() -> dict[str, Any]:
    """Make what is missing and return the whole as the JSON object of `manage.py demo --json`."""
    _ensure_providers()
    organisation = _ensure_organisation()
    category = _ensure_category()
    service = _ensure_service(organisation, "Demo passport office", "Bureau des passeports (démo)")
    trial = _ensure_service(
        organisation, "Demo trial service", "Service à l’essai (démo)", restricted=True
    )
    bench = _ensure_service(organisation, "Demo load tests", "Essais de charge (démo)")
    _raise_limits(bench)
    users = _ensure_people([service, trial, bench])
    return {
        "base_url": settings.BASE_URL,
        "service_id": str(service.id),
        "trial_service_id": str(trial.id),
        "api_keys": {
            "live": _fresh_key(service, ApiKey.Type.NORMAL),
            "team": _fresh_key(service, ApiKey.Type.TEAM),
            "test": _fresh_key(service, ApiKey.Type.TEST),
        },
        "templates": _ensure_templates(service, category),
        "users": users,
        "bench": {
            "service_id": str(bench.id),
            "api_key": _fresh_key(bench, ApiKey.Type.NORMAL),
            "templates": _ensure_templates(bench, category),
        },
    }


def _ensure_providers() -> None:
    """The sandbox takes both channels, unless the platform team has made providers already."""
    for channel in Channel:
        if not Provider.objects.filter(channel=channel).exists():
            Provider.objects.create(
                name=f"sandbox-{channel}", kind=Provider.Kind.SANDBOX, channel=channel
            )


def _ensure_organisation() -> Organisation:
    organisation, _ = Organisation.objects.get_or_create(
        name_en="Department of Demonstrations",
        defaults={"name_fr": "Ministère des Démonstrations"},
    )
    return organisation


def _ensure_category() -> Category:
    category, _ = Category.objects.get_or_create(
        name_en="Reminder",
        defaults={
            "name_fr": "Rappel",
            "description_en": "Appointments, renewals and due dates",
            "description_fr": "Rendez-vous, renouvellements et échéances",
            "email_queue": Queue.NORMAL,
            "sms_queue": Queue.NORMAL,
        },
    )
    return category


def _ensure_service(
    organisation: Organisation, name_en: str, name_fr: str, *, restricted: bool = False
) -> Service:
    email_from = name_en.lower().replace(" ", ".")
    service, made = Service.objects.get_or_create(
        email_from=email_from,
        defaults={
            "organisation": organisation,
            "name_en": name_en,
            "name_fr": name_fr,
            "restricted": restricted,
            "permissions": Service.Permission.values,
            "message_limit": 50 if restricted else 10_000,
            "sms_daily_limit": 50 if restricted else 1_500,
            "went_live_at": None if restricted else timezone.now(),
            "count_as_live": False,
        },
    )
    if made:
        SmsSender.objects.create(
            service=service, sender=settings.DEFAULT_SMS_SENDER, is_default=True
        )
    return service


def _raise_limits(service: Service) -> None:
    for limit in (
        "message_limit",
        "sms_daily_limit",
        "email_annual_limit",
        "sms_annual_limit",
        "rate_limit",
    ):
        setattr(service, limit, OUT_OF_THE_WAY)
    service.save()


def _ensure_people(services: list[Service]) -> list[dict[str, str]]:
    people = []
    for role, email, name, permissions in PEOPLE:
        user = _ensure_user(email, name)
        for service in services:
            Membership.objects.get_or_create(
                user=user, service=service, defaults={"permissions": permissions}
            )
        people.append(_described(user, role))
    role, email, name = ADMIN
    admin = _ensure_user(email, name)
    described = _described(admin, role)
    User.objects.filter(pk=admin.pk).update(
        is_staff=True, is_superuser=True, default_factor=Factor.APP
    )
    return [*people, described]


def _described(user: User, role: str) -> dict[str, str]:
    """Return how to sign in as a person; the secret is for any authenticator app (base 32)."""
    device = TOTPDevice.objects.filter(user=user, name=KEY_NAME).first()
    if device is None:
        device = TOTPDevice.objects.create(user=user, name=KEY_NAME, key=_key_of(user))
    secret = b32encode(device.bin_key).decode()
    return {"email": user.email, "password": PASSWORD, "role": role, "totp_secret": secret}


def _key_of(user: User) -> str:
    """Return a key that is the same on every machine that has the same SECRET_KEY."""
    return hmac.digest(settings.SECRET_KEY.encode(), user.email.encode(), "sha1").hex()


def _ensure_user(email: str, name: str) -> User:
    found = User.objects.filter(email=email).first()
    return found or User.objects.create(email=email, name=name, password=_hashed_password())


@cache
def _hashed_password() -> str:
    """Hash the demo's password once for all: that is slow by design."""
    return make_password(PASSWORD)


def _ensure_templates(service: Service, category: Category) -> dict[str, str]:
    return {
        "email": str(_ensure_template(service, category, EMAIL).id),
        "sms": str(_ensure_template(service, category, SMS).id),
    }


def _ensure_template(service: Service, category: Category, text: Text) -> Template:
    found = Template.objects.filter(service=service, name=text.name, archived=False).first()
    return found or create_template(
        service,
        channel=text.channel,
        category=category,
        name=text.name,
        text="pair",
        subject_en=text.subject_en,
        subject_fr=text.subject_fr,
        body_en=text.body_en,
        body_fr=text.body_fr,
    )


def _fresh_key(service: Service, key_type: str) -> str:
    name = f"{KEY_NAME} {key_type}"
    for old in ApiKey.objects.filter(service=service, name=name, revoked_at=None):
        old.revoke()
    permissions = list(ApiKey.Permission.values)
    return create_api_key(service, name, key_type, permissions=permissions).text
