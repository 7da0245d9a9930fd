"""The reads of bench.scale_data and bench.pages, in a process of their own with Django in it."""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

TIMES = 15


def milliseconds(work: Callable[[], Any], times: int = TIMES) -> float:
    """Return the median of some runs, after one that warms."""
    work()
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found)


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "notify_project.settings")
    import django  # noqa: PLC0415  once the environment is right

    django.setup()
    from django.conf import settings  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["*"]


def reads(bench: dict[str, Any]) -> dict[str, float]:
    """Return how long each read takes."""
    from django.test import Client  # noqa: PLC0415

    from notify.notifications.models import Notification  # noqa: PLC0415
    from notify.services.models import Service  # noqa: PLC0415
    from tests.portal.people import sign_in  # noqa: PLC0415

    service = Service.objects.get(pk=bench["service_id"])
    owner = service.memberships.select_related("user").order_by("id")[0].user
    browser, api = sign_in(owner), Client()
    key = {"Authorization": f"ApiKey-v1 {bench['api_key']}"}
    newest = Notification.objects.of_service(service).newest_first()[0]
    base = f"/services/{service.pk}"

    def page(path: str) -> Callable[[], None]:
        def get() -> None:
            answer = browser.get(path)
            assert answer.status_code == 200, (path, answer.status_code)

        return get

    def search() -> None:
        answer = browser.post(
            f"{base}/notifications/search", {"search": newest.recipient}, follow=True
        )
        assert answer.status_code == 200, answer.status_code

    def by_key(path: str) -> Callable[[], None]:
        def get() -> None:
            assert api.get(path, headers=key).status_code == 200

        return get

    return {
        "dashboard": milliseconds(page(base)),
        "activity list": milliseconds(page(f"{base}/notifications")),
        "search by recipient": milliseconds(search),
        "GET /v2/notifications/{id}": milliseconds(by_key(f"/v2/notifications/{newest.pk}")),
        "GET /v2/notifications, 250": milliseconds(by_key("/v2/notifications")),
    }


if __name__ == "__main__":
    set_up()
    print(json.dumps(reads(json.loads(sys.argv[1]))))
