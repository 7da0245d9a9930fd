"""Sends with files: what is accepted, refused, kept, and put into the message."""

import base64
import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from notifications_python_client import prepare_upload

from notify.api.refusals import refuse
from notify.files.models import File
from notify.files.sniffing import ALLOWED
from notify.message_templates.models import Template
from notify.notifications.models import Notification
from notify.sending.account import Account
from notify.sending.errors import FileTooLarge
from notify.services.models import Service
from notify.stats.models import Usage
from tests import factories
from tests.api.caller import ApiCaller
from tests.files import samples
from tests.files.sending import file_of, send

SIMULATED = "simulate-delivered@notification.canada.ca"


@pytest.fixture
def store(settings: Any, tmp_path: Path) -> Path:
    """The directory of the store: empty, and this test's alone."""
    settings.FILE_STORE_DIR = tmp_path / "files"
    return settings.FILE_STORE_DIR


def contents(store: Path) -> list[bytes]:
    return [path.read_bytes() for path in store.rglob("*") if path.is_file()]


@pytest.fixture
def linked(service: Service) -> Template:
    return factories.make_email_template(service, subject_en="Hi", body_en="Read ((doc)) soon")


def test_an_attachment_is_kept_encrypted(api: ApiCaller, email: Template, store: Path) -> None:
    canary = b"canary in the file " * 10_000

    message = send(api, email.id, doc=file_of(canary, filename="canary.txt"))

    file = File.objects.get()
    row = Notification.objects.values().get()
    assert (file.notification_id, file.method, file.size) == (message, "attach", len(canary))
    assert (file.content_type, file.name, file.scan) == ("text/plain", "canary.txt", "not-scanned")
    assert len(contents(store)) == 1
    in_the_database = repr(row) + repr(File.objects.values().get())
    for place in (contents(store)[0], in_the_database.encode()):
        assert b"canary" not in place


def test_a_link_stands_in_the_text_and_its_key_nowhere_else(
    api: ApiCaller, linked: Template, store: Path
) -> None:
    answer = api.send_email(linked.id, personalisation={"doc": file_of(b"x" * 500, "link")})

    body = answer.json["content"]["body"]
    url = urlsplit(body.split()[1])
    assert body == f"Read {url.geturl()} soon"
    assert (url.scheme, url.netloc) == ("http", "localhost:8000")
    query = parse_qs(url.query)
    assert query["filename"] == ["report.txt"]
    key = base64.urlsafe_b64decode(query["key"][0] + "=")
    assert len(key) == 32
    file = File.objects.get()
    assert not file.sealed_key
    assert key not in contents(store)[0]
    assert url.path == "/d/" + "/".join(
        base64.urlsafe_b64encode(part.bytes).rstrip(b"=").decode()
        for part in (file.service_id, file.id)
    )
    read = api.get(f"/v2/notifications/{answer.json['id']}")
    assert read.json["body"] == body


@pytest.mark.parametrize("key", ["doc", "Doc", "d o-c"])
def test_the_key_is_matched_as_other_values_are(
    api: ApiCaller, linked: Template, store: Path, key: str
) -> None:
    answer = api.send_email(linked.id, personalisation={key: file_of(b"x", "link")})

    assert "/d/" in answer.json["content"]["body"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (samples.PDF, "a.pdf"),
        (samples.DOCX, "a.docx"),
        (samples.XLSX, "a.xlsx"),
        (samples.NUMBERS, "a.numbers"),
        (samples.JPEG, "a.jpg"),
        (samples.PNG, "a.png"),
        (samples.ole("WordDocument"), "a.doc"),
        (samples.ole("Workbook"), "a.xls"),
        (samples.ole("x"), "a.msg"),
        (b"a,b", "a.csv"),
        (b"text", "a.txt"),
    ],
)
def test_allowed_types_are_accepted(
    api: ApiCaller, email: Template, store: Path, content: bytes, name: str
) -> None:
    for method in ("attach", "link"):
        send(api, email.id, doc=file_of(content, method, filename=name))

    assert File.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (samples.archive("a.txt"), "application/zip"),
        (b"", "application/x-empty"),
        (b"<html>", "text/html"),
        (b"MZ\x90", "application/x-dosexec"),
        (b'{"a": 1}', "application/json"),
    ],
)
@pytest.mark.parametrize("method", ["attach", "link"])
def test_other_types_are_refused_in_their_words(
    api: ApiCaller, email: Template, store: Path, content: bytes, kind: str, method: str
) -> None:
    good, bad = file_of(b"good"), file_of(content, method, filename="a.pdf")

    answer = api.send_email(email.id, personalisation={"name": "x", "good": good, "bad": bad})

    assert answer.status == 400
    assert answer.errors == [
        (
            "BadRequestError",
            f"Unsupported document type '{kind}'. Supported types are: {list(ALLOWED)}",
        )
    ]
    assert not contents(store)
    assert not File.objects.exists()
    assert not Notification.objects.exists()


def test_a_preview_shows_where_a_link_would_stand(api: ApiCaller, linked: Template) -> None:
    answer = api.post(
        f"/v2/template/{linked.id}/preview", {"personalisation": {"doc": file_of(b"x", "link")}}
    )

    assert answer.status == 200
    assert answer.json["body"].endswith("/documents/test-document soon")


def test_the_files_a_gov_uk_client_prepares_are_links(
    api: ApiCaller, linked: Template, store: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("a,b")
    with (tmp_path / "a.csv").open("rb") as file:
        prepared = prepare_upload(file, filename="a.csv", retention_period="4 weeks")

    answer = api.send_email(linked.id, personalisation={"doc": prepared})

    assert answer.status == 201
    file = File.objects.get()
    assert (file.method, file.content_type, file.has_page) == ("link", "text/csv", True)
    assert file.recipient_index
    assert abs(file.expires_at - datetime.now(UTC) - timedelta(weeks=4)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("file", "days"),
    [
        (file_of(b"x"), 5),
        (file_of(b"x", "link"), 7),
        (file_of(b"x", "link", retention_period="3 weeks"), 7),
        (file_of(b"x", None, retention_period=None), 26 * 7),
        (file_of(b"x", None, confirm_email_before_download=False), 26 * 7),
        (file_of(b"x", None, retention_period="1 week"), 7),
    ],
)
def test_how_long_a_file_is_kept(
    api: ApiCaller, service: Service, email: Template, store: Path, file: Any, days: int
) -> None:
    Service.objects.filter(pk=service.pk).update(email_retention_days=5)

    send(api, email.id, doc=file)

    kept = File.objects.get().expires_at - datetime.now(UTC)
    assert abs(kept - timedelta(days=days)) < timedelta(minutes=1)


def test_a_scheduled_message_keeps_its_files_from_its_time_on(
    api: ApiCaller, email: Template, store: Path
) -> None:
    later = (datetime.now(UTC) + timedelta(hours=48)).isoformat()

    send(api, email.id, doc=file_of(b"x", "link"), fields={"scheduled_for": later})

    kept = File.objects.get().expires_at - datetime.now(UTC)
    assert abs(kept - timedelta(days=9)) < timedelta(minutes=1)


def test_a_name_cannot_break_a_header(api: ApiCaller, email: Template, store: Path) -> None:
    name = "../..\\a\r\nBcc: x@example.ca\u202efdp.txt"

    send(api, email.id, doc=file_of(b"x", filename=name))

    assert File.objects.get().name == "....aBcc: x@example.cafdp.txt"


def test_a_simulated_recipient_keeps_nothing(
    api: ApiCaller, service: Service, linked: Template, store: Path
) -> None:
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    values = {"doc": file_of(b"x", "link"), "other": file_of(b"<html>")}

    answers = [
        api.send_email(linked.id, email_address=SIMULATED, personalisation=values, **fields)
        for fields in ({}, {"scheduled_for": later})
    ]

    address = f"http://localhost:8000/services/{service.id}/documents/test-document"
    for answer in answers:
        assert answer.status == 201
        assert answer.json["content"]["body"] == f"Read {address} soon"
    assert not File.objects.exists()
    assert not contents(store)
    assert Notification.objects.count() == 1  # only the scheduled one


def test_a_text_message_may_hold_a_link_and_no_file(
    api: ApiCaller, service: Service, store: Path
) -> None:
    template = factories.make_sms_template(service, body_en="Read ((doc)) soon")

    linked = api.send_sms(template.id, personalisation={"doc": file_of(b"x", "link")})
    attached = api.send_sms(template.id, personalisation={"doc": "x", "a": file_of(b"x", "attach")})

    assert linked.status == 201
    assert "/d/" in linked.json["content"]["body"]
    assert Notification.objects.get().fragments > 1
    assert attached.errors == [
        ("BadRequestError", "Files can only be attached to emails: use the sending_method link")
    ]
    assert File.objects.count() == 1


def test_ten_files_and_no_more(api: ApiCaller, email: Template, store: Path) -> None:
    files = {f"doc{number}": file_of(b"x") for number in range(11)}

    refused = api.send_email(email.id, personalisation={"name": "x", **files})
    files.pop("doc0")
    send(api, email.id, **files)

    assert refused.errors == [
        ("ValidationError", "File number exceed allowed limits of 10 with number of 11.")
    ]
    assert File.objects.count() == 10


def full(handle: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_refuses_what_has_files_and_nothing_else(
    api: ApiCaller, email: Template, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        files = {"a": file_of(b"x"), "b": file_of(b"y", "link")}
        with_files = api.send_email(email.id, personalisation={"name": "x", **files})
        without = api.send_email(email.id, personalisation={"name": "x"})

    assert with_files.status == 503
    assert with_files.errors == [
        ("BadRequestError", "There is no room for files at the moment, try again later")
    ]
    assert without.status == 201
    assert not File.objects.exists()
    assert not contents(store)
    assert Notification.objects.count() == 1
    assert set(Usage.objects.values_list("used", flat=True)) == {1}


def test_a_store_that_is_away_refuses_too(
    api: ApiCaller, email: Template, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "files").write_text("in the way")
    settings.FILE_STORE_DIR = tmp_path / "files"

    answer = api.send_email(email.id, personalisation={"name": "x", "doc": file_of(b"x")})

    assert answer.status == 503
    assert answer.errors == [("BadRequestError", "error connecting to document download")]
    assert not Notification.objects.exists()


def test_a_full_limit_keeps_no_file(
    api: ApiCaller, service: Service, email: Template, store: Path
) -> None:
    Service.objects.filter(pk=service.pk).update(message_limit=0)

    answer = api.send_email(email.id, personalisation={"name": "x", "doc": file_of(b"x")})

    assert answer.status == 429
    assert not File.objects.exists()
    assert not contents(store)


def test_a_file_too_large_is_a_413(service: Service) -> None:
    """Requests are checked before; this is for files that come another way."""
    answer = refuse(FileTooLarge(), Account.of(service))

    assert (answer.status, answer.name) == (413, "BadRequestError")
    assert answer.message == "Uploaded document exceeds file size limit"
