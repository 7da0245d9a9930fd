"""Receipts a second through apply_receipts, in batches, against a store of its own.

    python -m bench.receipts [--receipts 20000] [--batches 10 100] [--least 2000]

The floor of the same run is the least that any design must do: one UPDATE a batch that sets the
status, and a commit. Ends with 1 when no batch size reaches `--least`: small
batches are bound by the disk's commits, as their floor shows.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.results import Figure, save
from notify_project.embedded import EmbeddedStores


def start_store(folder: Path) -> EmbeddedStores:
    stores = EmbeddedStores(folder / "data", folder / "run")
    stores.start(postgres=True, valkey=False)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "notify_project.settings",
        "DATABASE_URL": "",
        "NOTIFY_ENV_FILE": str(folder / "none"),
        "NOTIFY_DATA_DIR": str(folder / "data"),
        "NOTIFY_SOCKET_DIR": str(folder / "run"),
        "NOTIFY_BROKER": "stub",
        "LOG_LEVEL": "ERROR",
    }
    return stores


def in_batches(items: list[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def per_second(work: Callable[[list[Any]], object], items: list[Any], size: int) -> float:
    started = time.perf_counter()
    for batch in in_batches(items, size):
        work(batch)
    return len(items) / (time.perf_counter() - started)


def run(number: int, sizes: list[int], least: float) -> int:
    # Django is set up by now.
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from notify.delivery.models import EmailHour, Suppression  # noqa: PLC0415
    from notify.delivery.receipts import apply_receipts  # noqa: PLC0415
    from notify.notifications.models import Notification  # noqa: PLC0415
    from notify.providers.receipts import Receipt  # noqa: PLC0415
    from tests import factories  # noqa: PLC0415
    from tests.delivery.rows import accept, counted_rows, counts  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    services = [factories.make_service() for _ in range(4)]

    def send() -> list[UUID]:
        ids = []
        for service in services:
            ids += accept(service, number // len(services))
        Notification.objects.filter(id__in=ids).update(due_at=None)
        return ids

    def receipt(place: int, row_id: UUID) -> Receipt:
        bounced = place % 50 == 0
        return Receipt(
            provider="ses",
            event_id=f"{row_id}:Delivery",
            notification_id=row_id,
            reference=str(row_id),
            status="permanent-failure" if bounced else "delivered",
            provider_response=None,
            feedback_type="hard-bounce" if bounced else None,
            feedback_subtype="general" if bounced else None,
            occurred_at=datetime.now(UTC),
            recipient_complaint=False,
        )

    def floor(ids: list[UUID]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE notifications_notification SET status = 'delivered', updated_at = now() "
                "WHERE id = ANY(%s)",
                [ids],
            )

    best = 0.0
    figures: dict[str, Figure] = {}
    for size in sizes:
        lowest = per_second(floor, send(), size)
        receipts = [receipt(place, row_id) for place, row_id in enumerate(send())]
        found = per_second(apply_receipts, receipts, size)
        again = per_second(apply_receipts, receipts, size)
        best = max(best, found)
        print(
            f"batches of {size:>4}: {found:>7,.0f} receipts/s, duplicates {again:>7,.0f}/s,"
            f" floor {lowest:>7,.0f}/s, {found / lowest:.0%} of it"
        )
        figures[f"receipts in batches of {size}"] = Figure(found, "/s", lowest)
        figures[f"duplicates in batches of {size}"] = Figure(again, "/s", lowest)
    save("receipts", figures)
    bounces = sum(EmailHour.objects.values_list("hard_bounces", flat=True))
    print(f"{bounces} hard bounces counted, {Suppression.objects.count()} addresses suppressed")
    # The floor changes rows behind the counts' back; theirs are the only ones that may differ.
    differing = sum(
        abs(
            counts(service).get("permanent-failure", 0) - counted_rows(service)["permanent-failure"]
        )
        for service in services
    )
    print(f"{differing} failures counted wrongly")
    return 1 if best < least or differing else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--receipts", type=int, default=20_000)
    parser.add_argument("--batches", type=int, nargs="+", default=[10, 100])
    parser.add_argument("--least", type=float, default=2_000.0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="notify-bench-") as folder:
        stores = start_store(Path(folder))
        try:
            import django  # noqa: PLC0415

            django.setup()
            return run(arguments.receipts, arguments.batches, arguments.least)
        finally:
            stores.stop()


if __name__ == "__main__":
    sys.exit(main())
