"""The notice about emails that come back."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.formats import number_format

from notify.delivery.bounces import bounce_rate, suspended_at
from notify.portal.access import Access

register = template.Library()


@register.inclusion_tag("portal/parts/bounce_notice.html")
def bounce_notice(access: Access) -> dict[str, Any]:
    """Warn of a bounce rate over its threshold; nothing below it."""
    rate = bounce_rate(access.service)
    return {
        "access": access,
        "rate": rate,
        "percent": number_format(rate.percent, decimal_pos=1),
        "critical": number_format(settings.BOUNCE_CRITICAL_PERCENT, decimal_pos=0),
        "suspended_at": suspended_at(access.service),
    }
