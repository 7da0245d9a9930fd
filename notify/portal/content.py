"""A message's content, as the recipient got it."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from notify.message_templates.compiled import CompiledTemplate, compiled_for
from notify.message_templates.models import Channel, Template, TemplateVersion
from notify.notifications.models import Notification
from notify.rendering.document import render_document
from notify.rendering.errors import MissingValues
from notify.rendering.placeholders import Values
from notify.services.branding import branding_of
from notify.services.models import Service
from notify.vault import CannotOpen


@dataclass(frozen=True)
class Content:
    """What a message said. `html` is a whole document; a text message has only `text`."""

    language: str
    text: str
    subject: str = ""
    html: str = ""
    from_name: str = ""


def content_with(
    compiled: CompiledTemplate, values: Values, service: Service, template: Template
) -> Content:
    """Render what a recipient would get. Raises MissingValues."""
    if template.channel == Channel.SMS:
        return _text(compiled, values, service)
    return _email(compiled, values, service, template)


def content_of(message: Notification, service: Service) -> Content | None:
    """Render a message again from its template's version; None once its values are erased.

    The values of a redacted template are replaced, so that the text shows where they stood.
    """
    version = TemplateVersion.objects.select_related("template").get(
        template_id=message.template_id, version=message.template_version
    )
    compiled = compiled_for(
        version, language=message.language or None, order=service.language_order
    )
    try:
        values = message.personalisation
        if version.template.redacted:
            values = dict.fromkeys(values, _("[hidden]"))
        return content_with(compiled, values, service, version.template)
    except (CannotOpen, MissingValues):
        return None


def _text(compiled: CompiledTemplate, values: Values, service: Service) -> Content:
    language = compiled.first_language
    prefix = getattr(service, f"name_{language}") if service.prefix_sms else None
    return Content(language, compiled.text(values, prefix))


def _email(
    compiled: CompiledTemplate, values: Values, service: Service, template: Template
) -> Content:
    subject = compiled.subject(values)
    document = render_document(
        fragment=compiled.html(values),
        subject=subject,
        preheader=compiled.preheader(values),
        branding=branding_of(service),
        language=compiled.first_language,
        direction="rtl" if template.right_to_left else "ltr",
        asset_url=settings.EMAIL_ASSET_URL,
    )
    return Content(
        language=compiled.first_language,
        text=compiled.plain_text(values),
        subject=subject,
        html=document,
        from_name=getattr(service, f"name_{compiled.first_language}"),
    )
