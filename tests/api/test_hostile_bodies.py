"""Bodies that mean harm: a clear 4xx, bounded memory, and never a 5xx, at every address."""

import base64
import io
import json
import tracemalloc
import zipfile
from typing import Any

import pytest

from notify.api.bodies import LARGEST_BODY
from notify.message_templates.models import Template
from notify.notifications.models import Notification
from notify.services.models import Service
from tests import factories
from tests.api.caller import Answer, ApiCaller

pytestmark = pytest.mark.django_db

ID = "0197b5d0-3c4d-7e5f-9a6b-7c8d9e0f1a2b"
ADDRESSES = [
    ("post", "/v2/notifications/email"),
    ("post", "/v2/notifications/sms"),
    ("post", "/v2/notifications/bulk"),
    ("post", f"/v2/template/{ID}/preview"),
    ("post", "/v2/manage-template"),
    ("patch", "/v2/manage-template/{template}"),
    ("post", "/v2/reports"),
]
MEGABYTE = 1024 * 1024


@pytest.fixture
def api(service: Service) -> ApiCaller:
    permissions = ["manage_templates", "manage_reports"]
    return ApiCaller(factories.make_key(service, permissions=permissions))


def call(api: ApiCaller, method: str, path: str, body: bytes) -> Answer:
    headers = api.headers | {"Content-Type": "application/json"}
    send = getattr(api.client, method)
    return Answer(send(path, body, content_type="application/json", headers=headers))


def text_of(size: int) -> bytes:
    return b'"' + b"x" * size + b'"'


HOSTILE = {
    "ten-megabytes-of-text": text_of(10 * MEGABYTE),
    "ten-megabytes-in-a-field": b'{"reference": ' + text_of(10 * MEGABYTE) + b"}",
    "ten-megabytes-in-every-field": b"{"
    + b",".join(
        b'"%s": %s' % (name, text_of(MEGABYTE))
        for name in (
            *(b"name", b"content", b"subject", b"template_id", b"email_address"),
            *(b"phone_number", b"csv", b"scheduled_for", b"report_type", b"language"),
        )
    )
    + b"}",
    "empty-lists": b"[" + b"[]," * 3_000_000 + b"[]]",
    "empty-objects": b'{"personalisation": [' + b"{}," * 3_000_000 + b"{}]}",
    "many-keys": json.dumps({f"key{number}": number for number in range(50_000)}).encode(),
    "many-values": b'{"personalisation": [' + b"1," * 300_000 + b"1]}",
    "deep-lists": b'{"personalisation": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    "deep-objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "one-key-many-times": b"{" + b'"name": 1,' * 100_000 + b'"name": 2}',
    "beyond-every-number": b'{"personalisation": {"name": 1e999}}',
    "below-every-number": b'{"personalisation": {"name": -1e999}}',
    "nan": b'{"personalisation": {"name": NaN}}',
    "endless-digits": b'{"personalisation": {"name": ' + b"9" * 50_000 + b"}}",
    "nul": b'{"name": "\\u0000", "reference": "\\u0000", "content": "\\u0000", "csv": "\\u0000"}',
    "half-a-pair": b'{"name": "\\ud800", "reference": "\\ud800", "content": "\\ud800"}',
    "a-key-of-half-a-pair": b'{"\\ud800": 1}',
    "a-key-of-nul": b'{"\\u0000": 1}',
    "utf-16": '{"name": "x"}'.encode("utf-16"),
    "utf-7": b"+AHs-",
    "too-large": b" " * (LARGEST_BODY + 1),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(("method", "path"), ADDRESSES, ids=[path for _, path in ADDRESSES])
def test_a_hostile_body_is_refused_in_few_words(
    api: ApiCaller, email: Template, method: str, path: str, name: str
) -> None:
    answer = call(api, method, path.format(template=email.id), HOSTILE[name])

    harmless = name in ("utf-16",) and answer.status in (200, 404)
    # Other keys of a preview are ignored, whatever they hold.
    is_ignored = "preview" in path and answer.status == 404
    assert 400 <= answer.status < 500 or harmless or is_ignored
    assert len(answer.text) < 20_000
    assert not Notification.objects.exists()


@pytest.mark.parametrize("name", ["empty-lists", "empty-objects"])
def test_a_small_body_takes_little_memory(api: ApiCaller, name: str) -> None:
    tracemalloc.start()
    try:
        answer = call(api, "post", "/v2/notifications/email", HOSTILE[name])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert answer.status == 400
    assert peak < 60 * MEGABYTE  # parsed, it would take 200


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1" + "0" * 400 + ".0"])
def test_a_number_that_is_not_finite_is_no_json(api: ApiCaller, number: str) -> None:
    body = b'{"personalisation": {"name": %s}}' % number.encode()

    answer = call(api, "post", "/v2/notifications/email", body)

    assert answer.status == 400
    assert answer.errors[0][1].startswith("Error decoding arguments")


def test_the_largest_number_there_is_can_be_sent(api: ApiCaller, email: Template) -> None:
    answer = api.send_email(email.id, personalisation={"name": 1.7976931348623157e308})

    assert answer.status == 201


def test_ten_thousand_values_are_refused(api: ApiCaller, email: Template) -> None:
    few = {f"k{number}": "" for number in range(4_999)}
    short = {f"k{number}": "" for number in range(10_000)}
    many = {f"key-number-{number}": "" for number in range(10_000)}
    heavy = {f"k{number}": "x" * 10 for number in range(10_000)}

    ignored = api.send_email(email.id, personalisation={"name": "Ana", **few})
    short_names = api.send_email(email.id, personalisation={"name": "Ana", **short})
    long_names = api.send_email(email.id, personalisation={"name": "Ana", **many})
    long_values = api.send_email(email.id, personalisation={"name": "Ana", **heavy})

    assert ignored.status == 201
    size = sum(map(len, many)) + 4
    words = (
        f"Personalisation names size of {size} bytes is greater than allowed limit of 51200 bytes."
    )
    number = "Personalisation number of values 10001 is greater than allowed limit of 5000."
    assert short_names.errors == [("ValidationError", number)]
    assert long_names.errors == [("ValidationError", words), ("ValidationError", number)]
    assert long_values.errors[0][1].startswith("Personalisation variables size of 100003 bytes")


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b'{"email_address": "a@x.ca", "email_address": "b@x.ca"}', "email_address"),
        (b'{"personalisation": {"name": "Ana", "name": "Ana"}}', "name"),
        (b'{"personalisation": {"it\'s": 1, "it\\u0027s": 2}}', "its"),
    ],
)
@pytest.mark.parametrize(("method", "path"), ADDRESSES, ids=[path for _, path in ADDRESSES])
def test_a_key_that_is_given_twice_is_named(
    api: ApiCaller, email: Template, method: str, path: str, body: bytes, key: str
) -> None:
    answer = call(api, method, path.format(template=email.id), body)

    assert answer.status == 400
    words = f"Duplicate keys are not allowed ({key} was given more than once)"
    assert answer.errors == [("ValidationError", words)]


def test_a_long_reference_is_kept_and_found(api: ApiCaller, email: Template) -> None:
    reference = "r" * 100_000

    sent = api.send_email(email.id, personalisation={"name": "Ana"}, reference=reference)

    assert sent.status == 201
    assert api.get(f"/v2/notifications/{sent.json['id']}").json["reference"] == reference


# ---- files -------------------------------------------------------------------------------------


def zip_bomb() -> bytes:
    """A workbook of a few kilobytes whose one sheet unpacks to 60 MB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", "<Relationships/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(60):
                sheet.write(b"0" * MEGABYTE)
    return packed.getvalue()


@pytest.mark.parametrize("method", ["attach", "link"])
def test_a_bomb_that_is_sent_is_not_unpacked(
    api: ApiCaller, email: Template, settings: Any, tmp_path: Any, method: str
) -> None:
    settings.FILE_STORE_DIR = tmp_path / "files"
    file = {
        "file": base64.b64encode(zip_bomb()).decode(),
        "sending_method": method,
        "filename": "list.xlsx",
    }
    tracemalloc.start()
    try:
        answer = api.send_email(email.id, personalisation={"name": "Ana", "report": file})
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert answer.status in (201, 400)
    assert peak < 30 * MEGABYTE


def test_a_file_beyond_its_limit_is_told_its_size(api: ApiCaller, email: Template) -> None:
    size = 10 * MEGABYTE + 1
    content = base64.b64encode(b"x" * size).decode()
    file = {"file": content, "sending_method": "attach", "filename": "a.txt"}

    answer = api.send_email(email.id, personalisation={"name": "Ana", "report": file})

    assert answer.status == 400
    assert answer.errors == [
        (
            "ValidationError",
            f"report : File size for a.txt is {size} and greater than allowed limit of 10485760.",
        )
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("QUJD" * 1000 + "QQ=", "Incorrect padding"),
        ("\u00e9", "string argument should contain only ASCII characters"),
        ("A", "Invalid base64-encoded string"),
    ],
)
def test_what_is_no_base64_is_refused_in_few_words(
    api: ApiCaller, email: Template, text: str, words: str
) -> None:
    file = {"file": text, "sending_method": "attach", "filename": "a.txt"}

    answer = api.send_email(email.id, personalisation={"name": "Ana", "report": file})

    assert answer.status == 400
    assert words in answer.errors[0][1]
    assert answer.errors[0][1].endswith(": Error decoding base64 field")


# ---- addresses ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        *("/v2/notifications", "/v2/templates", "/v2/jobs", "/v2/reports", "/v2/stats"),
        *("/v2/received-text-messages", "/v2/reminders", "/v2/topics", "/_status", "/"),
    ],
)
def test_more_parameters_than_can_be_meant_are_refused(api: ApiCaller, path: str) -> None:
    answer = api.get(f"{path}?{'a=1&' * 2_000}")

    assert answer.status == 400
    ((name, words),) = answer.errors
    assert name == "BadRequestError"
    assert words.startswith("The browser (or proxy) sent a request")
