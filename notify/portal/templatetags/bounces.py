"""The notice about emails that come back."""

from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils.formats import number_format

from notify.delivery.bounces import BounceRate
from notify.portal.access import Access

register = template.Library()


@register.inclusion_tag("portal/parts/bounce_notice.html")
def bounce_notice(access: Access, rate: BounceRate, stopped_at: datetime | None) -> dict[str, Any]:
    """Warn of a bounce rate over its threshold, or emails that stopped for it; else nothing."""
    return {
        "access": access,
        "rate": rate,
        "percent": number_format(rate.percent, decimal_pos=1),
        "critical": number_format(settings.BOUNCE_CRITICAL_PERCENT, decimal_pos=0),
        "suspended_at": stopped_at,
    }


@register.inclusion_tag("portal/parts/bounce_rate.html")
def bounce_figures(rate: BounceRate) -> dict[str, Any]:
    """Show a bounce rate and what it must stay below."""
    return {
        "rate": rate,
        "percent": number_format(rate.percent, decimal_pos=1),
        "shown": min(rate.percent, settings.BOUNCE_CRITICAL_PERCENT),
        "warning": number_format(settings.BOUNCE_WARNING_PERCENT, decimal_pos=0),
        "most": settings.BOUNCE_CRITICAL_PERCENT,
        "critical": number_format(settings.BOUNCE_CRITICAL_PERCENT, decimal_pos=0),
        "least": settings.BOUNCE_MINIMUM_VOLUME,
    }
