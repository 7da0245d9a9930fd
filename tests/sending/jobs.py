"""Accept lists, and add up what became of them."""

from collections.abc import Sequence
from typing import Any

from notify.message_templates.models import Template
from notify.notifications.models import Job, Notification
from notify.sending.account import Account
from notify.sending.bulk import BulkRequest, accept_bulk
from notify.services.models import Service
from notify.stats.models import Usage
from tests import factories
from tests.delivery.rows import counts


def email_template(service: Service, **fields: Any) -> Template:
    return factories.make_email_template(
        service, **{"subject_en": "Hello", "body_en": "Dear ((name)),", **fields}
    )


def email_rows(number: int) -> list[Sequence[str]]:
    rows = [[f"Person{n}@Example.ca", f"Zoé {n}", f"r-{n}"] for n in range(number)]
    return [["email address", "name", "reference"], *rows]


def accept_list(service: Service, rows: Sequence[Sequence[str]], **fields: Any) -> Job:
    """Accept a list for the service's first template, or for `template`."""
    service.refresh_from_db()
    template = fields.pop("template", None) or service.templates.first() or email_template(service)
    request = BulkRequest(
        account=Account.of(service),
        key_type=fields.pop("key_type", "normal"),
        template_id=template.id,
        name="list.csv",
        rows=rows,
        **fields,
    )
    return accept_bulk(request)


def used(service: Service) -> set[int]:
    """Return what the limits of day and year say is used."""
    return set(Usage.objects.filter(service_id=service.id).values_list("used", flat=True))


def rows_of(job: Job) -> list[Notification]:
    return list(Notification.objects.filter(job_id=job.id).order_by("job_row"))


def assert_stored_once(job: Job) -> None:
    """Every row of the list is one message, counted once, in order, with the limit it took."""
    job.refresh_from_db()
    assert job.status == "finished"
    assert [row.job_row for row in rows_of(job)] == list(range(job.row_count))
    assert job.next_row == job.row_count
    assert counts(job.service) == {"created": job.row_count}
    assert used(job.service) == {job.row_count}
    assert not job.chunks.exists()
