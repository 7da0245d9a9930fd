"""What a service's emails look like around their text, and how a logo comes to be approved."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from notify.accounts.audit import record_event
from notify.accounts.models import User
from notify.rendering.branding import Branding
from notify.services.logos import Logo
from notify.services.models import Brand, Service
from notify.services.notices import record_notice

State, Kind = Brand.State, Brand.Kind


class NotWaiting(Exception):
    """A logo that was decided already, or may not be chosen. Nothing was changed."""


def branding_of(service: Service) -> Branding:
    """Return how a service's emails look. Costs a query unless its brand was read with it."""
    signature = "fr" if service.language_order == "fr" else "en"
    if service.brand is None:
        return Branding(signature=signature)  # type: ignore[arg-type]  # one of the two
    return look_of(service.brand, service.language_order)


def look_of(brand: Brand, language_order: str) -> Branding:
    """Return how an email with a logo looks, approved or not."""
    signature = "fr" if language_order == "fr" else "en"
    return Branding(
        signature=None if brand.kind == Kind.LOGO else signature,  # type: ignore[arg-type]
        logo_url=f"{settings.BASE_URL}/logos/{brand.pk}.png",
        logo_alt_en=brand.alt_en,
        logo_alt_fr=brand.alt_fr,
        name=brand.name,
        text=brand.text,
        colour=brand.colour,
        is_banner=brand.kind == Kind.BANNER,
    )


def brands_for(service: Service) -> "list[Brand]":
    """Return the approved logos that a service may choose: its organisation's and its own."""
    rows = Brand.objects.filter(state=State.APPROVED).defer("picture")
    own = rows.filter(service=service)
    if service.organisation_id:
        own = own | rows.filter(organisation_id=service.organisation_id)
    return list(own.order_by("name"))


@transaction.atomic
def ask_for_brand(
    service: Service, logo: Logo, texts: dict[str, str], *, actor: User, request: HttpRequest
) -> Brand:
    """Ask the platform team for a logo; an older request of the service that waits is replaced."""
    Brand.objects.filter(service=service, state=State.ASKED).delete()
    brand = Brand.objects.create(
        service=service,
        organisation=service.organisation,
        picture=logo.png,
        width=logo.width,
        height=logo.height,
        asked_by=actor,
        **texts,
    )
    record_event("logo-asked", brand, service_id=service.pk, request=request)
    return brand


@transaction.atomic
def decide_brand(
    brand: Brand, *, approve: bool, comment: str, actor: User, request: HttpRequest
) -> None:
    """Approve a logo, which its service then uses, or send it back. Raises NotWaiting."""
    locked = Brand.objects.select_for_update(of=("self",)).get(pk=brand.pk)
    if locked.state != State.ASKED or locked.service is None:
        raise NotWaiting
    locked.state = State.APPROVED if approve else State.REFUSED
    locked.comment, locked.decided_by, locked.decided_at = comment, actor, datetime.now(UTC)
    locked.save(update_fields=["state", "comment", "decided_by", "decided_at"])
    if approve:
        Service.objects.filter(pk=locked.service.pk).update(brand=locked)
    action = "logo-approved" if approve else "logo-sent-back"
    record_event(action, locked, service_id=locked.service.pk, request=request)
    values = {"name": locked.name, "comment": comment or "–"}
    record_notice(locked.service.pk, action, values, once_key=str(locked.pk))


@transaction.atomic
def choose_brand(service: Service, brand: Brand | None, request: HttpRequest) -> None:
    """Use an approved logo, or none. Raises NotWaiting: it is not one of the service's."""
    if brand is not None and brand not in brands_for(service):
        raise NotWaiting
    before = str(service.brand_id or "")
    Service.objects.filter(pk=service.pk).update(brand=brand)
    record_event(
        "logo-chosen",
        service,
        service_id=service.pk,
        before={"logo": before},
        after={"logo": str(brand.pk) if brand else ""},
        request=request,
    )
