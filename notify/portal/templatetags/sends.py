"""What the pages about sending need beyond `portal`."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def item(mapping: Mapping[str, object], key: str) -> object:
    """Return what stands under a key that a template cannot write after a dot."""
    return mapping[key]
