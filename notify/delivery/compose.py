"""Turn a claimed row into the message that a provider takes."""

import time
from functools import lru_cache
from uuid import UUID

from django.conf import settings

from notify.delivery.claim import Claimed
from notify.delivery.unsubscribe import unsubscribe_url
from notify.message_templates.compiled import CompiledTemplate, compiled_for
from notify.message_templates.models import Category, TemplateVersion
from notify.notifications.recipients import open_personalisation, open_recipient
from notify.providers.base import Email, Sms
from notify.recipients.email_address import parse_email_address
from notify.recipients.phone_number import parse_phone_number
from notify.rendering.document import render_document
from notify.rendering.unsubscribe import is_fit, unsubscribe_headers
from notify.services.branding import branding_of
from notify.services.models import Service

CACHE_SECONDS = 5


class ServiceInactive(Exception):
    """The service was archived or suspended after it was asked to send."""


def compose_email(row: Claimed) -> Email:
    """Render an email. Raises ServiceInactive, CannotOpen, RecipientError."""
    service = _active_service(row.service_id)
    address = _address(row)
    message = _compiled(row, service)
    values = open_personalisation(row.sealed_personalisation)
    subject = message.subject(values)
    language = message.first_language
    html = render_document(
        fragment=message.html(values),
        subject=subject,
        preheader=message.preheader(values),
        branding=branding_of(service),
        language=language,
        direction="rtl" if _version_of(row).template.right_to_left else "ltr",
        asset_url=settings.EMAIL_ASSET_URL,
    )
    return Email(
        id=row.id,
        to=address,
        from_name=_name_in(service, language),
        from_address=service.from_address(),
        reply_to=row.sender or None,
        subject=subject,
        text=message.plain_text(values),
        html=html,
        headers=_unsubscribing(row, address),
        files=(),
    )


def compose_sms(row: Claimed) -> Sms:
    """Render a text. Raises ServiceInactive, CannotOpen, RecipientError."""
    service = _active_service(row.service_id)
    values = open_personalisation(row.sealed_personalisation)
    message = _compiled(row, service)
    prefix = _name_in(service, message.first_language) if service.prefix_sms else None
    return Sms(
        id=row.id,
        to=_number(row),
        sender=row.sender or settings.DEFAULT_SMS_SENDER,
        text=message.text(values, prefix),
        fragments=row.fragments,
        international=row.international,
    )


def holds_when_in_doubt(row: Claimed) -> bool:
    """Say whether the message had better not be sent at all than be sent twice."""
    category = _version_of(row).template.category
    return bool(category and category.unknown_outcome == Category.UnknownOutcome.HOLD)


def _unsubscribing(row: Claimed, address: str) -> dict[str, str]:
    """Return the headers with the caller's link, or ours where the template asks for one.

    A platform that is reached by plain http has none: the link in the text must do.
    """
    template = _version_of(row).template
    url = row.unsubscribe_url
    if template.one_click_unsubscribe and not url:
        url = unsubscribe_url(row, template, address)
    return unsubscribe_headers(url) if is_fit(url) else {}


def _address(row: Claimed) -> str:
    return parse_email_address(open_recipient(row.sealed_recipient)).normalised


def _number(row: Claimed) -> str:
    """Return the number in E.164; as it was written for a test key, whose outcome it decides."""
    written = open_recipient(row.sealed_recipient)
    return written if row.key_type == "test" else parse_phone_number(written).e164


def _active_service(service_id: UUID) -> Service:
    service = _service(service_id, _window())
    if not service.active:
        raise ServiceInactive
    return service


def _window() -> int:
    """Return the current span of CACHE_SECONDS: what was read in an older one is read again."""
    return int(time.monotonic() / CACHE_SECONDS)


@lru_cache(maxsize=2000)
def _service(service_id: UUID, window: int) -> Service:
    return Service.objects.select_related("brand").defer("brand__picture").get(pk=service_id)


@lru_cache(maxsize=2000)
def _version(template_id: UUID, version: int, window: int) -> TemplateVersion:
    versions = TemplateVersion.objects.select_related("template__category")
    return versions.get(template_id=template_id, version=version)


def _version_of(row: Claimed) -> TemplateVersion:
    return _version(row.template_id, row.template_version, _window())


def _compiled(row: Claimed, service: Service) -> CompiledTemplate:
    order = service.language_order
    return compiled_for(_version_of(row), language=row.language or None, order=order)


def _name_in(service: Service, language: str) -> str:
    return str(service.name_fr if language == "fr" else service.name_en)
