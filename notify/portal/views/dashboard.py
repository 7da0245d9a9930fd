"""A service at a glance, kept current: a stream of changes, or numbers to ask for again."""

import json
import logging
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from notify.portal.access import Access, Permission, service_view
from notify.portal.dashboard_figures import as_json, figures_of
from notify.portal.navigation import shortcuts_of
from notify.portal.zones import shown_to

logger = logging.getLogger(__name__)

LOOK_EVERY = 2.0  # seconds
STREAM_SECONDS = 55.0  # then the browser asks again, and access is judged anew
SIGN_OF_LIFE = 15.0
# A stream holds a thread of the web process. Those who find no place ask every few seconds instead.
MOST_STREAMS = 4
_places = threading.BoundedSemaphore(MOST_STREAMS)


@service_view()
@require_safe
def dashboard(request: HttpRequest, access: Access) -> HttpResponse:
    if not access.can(Permission.VIEW_ACTIVITY):
        return redirect("portal:messages", access.service.id)
    figures = figures_of(access, datetime.now(UTC))
    is_new = not any(bar.allowance.used for bar in figures.bars)
    context = {
        "access": access,
        "figures": figures,
        "shortcuts": shortcuts_of(access, is_new=is_new),
    }
    return render(request, "portal/dashboard.html", context)


@service_view(Permission.VIEW_ACTIVITY)
@require_safe
def counts(request: HttpRequest, access: Access) -> HttpResponse:
    """Return the dashboard's numbers, for machines and as the page shows them."""
    return JsonResponse(as_json(figures_of(access, datetime.now(UTC)), access, request))


@service_view(Permission.VIEW_ACTIVITY)
@require_safe
def stream(request: HttpRequest, access: Access) -> StreamingHttpResponse:
    """Send the numbers whenever they change, as server-sent events."""
    response = StreamingHttpResponse(
        changes(request, access, get_language() or "en"), content_type="text/event-stream"
    )
    response["X-Accel-Buffering"] = "no"  # a proxy must pass each event on at once
    return response


def changes(
    request: HttpRequest, access: Access, language: str, seconds: float = STREAM_SECONDS
) -> Iterator[str]:
    """Yield events for a while: `figures` at first and after each change, or `full` and nothing."""
    if not _places.acquire(blocking=False):
        yield "event: full\ndata: {}\n\n"
        return
    try:
        end = time.monotonic() + seconds
        last, spoken = "", 0.0
        while True:
            with override(language), shown_to(request):
                figures = as_json(figures_of(access, datetime.now(UTC)), access, request)
            told = _without_time(figures)
            if told != last:
                yield f"event: figures\ndata: {json.dumps(figures)}\n\n"
                last, spoken = told, time.monotonic()
            elif time.monotonic() - spoken > SIGN_OF_LIFE:
                yield ": still here\n\n"
                spoken = time.monotonic()
            if time.monotonic() + LOOK_EVERY > end:
                return
            time.sleep(LOOK_EVERY)
    except DatabaseError as error:
        # The browser asks again in a few seconds, and then there may be a database.
        logger.warning("A stream of numbers ends: %s", type(error).__name__)
    finally:
        _places.release()


def _without_time(figures: dict[str, object]) -> str:
    """Return what must differ for a change to be told."""
    texts = {key: text for key, text in figures["texts"].items() if key != "updated"}  # type: ignore[attr-defined]
    return json.dumps({**figures, "updated_at": "", "texts": texts})
