"""What a service needs before it goes live, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notify.message_templates.models import Template
from notify.portal.first_message import starter_template_id
from notify.sending.system_mail import send_system_email
from notify.services.models import GoLiveRequest, Invitation, Membership, Service
from notify.services.organisation_team import approvers_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DONE, WAITING, TO_DO = "done", "waiting", "to-do"
MANAGE = Membership.Permission.MANAGE_SERVICE
# What a service that says "up to 1,000 a day" is offered, and so on.
OFFERED = {"0": 50, "1000": 1_000, "10000": 10_000, "100000": 100_000, "more": 100_000}


@dataclass(frozen=True)
class Step:
    """One thing to do. Waiting is done as far as the team can do it."""

    name: StrOrPromise
    hint: StrOrPromise
    state: str
    url: str


def steps_of(service: Service, draft: GoLiveRequest | None) -> list[Step]:
    """Return the check list of a service."""

    def to(page: str) -> str:
        return reverse(f"portal:{page}", args=[service.pk])

    tells_use = bool(draft and draft.tells_use)
    accepted = bool(draft and draft.terms_accepted_at)
    named = bool(service.organisation_id or service.organisation_text)
    return [
        Step(
            _("Tell us what you send"),
            _("Purposes, recipients and volumes."),
            _state(tells_use),
            to("go-live-use"),
        ),
        Step(
            _("Write a template"),
            _("At least one besides the example."),
            _state(_has_template(service)),
            to("templates"),
        ),
        Step(
            _("Have a second person who manages the service"),
            _(
                "So that somebody can act while you are away. Who is invited counts once "
                "they have accepted."
            ),
            _second_manager(service),
            to("team"),
        ),
        Step(
            _("Name your organisation"),
            _("The platform team links the service to it."),
            _state(named),
            to("change-organisation"),
        ),
        Step(
            _("Accept the terms of use"),
            _("For the service, in the name of your team."),
            _state(accepted),
            to("go-live-terms"),
        ),
    ]


def is_complete(steps: list[Step]) -> bool:
    """Say whether a request may be handed in: an invitation that waits holds it back."""
    return all(step.state == DONE for step in steps)


def tell_who_decides(waiting: GoLiveRequest) -> None:
    """Send those who decide a link to a request that was handed in. Raises SendingError.

    Those are the organisation's own people, where it has any for it, or else the platform team.
    """
    organisation = waiting.service.organisation
    approvers = list(approvers_of(organisation)) if organisation else []
    for each in approvers:
        path = reverse("portal:organisation-go-live", args=[organisation.pk, waiting.pk])  # type: ignore[union-attr]
        _tell(waiting, path, each.email, each.language)
    if not approvers:
        path = reverse("portal:go-live-decision", args=[waiting.pk])
        _tell(waiting, path, settings.SUPPORT_EMAIL, None)


def _tell(waiting: GoLiveRequest, path: str, address: str, language: str | None) -> None:
    values = {
        "service_en": waiting.service.name_en,
        "service_fr": waiting.service.name_fr,
        "link": f"{settings.BASE_URL}{path}",
    }
    send_system_email("go-live-requested", address, values, language=language)


def _state(is_done: bool) -> str:
    return DONE if is_done else TO_DO


def _has_template(service: Service) -> bool:
    templates = Template.objects.filter(service=service, archived=False, hidden=False)
    return templates.exclude(pk=starter_template_id(service)).exists()


def _second_manager(service: Service) -> str:
    managers = service.memberships.filter(permissions__contains=[MANAGE], user__is_active=True)
    if managers.count() > 1:
        return DONE
    invited = service.invitations.filter(
        state=Invitation.State.OPEN, permissions__contains=[MANAGE]
    )
    return WAITING if any(each.is_open() for each in invited) else TO_DO
