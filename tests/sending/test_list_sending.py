"""Two people's clicks, or one person's twice, make one job of a list."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connections

from notify.accounts.models import User
from notify.notifications.models import Job, JobChunk
from notify.sending.job_rows import open_rows
from notify.sending.list_checking import check_next_list
from notify.sending.list_sending import (
    ListUpload,
    NotReady,
    cost_without,
    find_twin,
    keep_list,
    send_list,
)
from notify.sending.models import ListDraft
from notify.sending.store import OverLimit
from notify.services.models import Service
from notify.stats.models import Usage
from tests import factories


def checked_list(service: Service, author: User, rows: int = 3) -> ListDraft:
    template = service.templates.first() or factories.make_email_template(service)
    lines = "".join(f"p{n}@example.ca,Ana {n},open\n" for n in range(rows))
    draft = ListDraft(service=service, template=template, created_by=author)
    keep_list(draft, ListUpload("list.csv", b"email address,name,state\n" + lines.encode()))
    check_next_list()
    draft.refresh_from_db()
    return draft


@pytest.mark.django_db(transaction=True)
def test_twins_at_the_same_moment_make_one_job(service: Service, alice: User) -> None:
    draft = checked_list(service, alice)

    def send(_number: int) -> UUID:
        try:
            return send_list(draft.id, leave_out=(), scheduled_for=None).id
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        jobs = set(threads.map(send, range(4)))

    assert len(jobs) == Job.objects.count() == 1
    assert set(Usage.objects.values_list("used", flat=True)) == {3}


def test_rows_that_are_left_out_leave_no_gap(service: Service, alice: User) -> None:
    draft = checked_list(service, alice, rows=5_002)

    job = send_list(draft.id, leave_out={0, 5_000}, scheduled_for=None)

    chunks = list(JobChunk.objects.filter(job=job).order_by("first_row"))
    assert [(chunk.first_row, chunk.row_count) for chunk in chunks] == [(0, 4_999), (4_999, 1)]
    recipients = [row.recipient for row in open_rows(bytes(chunks[1].sealed_rows)).rows]
    assert (recipients, job.row_count) == (["p5001@example.ca"], 5_000)


def test_a_list_that_waits_for_its_check_is_not_sent(service: Service, alice: User) -> None:
    draft = checked_list(service, alice)
    ListDraft.objects.update(state="waiting")

    with pytest.raises(NotReady):
        send_list(draft.id, leave_out=(), scheduled_for=None)


def test_a_list_over_the_limit_stays_as_it_is(service: Service, alice: User) -> None:
    draft = checked_list(service, alice)
    Service.objects.update(message_limit=2)

    with pytest.raises(OverLimit):
        send_list(draft.id, leave_out=(), scheduled_for=None)

    assert not Job.objects.exists()
    assert send_list(draft.id, leave_out={0}, scheduled_for=None).row_count == 2


def test_the_cost_is_that_of_the_rows_that_are_left(service: Service, alice: User) -> None:
    draft = checked_list(service, alice)

    assert cost_without(draft, ()) == (3, 3)
    assert cost_without(draft, {1, 2}) == (1, 1)


def test_a_twin_is_the_same_list_with_the_same_text(service: Service, alice: User) -> None:
    first = checked_list(service, alice)
    send_list(first.id, leave_out=(), scheduled_for=None)

    assert find_twin(checked_list(service, alice)) == first
    assert find_twin(checked_list(service, alice, rows=4)) is None
