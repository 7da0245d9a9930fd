"""What people wrote back to a service by text."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from notify.delivery.received_texts import received_by
from notify.portal.access import Access, Permission, service_view
from notify.portal.received import open_received

PAGE_SIZE = 50


@service_view(Permission.VIEW_ACTIVITY)
@require_safe
def received_texts(request: HttpRequest, access: Access) -> HttpResponse:
    """Show the newest first, for as long as the service keeps its texts."""
    rows = received_by(access.service.id, access.service.sms_retention_days)
    after = _read_id(request.GET.get("after", ""))
    if after:
        rows = rows.filter(id__lt=after)
    found = list(rows.order_by("-id")[: PAGE_SIZE + 1])
    context = {
        "access": access,
        "entries": [open_received(row) for row in found[:PAGE_SIZE]],
        "next_after": found[PAGE_SIZE - 1].id if len(found) > PAGE_SIZE else None,
        "is_first": after is None,
    }
    return render(request, "portal/received_texts.html", context)


def _read_id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
