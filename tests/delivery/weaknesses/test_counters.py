"""Ways in which others' counts go wrong, and how ours do not. Numbers: docs/weaknesses.md."""

import threading
from typing import Any
from uuid import UUID

import pytest
import redis
from django.db import connection
from django.db.models import Sum

from notify.message_templates.models import Template
from notify.notifications.models import Notification
from notify.sending import rate
from notify.sending.errors import RateExceeded
from notify.sending.job_control import cancel_job
from notify.sending.jobs import run_step
from notify.sending.rate import LocalWindow, count_request
from notify.services.models import Service
from notify.stats.calendar import business_day
from notify.stats.models import DailyCount, Usage
from notify.stats.verify import differing_counts
from tests import factories
from tests.api.caller import ApiCaller
from tests.delivery.rows import accept, counted_rows, counts
from tests.delivery.test_courier import Stub, accepts, drain
from tests.sending.jobs import accept_list

pytestmark = pytest.mark.django_db(transaction=True)


def used(service: Service) -> set[int]:
    return set(Usage.objects.filter(service_id=service.id).values_list("used", flat=True))


def test_11_parallel_requests_pass_a_limit_together(email: Template) -> None:
    service = email.service
    Service.objects.filter(pk=service.pk).update(message_limit=1)
    answers: list[int] = []

    def send() -> None:
        caller = ApiCaller(keys.pop())
        answers.append(caller.send_email(email.id, personalisation={"name": "Ana"}).status)
        connection.close()

    keys = [factories.make_key(service) for _ in range(12)]
    threads = [threading.Thread(target=send) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [201, *[429] * 11]
    assert Notification.objects.count() == 1


def test_11_without_the_cache_there_is_no_limit(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(rate, "_script", gone)
    monkeypatch.setattr(rate, "_local", LocalWindow())
    monkeypatch.setattr(rate._Outage, "until", 0.0)

    refused = 0
    for _ in range(15):
        try:
            count_request(service.id, "normal", 10)
        except RateExceeded:
            refused += 1

    assert refused >= 5


def test_11_a_refused_request_makes_the_next_ones_wait_longer() -> None:
    service = UUID(int=0x11)
    waits = []
    for _ in range(6):
        try:
            count_request(service, "normal", 2)
        except RateExceeded as error:
            waits.append(error.retry_after)

    assert len(waits) == 4
    assert max(waits) == waits[0]


def test_11_cancelling_a_list_of_texts_gives_emails_back(service: Service) -> None:
    template = factories.make_sms_template(service, body_en="((text))")
    accept(service, 3)
    rows = [["phone number", "text"], *(["6137363100", "hello"] for _ in range(5))]
    job = accept_list(service, rows, template=template)
    run_step()

    cancel_job(job.id)

    assert used(service) <= {0, 3}
    assert counts(service) == counted_rows(service) == {"created": 3, "cancelled": 5}


def test_11_two_statuses_share_a_count(service: Service) -> None:
    accept(service, 4)
    accept(service, 2, channel="sms")
    drain(Stub(accepts))

    by_channel = DailyCount.objects.values_list("channel", "status").annotate(total=Sum("count"))

    assert {row for row in by_channel if row[2]} == {("email", "sending", 4), ("sms", "sent", 2)}
    assert counts(service) == counted_rows(service) == {"sending": 4, "sent": 2}


def test_11_the_day_of_a_count_is_not_the_day_of_its_message(service: Service) -> None:
    (row_id,) = accept(service)
    row = Notification.objects.get(pk=row_id)

    drain(Stub(accepts))

    assert row.day == business_day(row.created_at)
    assert set(DailyCount.objects.values_list("day", flat=True)) == {row.day}
    assert differing_counts(row.day) == []


def test_11_reading_usage_writes(api: ApiCaller, email: Template, settings: Any) -> None:
    api.send_email(email.id, personalisation={"name": "Ana"})
    before = [list(model.objects.order_by("pk").values()) for model in (DailyCount, Usage)]

    assert api.get("/v2/stats").status == 200

    assert before == [list(model.objects.order_by("pk").values()) for model in (DailyCount, Usage)]
