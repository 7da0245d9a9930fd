"""What the pages about sending need beyond `portal`: which time zone times are in."""

from collections.abc import Mapping

from django import template
from django.conf import settings

from notify.portal.schedule_form import zone_words

register = template.Library()


@register.simple_tag
def local_zone() -> str:
    """Return the name of the zone that |local_time shows times in."""
    return zone_words(settings.LOCAL_TIME_ZONE)


@register.filter
def item(mapping: Mapping[str, object], key: str) -> object:
    """Return what stands under a key that a template cannot write after a dot."""
    return mapping[key]
