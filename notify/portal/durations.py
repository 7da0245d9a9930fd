"""How long a list takes to leave, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notify.delivery.models import Provider
from notify.portal.kept import Kept
from notify.portal.templatetags.portal import number

# A cautious figure where no provider has a rate: what two processors deliver with ease.
USUAL_PER_SECOND = 100
MINUTE, HOUR = 60, 3600


def per_second(channel: str) -> int:
    """Return how many messages a second leave at most: those of the providers tried first."""
    rates = [rate for of_channel, *rate in _rates.get() if of_channel == channel]
    first = [rate for priority, rate in rates if priority == rates[0][0]]
    if not first or None in first:
        return USUAL_PER_SECOND
    return min(sum(rate or 0 for rate in first) or USUAL_PER_SECOND, USUAL_PER_SECOND)


def _read_rates() -> list[tuple[str, int, int | None]]:
    active = Provider.objects.filter(active=True).order_by("priority")
    return list(active.values_list("channel", "priority", "per_second"))


# Of an estimate, in minutes and hours.
_rates = Kept(_read_rates, 15.0)


def duration_words(seconds: float) -> str:
    """Return a length of time as people say it, rounded up."""
    if seconds < MINUTE:
        return _("less than a minute")
    if seconds < HOUR:
        minutes = -int(-seconds // MINUTE)
        text = ngettext("about %(count)s minute", "about %(count)s minutes", minutes)
        return text % {"count": number(minutes)}
    hours = -int(-seconds // HOUR)
    text = ngettext("about %(count)s hour", "about %(count)s hours", hours)
    return text % {"count": number(hours)}
