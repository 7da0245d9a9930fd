"""Providers and their switches, complaints, bounce rates, volumes."""

from datetime import UTC, datetime, timedelta
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from notify.accounts.models import User
from notify.delivery.bounces import rates_of_all
from notify.delivery.models import Provider, ProviderEvent
from notify.delivery.switching import record_change, snapshot
from notify.message_templates.models import Channel
from notify.notifications.models import Notification
from notify.portal.access import platform_view
from notify.portal.charts import stacked_bars
from notify.portal.csv_answers import csv_answer
from notify.portal.dashboard_figures import short_day
from notify.portal.platform.volumes import volumes_by_day
from notify.services.models import Service
from notify.stats.calendar import business_day

PAGE_SIZE = 50
DAYS = 30


@platform_view
@require_safe
def providers(request: HttpRequest) -> HttpResponse:
    """Show the ways out in the order in which they are tried."""
    rows = Provider.objects.order_by("channel", "-active", "priority", "name")
    context = {"rows": rows, "without": _channels_without()}
    return render(request, "platform/providers.html", context)


@platform_view
@require_POST
def switch_provider(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn a provider on or off, or put it first; workers follow within two seconds."""
    with transaction.atomic():
        provider = get_object_or_404(Provider.objects.select_for_update(), pk=pk)
        before = snapshot(provider)
        if request.POST.get("act") == "first":
            _put_first(provider)
        else:
            provider.active = request.POST.get("act") == "on"
            provider.save(update_fields=["active", "updated_at"])
        ip = request.META.get("REMOTE_ADDR") or None
        record_change(provider, before, actor=cast(User, request.user), ip=ip)
    messages.success(request, _("%(name)s is switched.") % {"name": provider.name})
    return redirect("portal:platform-providers")


@platform_view
@require_safe
def complaints(request: HttpRequest) -> HttpResponse:
    """List complaints, the newest first; who complained does not show."""
    events = ProviderEvent.objects.filter(recipient_complaint=True).order_by("-received_at")
    page = Paginator(events, PAGE_SIZE).get_page(request.GET.get("page"))
    wanted = [event.notification_id for event in page.object_list if event.notification_id]
    found = Notification.objects.filter(id__in=wanted).only("id", "service_id")
    owners = {message.id: message.service_id for message in found}
    services = Service.objects.in_bulk(set(owners.values()))
    entries = [
        (event, services.get(owners.get(event.notification_id)))  # type: ignore[arg-type]
        for event in page.object_list
    ]
    return render(request, "platform/complaints.html", {"page": page, "entries": entries})


@platform_view
@require_safe
def bounces(request: HttpRequest) -> HttpResponse:
    """List the services whose emails come back, the highest rate first."""
    rates = sorted(rates_of_all(), key=lambda rate: rate.percent, reverse=True)[:PAGE_SIZE]
    services = Service.objects.in_bulk([rate.service_id for rate in rates])
    entries = [(services.get(rate.service_id), rate) for rate in rates]
    return render(request, "platform/bounces.html", {"entries": entries})


@platform_view
@require_safe
def volumes(request: HttpRequest) -> HttpResponse:
    today = business_day(datetime.now(UTC))
    first = today - timedelta(days=DAYS - 1)
    rows = volumes_by_day(first, today)
    by_day = {(row.day, row.channel): row.sent for row in rows}
    days = [first + timedelta(days=number) for number in range(DAYS)]
    columns = [
        # Every fifth day is enough below a chart this dense.
        (
            short_day(day) if number % 5 == 4 else "",
            tuple(by_day.get((day, channel), 0) for channel in Channel.values),
        )
        for number, day in enumerate(days)
    ]
    context = {"rows": rows, "chart": stacked_bars(columns)}
    return render(request, "platform/volumes.html", context)


@platform_view
@require_safe
def volumes_file(request: HttpRequest) -> StreamingHttpResponse:
    today = business_day(datetime.now(UTC))
    rows = volumes_by_day(today - timedelta(days=365), today)
    head = [_("Day"), _("Channel"), _("Sent"), _("Failed"), _("Services")]
    lines = ([row.day, row.channel, row.sent, row.failed, row.services] for row in rows)
    return csv_answer([head, *lines], "sending-volumes.csv")


def _channels_without() -> list[str]:
    """Return the names of the channels for which nothing is turned on."""
    active = set(Provider.objects.filter(active=True).values_list("channel", flat=True))
    return [str(Channel(value).label) for value in Channel.values if value not in active]


def _put_first(provider: Provider) -> None:
    lowest = (
        Provider.objects.filter(channel=provider.channel)
        .exclude(pk=provider.pk)
        .order_by("priority")
        .values_list("priority", flat=True)
        .first()
    )
    provider.priority = max((lowest if lowest is not None else 1) - 1, 0)
    provider.save(update_fields=["priority", "updated_at"])
