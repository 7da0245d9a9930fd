"""Turn a claimed row into the message that a provider takes."""

import time
from functools import lru_cache
from uuid import UUID

from django.conf import settings

from notify.delivery.claim import Claimed
from notify.message_templates.compiled import compiled_for
from notify.message_templates.models import TemplateVersion
from notify.notifications.recipients import open_personalisation, open_recipient
from notify.providers.base import Email, Sms
from notify.recipients.email_address import parse_email_address
from notify.recipients.phone_number import parse_phone_number
from notify.rendering.document import Branding, render_document
from notify.rendering.unsubscribe import unsubscribe_headers
from notify.services.models import Service

SERVICE_LIVES_SECONDS = 5


class ServiceInactive(Exception):
    """The service was archived or suspended after it was asked to send."""


def compose_email(row: Claimed) -> Email:
    """Render an email. Raises ServiceInactive, CannotOpen, RecipientError."""
    service = _active_service(row.service_id)
    message = _compiled(row, service)
    values = open_personalisation(row.sealed_personalisation)
    subject = message.subject(values)
    language = row.language or _language_of(row, service)
    html = render_document(
        fragment=message.html(values),
        subject=subject,
        preheader=message.preheader(values),
        branding=Branding(signature=service.language_order),
        language=language,
        direction="ltr",
        asset_url=settings.EMAIL_ASSET_URL,
    )
    return Email(
        id=row.id,
        to=_address(row),
        from_name=_name_in(service, language),
        from_address=service.from_address(),
        reply_to=row.sender or None,
        subject=subject,
        text=message.plain_text(values),
        html=html,
        headers=unsubscribe_headers(row.unsubscribe_url) if row.unsubscribe_url else {},
        files=(),
    )


def compose_sms(row: Claimed) -> Sms:
    """Render a text. Raises ServiceInactive, CannotOpen, RecipientError."""
    service = _active_service(row.service_id)
    values = open_personalisation(row.sealed_personalisation)
    language = row.language or _language_of(row, service)
    prefix = _name_in(service, language) if service.prefix_sms else None
    return Sms(
        id=row.id,
        to=_number(row),
        sender=row.sender or settings.DEFAULT_SMS_SENDER,
        text=_compiled(row, service).text(values, prefix),
        fragments=row.fragments,
        international=row.international,
    )


def _address(row: Claimed) -> str:
    return parse_email_address(open_recipient(row.sealed_recipient)).normalised


def _number(row: Claimed) -> str:
    """Return the number in E.164; as it was written for a test key, whose outcome it decides."""
    written = open_recipient(row.sealed_recipient)
    return written if row.key_type == "test" else parse_phone_number(written).e164


def _active_service(service_id: UUID) -> Service:
    service = _service(service_id, int(time.monotonic() / SERVICE_LIVES_SECONDS))
    if not service.active:
        raise ServiceInactive
    return service


@lru_cache(maxsize=2000)
def _service(service_id: UUID, window: int) -> Service:
    """Read a service once in each window of SERVICE_LIVES_SECONDS."""
    return Service.objects.get(pk=service_id)


@lru_cache(maxsize=2000)
def _version(template_id: UUID, version: int) -> TemplateVersion:
    """A version never changes, so it may be kept."""
    return TemplateVersion.objects.get(template_id=template_id, version=version)


def _compiled(row: Claimed, service: Service):  # type: ignore[no-untyped-def]  # see compiled.py
    version = _version(row.template_id, row.template_version)
    return compiled_for(version, language=row.language or None, order=service.language_order)


def _language_of(row: Claimed, service: Service) -> str:
    """Return the document's language: the template's own, or a pair's first."""
    text = _version(row.template_id, row.template_version).text
    return service.language_order if text == "pair" else text


def _name_in(service: Service, language: str) -> str:
    return str(service.name_fr if language == "fr" else service.name_en)
