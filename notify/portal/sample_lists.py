"""The columns that a template's lists need, and a file to begin with."""

from typing import Literal

from django.utils.translation import get_language

from notify.message_templates.compiled import compiled_for
from notify.message_templates.models import Template
from notify.portal.one_off_form import conditional_only
from notify.recipients.columns import RECIPIENT_HEADINGS, Channel, column_key, recipient_keys
from notify.recipients.sample_file import sample_rows
from notify.services.models import Service


def columns_of(template: Template, service: Service) -> list[str]:
    """Return the headings that a list needs, the recipient's first, in the reader's language."""
    content = compiled_for(template, language=None, order=service.language_order)
    channel = Channel(template.channel)
    names: dict[str, str] = {}
    for name in content.placeholders:
        names.setdefault(column_key(name), name)
    taken = recipient_keys(channel)
    return [
        RECIPIENT_HEADINGS[channel][_language()],
        *(name for key, name in names.items() if key not in taken),
    ]


def sample_of(template: Template, service: Service, recipient: str) -> list[list[str]]:
    """Return the columns that a template needs and one row to write over."""
    content = compiled_for(template, language=None, order=service.language_order)
    keys = conditional_only(content)
    names = list(content.placeholders)
    conditional = [name for name in names if column_key(name) in keys]
    return sample_rows(
        Channel(template.channel),
        names,
        language=_language(),
        conditional=conditional,
        recipient=recipient or None,
    )


def _language() -> Literal["en", "fr"]:
    return "fr" if get_language() == "fr" else "en"
