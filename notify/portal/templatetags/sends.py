"""What the pages about sending need beyond `portal`: which time zone times are in."""

from django import template
from django.conf import settings

from notify.portal.schedule_form import zone_words

register = template.Library()


@register.simple_tag
def local_zone() -> str:
    """Return the name of the zone that |local_time shows times in."""
    return zone_words(settings.LOCAL_TIME_ZONE)
