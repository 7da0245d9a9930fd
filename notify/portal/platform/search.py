"""Find anything by its id, a service by its name, a person by their address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notify.accounts.models import User
from notify.message_templates.models import Template
from notify.notifications.models import Job, Notification
from notify.services.models import ApiKey, Organisation, Service

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST = 20


@dataclass(frozen=True)
class Found:
    """One thing: what it is, its name, and where to look at it."""

    kind: StrOrPromise
    name: str
    url: str


def search(text: str) -> list[Found]:
    """Return what a text may mean; several ids may be given, with spaces or commas between."""
    words = text.replace(",", " ").split()
    ids = [found for word in words if (found := _read_id(word))]
    if ids:
        return [found for identifier in ids[:MOST] for found in _by_id(identifier)]
    text = text.strip()
    return [*_services(text), *_people(text)] if text else []


def _by_id(identifier: UUID) -> list[Found]:
    found = []
    for service in Service.objects.filter(pk=identifier):
        found.append(_service(service))
    for person in User.objects.filter(pk=identifier):
        found.append(_person(person))
    for template in Template.objects.filter(pk=identifier):
        url = reverse("admin:message_templates_template_change", args=[identifier])
        found.append(Found(_("Template"), template.name, url))
    for job in Job.objects.filter(pk=identifier):
        url = reverse("admin:notifications_job_change", args=[identifier])
        found.append(Found(_("List"), job.name, url))
    for message in Notification.objects.filter(pk=identifier):
        url = reverse("admin:notifications_notification_change", args=[identifier])
        found.append(Found(_("Message"), f"{message.channel} {message.status}", url))
    for key in ApiKey.objects.filter(pk=identifier):
        url = reverse("admin:services_apikey_change", args=[identifier])
        found.append(Found(_("API key"), key.name, url))
    for organisation in Organisation.objects.filter(pk=identifier):
        url = reverse("admin:services_organisation_change", args=[identifier])
        found.append(Found(_("Organisation"), organisation.name, url))
    return found


def _services(text: str) -> list[Found]:
    rows = Service.objects.filter(
        Q(name_en__icontains=text) | Q(name_fr__icontains=text) | Q(email_from__iexact=text)
    )
    return [_service(service) for service in rows.order_by("name_en")[:MOST]]


def _people(text: str) -> list[Found]:
    rows = User.objects.filter(Q(email__icontains=text) | Q(name__icontains=text))
    return [_person(person) for person in rows.order_by("email")[:MOST]]


def _service(service: Service) -> Found:
    return Found(_("Service"), service.name, reverse("portal:dashboard", args=[service.pk]))


def _person(person: User) -> Found:
    name = f"{person.name} – {person.email}"
    return Found(_("Person"), name, reverse("portal:platform-person", args=[person.pk]))


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
