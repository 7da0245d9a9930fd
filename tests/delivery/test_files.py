"""What becomes of a message with files: it leaves whole and checked, or not at all."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from notify.delivery import files as delivery_files
from notify.delivery.actors import CourierOfProcess
from notify.delivery.choose import Chooser
from notify.delivery.files import check_files_for_viruses
from notify.delivery.models import Provider, SandboxMessage
from notify.delivery.sandbox import open_message
from notify.files import scanning
from notify.files.models import File
from notify.files.storage import file_store
from notify.message_templates.models import Template
from notify.notifications.models import Notification
from notify.queues import broker
from notify.services.models import Service
from tests import factories
from tests.api.caller import ApiCaller
from tests.delivery.rows import counted_rows, counts
from tests.files.clamd import VIRUS, Clamd, running_clamd
from tests.files.sending import Post, deliver_due, file_of, make_due, send


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.FILE_STORE_DIR = tmp_path / "files"
    return settings.FILE_STORE_DIR


@pytest.fixture
def clamd(settings: Any) -> Any:
    with running_clamd() as clamd:
        settings.CLAMD_URL = clamd.url
        yield clamd


@pytest.fixture
def api(service: Service) -> ApiCaller:
    return ApiCaller(factories.make_key(service))


@pytest.fixture
def email(service: Service) -> Template:
    return factories.make_email_template(service, subject_en="Decision", body_en="Dear ((name)),")


def status(message: UUID) -> str:
    return Notification.objects.get(pk=message).status


def scans(message: UUID) -> set[str]:
    return set(File.objects.filter(notification_id=message).values_list("scan", flat=True))


def begin_again(minutes_ago: int = 0) -> None:
    """Make every unchecked file due, as if the first try had been some minutes ago."""
    long_ago = datetime.now(UTC) - timedelta(days=1)
    since = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    pending = File.objects.filter(scan="pending")
    pending.update(scan_due_at=long_ago, scan_since=since)


def on_disk(store: Path) -> int:
    return len([path for path in store.rglob("*") if path.is_file()])


def test_attachments_leave_whole_and_in_order(api: ApiCaller, email: Template) -> None:
    big = bytes(range(256)).replace(b"\x00", b"\x01") * 4000
    text = "é".encode() * 100_000
    message = send(
        api,
        email.id,
        first=file_of(text, filename="lettre à lire.txt"),
        second=file_of(b"%PDF-" + big, filename="a.pdf"),
        third=file_of(b"a,b", filename="b.csv"),
    )
    post = Post()

    assert deliver_due(post) == ["sending"]

    (sent,) = post.emails
    assert sent.id == message
    assert [(file.name, file.content_type) for file in sent.files] == [
        ("lettre à lire.txt", "text/plain"),
        ("a.pdf", "application/pdf"),
        ("b.csv", "text/csv"),
    ]
    assert [file.content for file in sent.files] == [text, b"%PDF-" + big, b"a,b"]


def test_the_sandbox_shows_the_names(api: ApiCaller, email: Template) -> None:
    Provider.objects.create(name="sandbox", kind="sandbox", channel="email")
    send(api, email.id, doc=file_of(b"x", filename="letter.txt"), link=file_of(b"y", "link"))

    assert deliver_due(Chooser()) == ["sending"]

    assert open_message(SandboxMessage.objects.get())["files"] == ["letter.txt"]


def test_a_link_is_in_the_email_that_leaves(api: ApiCaller, service: Service) -> None:
    template = factories.make_email_template(service, subject_en="s", body_en="Read ((doc))")
    send(api, template.id, doc=file_of(b"x", "link"))
    post = Post()

    deliver_due(post)

    assert "/d/" in post.emails[0].text
    assert "/d/" in post.emails[0].html
    assert post.emails[0].files == ()


def test_a_message_waits_for_the_check_and_leaves_after_it(
    api: ApiCaller, email: Template, clamd: Clamd
) -> None:
    message = send(api, email.id, doc=file_of(b"harmless"), link=file_of(b"too", "link"))
    post = Post()

    assert deliver_due(post) == ["virus-check"]
    row = Notification.objects.get(pk=message)
    assert (row.status, row.attempts) == ("created", 0)
    assert deliver_due(post) == []

    assert check_files_for_viruses() == 2
    assert clamd.contents == [b"harmless", b"too"]
    assert scans(message) == {"clean"}
    assert deliver_due(post) == ["sending"]
    assert [file.content for file in post.emails[0].files] == [b"harmless"]


def test_the_key_of_a_link_is_forgotten_after_the_check(
    api: ApiCaller, email: Template, clamd: Clamd
) -> None:
    send(api, email.id, doc=file_of(b"x"), link=file_of(b"y", "link"))
    assert all(file.sealed_key for file in File.objects.all())

    check_files_for_viruses()

    assert File.objects.get(method="attach").sealed_key
    assert not File.objects.get(method="link").sealed_key


@pytest.mark.parametrize("method", ["attach", "link"])
def test_a_virus_ends_the_message_and_the_file(
    api: ApiCaller, service: Service, email: Template, clamd: Clamd, store: Path, method: str
) -> None:
    message = send(api, email.id, good=file_of(b"good"), bad=file_of(VIRUS, method))
    post = Post()
    deliver_due(post)

    check_files_for_viruses()
    deliver_due(post)

    assert status(message) == "virus-scan-failed"
    assert post.emails == []
    bad = File.objects.get(scan="infected")
    assert (bad.scan_detail, bad.sealed_key) == ("Eicar-Test-Signature", b"")
    assert on_disk(store) == 1
    assert counts(service) == counted_rows(service) == {"virus-scan-failed": 1}
    assert Notification.objects.get(pk=message).timeline()[-1]["code"] == "virus-found"


def test_a_virus_ends_a_scheduled_message_before_its_time(
    api: ApiCaller, email: Template, clamd: Clamd
) -> None:
    later = {"scheduled_for": (datetime.now(UTC) + timedelta(hours=5)).isoformat()}
    bad = send(api, email.id, doc=file_of(VIRUS), fields=later)
    good = send(api, email.id, doc=file_of(b"good"), fields=later)
    post = Post()

    check_files_for_viruses()
    deliver_due(post)

    assert status(bad) == "virus-scan-failed"
    assert status(good) == "created"
    assert Notification.objects.get(pk=good).due_at > datetime.now(UTC) + timedelta(hours=4)


def test_without_a_verdict_for_eleven_minutes_nothing_is_sent(
    api: ApiCaller, email: Template, clamd: Clamd, store: Path
) -> None:
    clamd.answer = b"stream: out of memory ERROR"
    message = send(api, email.id, doc=file_of(b"x"))
    post = Post()

    check_files_for_viruses()
    assert scans(message) == {"pending"}
    begin_again(minutes_ago=10)
    check_files_for_viruses()
    assert scans(message) == {"pending"}
    begin_again(minutes_ago=12)
    check_files_for_viruses()
    deliver_due(post)

    assert scans(message) == {"failed"}
    assert (status(message), post.emails) == ("technical-failure", [])
    assert Notification.objects.get(pk=message).timeline()[-1]["code"] == "virus-check-failed"
    assert on_disk(store) == 0


def test_a_scanner_that_comes_back_lets_the_message_go(
    api: ApiCaller, email: Template, settings: Any, clamd: Clamd
) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:9"
    message = send(api, email.id, doc=file_of(b"x"))
    check_files_for_viruses()
    assert check_files_for_viruses() == 0  # it waits before it tries again
    settings.CLAMD_URL = clamd.url
    begin_again()

    check_files_for_viruses()

    assert scans(message) == {"clean"}
    assert deliver_due(Post()) == ["sending"]


def test_a_scanner_that_dies_in_between_leaves_the_file_due_again(
    api: ApiCaller, email: Template, clamd: Clamd, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = send(api, email.id, doc=file_of(b"x"))
    with monkeypatch.context() as patch:
        patch.setattr(scanning, "_scan", _die)
        with pytest.raises(KeyboardInterrupt):
            check_files_for_viruses()
    assert check_files_for_viruses() == 0
    begin_again()

    check_files_for_viruses()

    assert scans(message) == {"clean"}


def _die(file: File, *, is_last: bool) -> tuple[str, str]:
    raise KeyboardInterrupt


@pytest.mark.parametrize("loss", ["row", "change"])
def test_a_message_never_leaves_without_its_file(
    api: ApiCaller, email: Template, store: Path, loss: str
) -> None:
    message = send(api, email.id, one=file_of(b"one"), two=file_of(b"two"))
    file = File.objects.order_by("id")[1]
    if loss == "row":
        file.delete()
    else:
        (path,) = store.rglob(file.storage_name)
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    post = Post()

    deliver_due(post)

    assert (status(message), post.emails) == ("technical-failure", [])


def test_a_content_that_is_not_there_may_be_on_another_disk(
    api: ApiCaller, email: Template, caplog: pytest.LogCaptureFixture
) -> None:
    message = send(api, email.id, doc=file_of(b"x"))
    file_store().delete(File.objects.get().storage_name)
    post = Post()

    assert deliver_due(post) == ["file-store-unavailable"]

    assert (status(message), post.emails) == ("created", [])
    assert "is not in the store" in caplog.text


def test_a_store_that_is_away_only_delays(api: ApiCaller, email: Template, store: Path) -> None:
    message = send(api, email.id, doc=file_of(b"x"))
    aside = store.rename(store.with_name("aside"))
    store.write_text("in the way")
    post = Post()

    assert deliver_due(post) == ["file-store-unavailable"]
    store.unlink()
    aside.rename(store)
    make_due(message)

    assert deliver_due(post) == ["sending"]
    assert [file.content for file in post.emails[0].files] == [b"x"]


def test_a_text_message_waits_for_its_link(api: ApiCaller, service: Service, clamd: Clamd) -> None:
    template = factories.make_sms_template(service, body_en="Read ((doc))")
    api.send_sms(template.id, personalisation={"doc": file_of(b"x", "link")})
    post = Post()

    assert deliver_due(post) == ["virus-check"]
    check_files_for_viruses()
    assert deliver_due(post) == ["sent"]


def test_few_messages_carry_files_at_once(
    api: ApiCaller, email: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery_files, "TURN_SECONDS", 0.01)
    message = send(api, email.id, doc=file_of(b"x"))
    for _ in range(delivery_files.MOST_CARRIERS):
        assert delivery_files._carriers.acquire(blocking=False)
    post = Post()
    try:
        waited = deliver_due(post)
    finally:
        for _ in range(delivery_files.MOST_CARRIERS):
            delivery_files._carriers.release()
    make_due(message)

    assert waited == ["files-of-others"]
    assert deliver_due(post) == ["sending"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_checks_files_by_itself(api: ApiCaller, email: Template, clamd: Clamd) -> None:
    message = send(api, email.id, doc=file_of(b"harmless"))
    worker = CourierOfProcess()
    worker.after_worker_boot(broker, None)
    try:
        deadline = time.monotonic() + 60
        while scans(message) == {"pending"} and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        worker.before_worker_shutdown(broker, None)

    assert scans(message) == {"clean"}
    assert clamd.contents == [b"harmless"]
