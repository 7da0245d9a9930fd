"""The steps of bench/bulk.py, each run in a process of its own."""

import json
import os
import sys
from collections.abc import Iterator
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "notify_project.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  after setup
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from bench.bulk import report, timed  # noqa: E402
from notify.message_templates.actions import create_template  # noqa: E402
from notify.notifications.ids import new_id  # noqa: E402
from notify.notifications.models import Job, Notification  # noqa: E402
from notify.notifications.recipients import (  # noqa: E402
    recipient_index,
    seal_personalisation,
    seal_recipient,
)
from notify.sending.job_control import cancel_job  # noqa: E402
from notify.sending.jobs import store_due_jobs  # noqa: E402
from notify.services.api_keys import create_api_key  # noqa: E402
from notify.services.models import Service  # noqa: E402
from notify.stats.calendar import business_day  # noqa: E402

PLENTY = 2_000_000_000
BODY = "Hello ((first name)), your appointment is on ((date)). Reply STOP to opt out."
COPY = """COPY notifications_notification (id, service_id, template_id, template_version, key_type,
    channel, queue, sealed_recipient, recipient_index, sealed_personalisation, created_at, day,
    status, due_at) FROM STDIN (FORMAT BINARY)"""
TYPES = [
    *("uuid", "uuid", "uuid", "int4", "varchar", "varchar", "varchar", "bytea", "bytea", "bytea"),
    *("timestamptz", "date", "varchar", "timestamptz"),
]


def prepare(_: int) -> None:
    """Make the tables, a service without limits and its templates."""
    call_command("migrate", verbosity=0)
    service = Service.objects.create(
        name_en="Bench",
        name_fr="Essais",
        email_from="bench",
        restricted=False,
        permissions=Service.Permission.values,
        message_limit=PLENTY,
        sms_daily_limit=PLENTY,
        email_annual_limit=PLENTY,
        sms_annual_limit=PLENTY,
        rate_limit=PLENTY,
    )
    for channel in ("email", "sms"):
        subject = {"subject_en": "Your appointment"} if channel == "email" else {}
        create_template(service, channel=channel, name=channel, text="en", body_en=BODY, **subject)
    print("{}")


def copy(rows: int) -> None:
    """The floor: rows that are ready, in one COPY."""
    service = Service.objects.get()
    template = service.templates.get(channel="email")
    now = template.created_at
    ready = [
        (
            new_id(),
            service.id,
            template.id,
            1,
            "normal",
            "email",
            "bulk",
            seal_recipient(address),
            recipient_index(address.lower()),
            seal_personalisation({"first name": name, "date": date}),
            now,
            business_day(now),
            "created",
            now,
        )
        for address, name, date in addresses(rows)
    ]

    def write() -> None:
        with connection.cursor() as cursor, cursor.copy(COPY) as stream:
            stream.set_types(TYPES)
            for row in ready:
                stream.write_row(row)

    _, seconds, cpu = timed(write)
    Notification.objects.all().delete()
    report(seconds, cpu)


def accept(channel: str, form: str, rows: int) -> None:
    """Post a list through the whole API, in process."""
    service = Service.objects.get()
    template = service.templates.get(channel=channel)
    key = create_api_key(service, f"bench {new_id()}", "normal").text
    heading = ["email address" if channel == "email" else "phone number", "first name", "date"]
    table = [heading, *(addresses if channel == "email" else numbers)(rows)]
    body: dict[str, Any] = {"name": "bench", "template_id": str(template.id)}
    if form == "csv":
        body["csv"] = "\n".join(",".join(row) for row in table)
    else:
        body["rows"] = table
    data = json.dumps(body)
    del table, body
    client = Client()

    def post() -> Any:
        return client.post(
            "/v2/notifications/bulk",
            data,
            content_type="application/json",
            headers={"Authorization": f"ApiKey-v1 {key}"},
        )

    answer, seconds, cpu = timed(post)
    assert answer.status_code == 201, answer.content[:500]
    report(seconds, cpu)


def store(channel: str, _: int) -> None:
    """Make messages of one accepted list."""
    job = Job.objects.filter(channel=channel, status="pending").order_by("id").first()
    assert job is not None
    Job.objects.exclude(pk=job.pk).filter(due_at__isnull=False).update(due_at=None)
    _, seconds, cpu = timed(store_due_jobs)
    Job.objects.filter(status="pending").update(due_at=job.created_at)
    job.refresh_from_db()
    assert job.status == "finished", job.status
    report(seconds, cpu)


def cancel(_: int) -> None:
    """Cancel a list that is stored and has not left."""
    job = Job.objects.filter(status="finished").order_by("id").first()
    assert job is not None
    _, seconds, cpu = timed(lambda: cancel_job(job.id))
    report(seconds, cpu)


def addresses(rows: int) -> Iterator[list[str]]:
    for number in range(rows):
        yield [f"Jane.Doe{number}@example.gc.ca", "Zoé Tremblay", "Monday 3 March"]


def numbers(rows: int) -> Iterator[list[str]]:
    for number in range(rows):
        yield [f"613{2000000 + number * 7 % 7999999}", "Zoé Tremblay", "Monday 3 March"]


def main() -> None:
    """Run the step that the first argument names."""
    step, rows = sys.argv[1], int(sys.argv[2])
    kind, *rest = step.split("-")
    if kind == "accept":
        accept(*rest, rows)  # type: ignore[call-arg, arg-type]
    elif kind == "store":
        store(rest[0], rows)
    else:
        {"prepare": prepare, "copy": copy, "cancel": cancel}[kind](rows)


if __name__ == "__main__":
    main()
