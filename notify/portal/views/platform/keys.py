"""The live API keys of all services, the busiest first."""

from datetime import UTC, datetime, timedelta

from django.core.paginator import Paginator
from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from notify.portal.access import platform_view
from notify.services.models import ApiKey
from notify.stats.calendar import business_day
from notify.stats.models import DailyUse

PAGE_SIZE = 50
WEEK = timedelta(days=7)


@platform_view
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Show which programs send how much; a key that nobody uses any more is a risk."""
    since = business_day(datetime.now(UTC)) - WEEK
    uses = DailyUse.objects.filter(
        service_id=OuterRef("service_id"), api_key_id=OuterRef("pk"), day__gte=since
    ).order_by()
    sums = uses.values("api_key_id").annotate(sum=Sum("messages")).values("sum")
    found = ApiKey.objects.filter(
        key_type=ApiKey.Type.NORMAL, revoked_at=None, service__archived_at=None
    ).exclude(expires_at__lte=datetime.now(UTC))
    rows = found.select_related("service").annotate(sent=Coalesce(Subquery(sums), 0))
    rows = rows.order_by("-sent", F("last_used_at").desc(nulls_last=True), "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "platform/keys.html", {"page": page})
