"""Files are kept before their message; nothing is lost or left over, whatever happens between."""

import base64
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from notify.files.models import File
from notify.message_templates.models import Template
from notify.notifications.models import Notification
from notify.recipients.email_address import parse_email_address
from notify.sending import email as email_module
from notify.sending.account import Account
from notify.sending.email import send_email
from notify.sending.errors import FileTooLarge
from notify.sending.files import LARGEST_FILE, clean_name, read_weeks, settle_files
from notify.sending.request import MessageRequest
from notify.services.models import Service
from notify_project.rotation import rotate_keys
from tests import factories

LATER = timedelta(hours=2)


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.FILE_STORE_DIR = tmp_path / "files"
    return settings.FILE_STORE_DIR


@pytest.fixture
def template(service: Service) -> Template:
    return factories.make_email_template(service, subject_en="s", body_en="b")


def on_disk(store: Path) -> int:
    return len([path for path in store.rglob("*") if path.is_file()])


def request(service: Service, template: Template, **files: Any) -> MessageRequest:
    return MessageRequest(
        account=Account.of(service),
        key_type="normal",
        template_id=template.id,
        recipient="ana@example.ca",
        address=parse_email_address("ana@example.ca"),
        personalisation=files,
    )


def file_of(content: str, method: str = "attach") -> dict[str, str]:
    return {"file": content, "filename": "a.txt", "sending_method": method}


def test_ten_files_of_ten_mebibytes_are_kept_one_at_a_time(
    service: Service, template: Template, store: Path
) -> None:
    content = base64.b64encode(b"x" * LARGEST_FILE).decode()
    files = {f"file{number}": file_of(content) for number in range(10)}
    tracemalloc.start()

    send_email(request(service, template, **files))

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * LARGEST_FILE
    assert on_disk(store) == File.objects.count() == 10
    sizes = [path.stat().st_size for path in store.rglob("*") if path.is_file()]
    assert min(sizes) > LARGEST_FILE


def test_a_byte_too_many_is_refused(service: Service, template: Template, store: Path) -> None:
    content = base64.b64encode(b"x" * (LARGEST_FILE + 1)).decode()

    with pytest.raises(FileTooLarge):
        send_email(request(service, template, file=file_of(content)))

    assert on_disk(store) == 0


def test_files_of_a_message_that_was_stored_after_all_stay(
    service: Service, template: Template, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer to the commit may be lost when the commit is not."""
    store_notification = email_module.store_notification

    def lose_the_answer(*arguments: Any) -> None:
        store_notification(*arguments)
        raise OperationalError("the connection is gone")

    monkeypatch.setattr(email_module, "store_notification", lose_the_answer)
    with pytest.raises(OperationalError):
        send_email(request(service, template, file=file_of("eA==")))

    assert settle_files(datetime.now(UTC) + LATER) == 0
    assert File.objects.get().is_settled
    assert Notification.objects.count() == on_disk(store) == 1


def test_files_of_a_message_that_was_never_stored_go(
    service: Service, template: Template, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = send_email(request(service, template, file=file_of("eA==")))

    def fail(*arguments: Any) -> None:
        raise OperationalError("the database is away")

    monkeypatch.setattr(email_module, "store_notification", fail)
    with pytest.raises(OperationalError):
        send_email(request(service, template, file=file_of("eA=="), other=file_of("eQ==")))
    assert on_disk(store) == 3

    assert settle_files() == 0  # they are too young to be judged
    assert settle_files(datetime.now(UTC) + LATER) == 2

    assert File.objects.get().notification_id == kept.id
    assert on_disk(store) == 1


def test_a_settled_file_outlives_its_message(
    service: Service, template: Template, store: Path
) -> None:
    send_email(request(service, template, file=file_of("eA==", "link")))
    settle_files(datetime.now(UTC) + LATER)
    Notification.objects.all().delete()

    assert settle_files(datetime.now(UTC) + LATER) == 0
    assert on_disk(store) == 1


def test_keys_and_names_are_sealed_again_when_keys_rotate(
    service: Service, template: Template, settings: Any
) -> None:
    send_email(request(service, template, file=file_of("eA==")))
    before = File.objects.get()
    settings.DATA_KEYS = ["a new key of this test, thirty-two characters", *settings.DATA_KEYS]

    moved = {f"{column.table}.{column.column}": count for column, count in rotate_keys()}

    after = File.objects.get()
    assert (moved["files_file.sealed_name"], moved["files_file.sealed_key"]) == (1, 1)
    assert bytes(after.sealed_key) != bytes(before.sealed_key)
    settings.DATA_KEYS = settings.DATA_KEYS[:1]
    assert after.name == "a.txt"
    assert after.key is not None


@pytest.mark.parametrize(
    ("period", "weeks"),
    [
        ("1 week", 1),
        ("1 weeks", 1),
        ("78 weeks", 78),
        ("26 Weeks", 26),
        ("0 weeks", None),
        ("79 weeks", None),
        ("weeks", None),
        ("1.5 weeks", None),
        ("-1 weeks", None),
        ("4 days", None),
        ("٤ weeks", None),
        (4, None),
        (None, None),
    ],
)
def test_periods(period: object, weeks: int | None) -> None:
    assert read_weeks(period) == weeks


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("rapport final.pdf", "rapport final.pdf"),
        ("\x00\x1f a\u2028.txt ", "a.txt"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
        (None, ""),
        (5, ""),
    ],
)
def test_names(name: object, kept: str) -> None:
    assert clean_name(name) == kept
