"""Reports: what is in them, and that one is made whatever happens to the worker."""

import csv
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.models import F
from django.utils import timezone

from notify.accounts.models import User
from notify.files import storage
from notify.files.errors import ContentMissing, StoreUnavailable
from notify.notifications.models import Notification
from notify.sending import report_making, report_rows
from notify.sending.job_control import cancel_job
from notify.sending.jobs import run_step, store_due_jobs
from notify.sending.models import Report
from notify.sending.report_making import MOST_ATTEMPTS, make_next_report
from notify.sending.reports import (
    MOST_AN_HOUR,
    ReportRequest,
    TooManyReports,
    forget_old_reports,
    open_report,
    request_report,
)
from notify.sending.system_service import SYSTEM_SERVICE_ID
from notify.services.models import Service
from tests import factories
from tests.api.rows import make_rows
from tests.sending.jobs import accept_list, email_rows

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - timedelta(days=1)


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.FILE_STORE_DIR = tmp_path / "files"
    return settings.FILE_STORE_DIR


def ask(service: Service, kind: str = "email", language: str = "en", **fields: Any) -> Report:
    return request_report(ReportRequest(service.id, kind, language, **fields))


def read(report: Report) -> list[list[str]]:
    report.refresh_from_db()
    assert report.status == "ready"
    text = b"".join(open_report(report)).decode()
    return list(csv.reader(io.StringIO(text)))


def report_of(service: Service, *args: Any, **fields: Any) -> list[list[str]]:
    report = ask(service, *args, **fields)
    assert make_next_report()
    return read(report)


def kept(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def test_a_report_tells_who_was_sent_what_by_whom(service: Service, alice: User) -> None:
    template = factories.make_email_template(service)
    key = factories.make_key(service)
    at = datetime.now(UTC).replace(microsecond=0)
    make_rows(template, status="delivered", created_at=at, created_by_id=alice.id)
    make_rows(template, status="permanent-failure", created_at=at, api_key_id=key.key.id)

    rows = report_of(service)

    local = at.astimezone(report_rows.ZoneInfo("America/Toronto")).strftime("%Y-%m-%d %H:%M:%S")
    assert rows == [
        [
            *("Recipient", "Template", "Type", "Sent by", "Sent by email"),
            *("Job", "Status", "Sent Time"),
        ],
        [
            *("ana@example.ca", "Decision", "Email", key.key.name, ""),
            *("", "No such address", local),
        ],
        [
            *("ana@example.ca", "Decision", "Email", "Alice", "alice@example.gc.ca"),
            *("", "Delivered", local),
        ],
    ]


def test_a_report_in_french_is_french_throughout(service: Service) -> None:
    make_rows(factories.make_sms_template(service), status="sent")

    head, row = report_of(service, "sms", "fr")

    assert head == [
        *("Destinataire", "Gabarit", "Type", "Envoyé par", "Courriel de l’expéditeur"),
        *("Envoi de masse", "État", "Heure d’envoi"),
    ]
    assert (row[2], row[6]) == ("Message texte", "Envoyé")


def test_a_report_holds_a_channel_a_week_and_what_reached_people(service: Service) -> None:
    email = factories.make_email_template(service)
    make_rows(email, status="delivered")
    make_rows(email, status="temporary-failure")
    make_rows(email, key_type="test")
    make_rows(email, sealed_recipient=b"")
    make_rows(factories.make_sms_template(service))
    make_rows(factories.make_email_template(factories.make_service()))

    assert len(report_of(service)) == 3
    assert [row[6] for row in report_of(service, statuses=["delivered"])[1:]] == ["Delivered"]


def test_what_would_run_in_a_spreadsheet_is_only_shown(service: Service) -> None:
    template = factories.make_email_template(service, name='=HYPERLINK("https://x.example")')
    person = factories.make_user(name="@SUM(1+1)")
    make_rows(template, created_by_id=person.id)

    _, row = report_of(service)

    assert row[1] == '\'=HYPERLINK("https://x.example")'
    assert row[3] == "'@SUM(1+1)"


def test_a_long_report_comes_in_pages(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_rows, "ROWS_AT_ONCE", 3)
    make_rows(factories.make_email_template(service), 10)

    report = ask(service)
    make_next_report()

    assert len(read(report)) == 11
    assert report.row_count == 10


def test_a_report_without_messages_has_a_heading(service: Service) -> None:
    assert len(report_of(service)) == 1


# ---- jobs --------------------------------------------------------------------------------------


def test_a_job_is_reported_row_by_row(service: Service) -> None:
    job = accept_list(service, email_rows(3))
    store_due_jobs()
    Notification.objects.filter(job_row=1).update(status="delivered")

    head, *rows = report_of(service, "job", job=job)

    assert head == ["Row number", "Recipient", "Template", "Type", "Job", "Status", "Sent Time"]
    assert [row[:2] for row in rows] == [[str(n + 1), f"Person{n}@Example.ca"] for n in range(3)]
    assert [row[5] for row in rows] == ["In transit", "Delivered", "In transit"]
    assert {row[4] for row in rows} == {"list.csv"}


def test_a_job_is_reported_at_any_moment(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notify.sending.batch.ROWS_IN_CHUNK", 2)
    monkeypatch.setattr(report_rows, "ROWS_AT_ONCE", 1)
    job = accept_list(service, email_rows(5))
    people = [f"Person{n}@Example.ca" for n in range(5)]

    for _ in range(4):
        _, *rows = report_of(service, "job", job=job)
        assert [row[1] for row in rows] == people
        assert [row[0] for row in rows] == ["1", "2", "3", "4", "5"]
        run_step()


def test_rows_that_become_messages_meanwhile_are_told_once(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notify.sending.batch.ROWS_IN_CHUNK", 2)
    job = accept_list(service, email_rows(6))
    look = report_rows._waiting

    def look_late(*args: Any) -> Any:
        run_step()
        return look(*args)

    monkeypatch.setattr(report_rows, "_waiting", look_late)

    _, *rows = report_of(service, "job", job=job)

    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5", "6"]


def test_a_scheduled_job_says_so_and_a_cancelled_one_has_what_was_sent(service: Service) -> None:
    later = timezone.now() + timedelta(hours=1)
    job = accept_list(service, email_rows(2), scheduled_for=later)

    before = report_of(service, "job", job=job)
    cancel_job(job.id)
    after = report_of(service, "job", job=job)

    assert [row[5] for row in before[1:]] == ["Scheduled", "Scheduled"]
    assert len(after) == 1


# ---- how they are made -------------------------------------------------------------------------


def test_what_is_kept_cannot_be_read_without_its_key(service: Service, store: Path) -> None:
    make_rows(factories.make_email_template(service))
    report_of(service)

    (path,) = kept(store)

    assert b"ana@example.ca" not in path.read_bytes()


def test_each_report_is_made_by_one_worker(service: Service) -> None:
    first, second = ask(service), ask(service, language="fr")

    assert (make_next_report(), make_next_report(), make_next_report()) == (True, True, False)
    assert {read(first)[0][0], read(second)[0][0]} == {"Recipient", "Destinataire"}


def test_a_report_of_a_worker_that_died_is_made_again(
    service: Service, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_rows(factories.make_email_template(service))
    report = ask(service)

    class Killed(BaseException):
        pass

    def die(*args: Any) -> Iterator[bytes]:
        yield b"half a"
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(report_making, "write_report", die)
        with pytest.raises(Killed):
            make_next_report()
    report.refresh_from_db()
    assert (report.status, make_next_report()) == ("generating", False)
    Report.objects.update(due_at=LONG_AGO)  # its lease ends

    assert make_next_report()

    assert len(read(report)) == 2
    assert len(kept(store)) == 1


def test_a_worker_that_was_too_slow_changes_nothing(
    service: Service, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = ask(service)
    monkeypatch.setattr(report_making, "RENEW_SECONDS", -1)
    make_rows(factories.make_email_template(service))
    write = report_rows.write_report

    def write_slowly(slow: Report, on_page: Any) -> Iterator[bytes]:
        monkeypatch.setattr(report_making, "write_report", write)
        Report.objects.update(due_at=LONG_AGO)
        make_next_report()
        yield from write(slow, on_page)

    monkeypatch.setattr(report_making, "write_report", write_slowly)

    make_next_report()

    assert len(read(report)) == 2
    assert len(kept(store)) == 1


def test_a_report_that_cannot_be_made_is_tried_three_times(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = ask(service)

    def refuse(*args: Any) -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(storage.LocalStore, "save", refuse)
    for _ in range(MOST_ATTEMPTS):
        assert make_next_report()
        report.refresh_from_db()
        assert report.status == "generating"
        Report.objects.update(due_at=LONG_AGO)

    assert make_next_report()

    report.refresh_from_db()
    assert (report.status, report.due_at) == ("error", None)
    assert report.expires_at is not None
    assert not make_next_report()


def test_a_report_is_forgotten_after_three_days(service: Service, store: Path) -> None:
    report_of(service)
    waiting = ask(service)

    assert forget_old_reports() == 0
    assert forget_old_reports(timezone.now() + timedelta(hours=73)) == 1

    assert list(Report.objects.all()) == [waiting]
    assert kept(store) == []


def test_a_report_whose_content_stays_is_forgotten_the_next_time(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    report_of(service)

    def refuse(*args: Any) -> None:
        raise StoreUnavailable("away")

    with monkeypatch.context() as patch:
        patch.setattr(storage.LocalStore, "delete", refuse)
        assert forget_old_reports(timezone.now() + timedelta(hours=73)) == 0
    assert forget_old_reports(timezone.now() + timedelta(hours=73)) == 1


def test_a_content_that_is_lost_is_an_error_before_anything_is_sent(
    service: Service, store: Path
) -> None:
    report = ask(service)
    make_next_report()
    report.refresh_from_db()
    for path in kept(store):
        path.unlink()

    with pytest.raises(ContentMissing):
        open_report(report)


# ---- who asks ----------------------------------------------------------------------------------


def test_ten_reports_an_hour_for_keys_and_ten_for_people(service: Service, alice: User) -> None:
    key = factories.make_key(service).key
    for _ in range(MOST_AN_HOUR):
        ask(service, api_key_id=key.id)

    with pytest.raises(TooManyReports) as caught:
        ask(service, api_key_id=key.id)
    ask(service, requested_by=alice)
    ask(factories.make_service(), api_key_id=key.id)

    assert 3500 < caught.value.retry_after <= 3600
    Report.objects.update(requested_at=F("requested_at") - timedelta(minutes=61))
    assert ask(service, api_key_id=key.id).status == "requested"


@pytest.mark.django_db(transaction=True)
def test_twelve_who_ask_at_once_get_ten(service: Service) -> None:
    key = factories.make_key(service).key

    def ask_one(_: int) -> bool:
        try:
            ask(service, api_key_id=key.id)
        except TooManyReports:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(12) as pool:
        granted = list(pool.map(ask_one, range(12)))

    assert sum(granted) == Report.objects.count() == MOST_AN_HOUR


def test_a_person_who_waits_is_told_by_email(service: Service, alice: User) -> None:
    ask(service, requested_by=alice, page_url="https://notify.example/services/1/reports")

    make_next_report()

    (message,) = Notification.objects.filter(service_id=SYSTEM_SERVICE_ID)
    assert message.recipient == "alice@example.gc.ca"
    assert message.personalisation["link"] == "https://notify.example/services/1/reports"


def test_a_report_for_a_key_is_told_to_nobody(service: Service) -> None:
    ask(service, api_key_id=factories.make_key(service).key.id)

    make_next_report()

    assert not Notification.objects.filter(service_id=SYSTEM_SERVICE_ID).exists()
