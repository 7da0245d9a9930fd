"""The form of a request: every sentence of section 3.2 of the contract, and their order."""

from typing import Any

import pytest

from notify.message_templates.models import Template
from tests.api.caller import Answer, ApiCaller

ID = "5a8f8b4a-5d3f-4f5e-9a3c-0f0f0f0f0f0f"
NOT_JSON = (
    "Error decoding arguments: The browser (or proxy) sent a request that this server could not "
    "understand."
)
NOT_LABELLED_JSON = (
    "UnsupportedMediaType error: Did not attempt to load JSON data because the request "
    "Content-Type was not 'application/json'."
)
EMAIL = {"email_address": "ana@example.ca", "template_id": ID}
SMS = {"phone_number": "+16135550199", "template_id": ID}

EMAIL_FORMS: list[Any] = [
    pytest.param(None, ["None is not of type object"], id="null"),
    pytest.param([1], ["[1] is not of type object"], id="list"),
    pytest.param("x", ["x is not of type object"], id="text"),
    pytest.param(
        {},
        ["email_address is a required property", "template_id is a required property"],
        id="empty",
    ),
    pytest.param(
        EMAIL | {"test_field": 1},
        ["Additional properties are not allowed (test_field was unexpected)"],
        id="unknown-field",
    ),
    pytest.param(
        EMAIL | {"b": 1, "a": 2},
        ["Additional properties are not allowed (a, b were unexpected)"],
        id="unknown-fields-sorted",
    ),
    pytest.param(EMAIL | {"template_id": "x"}, ["template_id is not a valid UUID"], id="bad-uuid"),
    pytest.param(
        EMAIL | {"template_id": 5}, ["template_id is not a valid UUID"], id="uuid-of-wrong-type"
    ),
    pytest.param(
        EMAIL | {"template_id": ID + "\n"},
        ["template_id is not a valid UUID"],
        id="uuid-with-line-end",
    ),
    pytest.param(
        EMAIL | {"email_reply_to_id": None},
        ["email_reply_to_id is not a valid UUID"],
        id="null-reply-to",
    ),
    pytest.param(
        EMAIL | {"reference": 5}, ["reference 5 is not of type string"], id="reference-number"
    ),
    pytest.param(
        EMAIL | {"reference": None},
        ["reference None is not of type string"],
        id="reference-null",
    ),
    pytest.param(
        EMAIL | {"email_address": None},
        ["email_address None is not of type string"],
        id="email-null",
    ),
    pytest.param(
        EMAIL | {"email_address": {"a": "b"}},
        ["email_address {a: b} is not of type string"],
        id="email-object",
    ),
    pytest.param(
        EMAIL | {"personalisation": "not_a_dict"},
        ["personalisation not_a_dict is not of type object"],
        id="personalisation-text",
    ),
    pytest.param(
        EMAIL | {"personalisation": None},
        ["personalisation None is not of type object"],
        id="personalisation-null",
    ),
    pytest.param(
        EMAIL | {"scheduled_for": 42},
        ["scheduled_for 42 is not of type string, null"],
        id="schedule-number",
    ),
    pytest.param(EMAIL | {"language": "de"}, ["language de is not one of [en, fr]"], id="language"),
    pytest.param(
        EMAIL | {"one_click_unsubscribe_url": "http://example.ca"},
        ["one_click_unsubscribe_url is not a valid https url"],
        id="unsubscribe-http",
    ),
    pytest.param(
        EMAIL | {"one_click_unsubscribe_url": "https://example.ca/\r\nBcc: x"},
        ["one_click_unsubscribe_url is not a valid https url"],
        id="unsubscribe-header-injection",
    ),
    pytest.param(
        EMAIL | {"sanitise_content_for": "name"},
        ["sanitise_content_for name is not of type array, null"],
        id="sanitise-text",
    ),
    pytest.param(
        {"reference": 5, "template_id": "x", "zzz": 1, "personalisation": []},
        [
            "reference 5 is not of type string",
            "template_id is not a valid UUID",
            "personalisation [] is not of type object",
            "email_address is a required property",
            "Additional properties are not allowed (zzz was unexpected)",
        ],
        id="everything-in-the-order-of-the-schema",
    ),
]


@pytest.mark.parametrize(("body", "messages"), EMAIL_FORMS)
def test_a_malformed_email_request_is_told_what_is_wrong(
    api: ApiCaller, body: Any, messages: list[str]
) -> None:
    answer = api.post("/v2/notifications/email", body)

    assert answer.status == 400
    assert answer.errors == [("ValidationError", message) for message in messages]


SMS_FORMS: list[Any] = [
    pytest.param(
        {},
        ["phone_number is a required property", "template_id is a required property"],
        id="empty",
    ),
    pytest.param(
        SMS | {"sms_sender_id": "x"}, ["sms_sender_id is not a valid UUID"], id="bad-sender"
    ),
    pytest.param(
        SMS | {"phone_number": 6135550199},
        ["phone_number 6135550199 is not of type string"],
        id="number-as-number",
    ),
    pytest.param(
        SMS | {"one_click_unsubscribe_url": 5, "email_address": "a@b.ca"},
        [
            f"Additional properties are not allowed ({names} were unexpected)"
            for names in ["email_address, one_click_unsubscribe_url"]
        ],
        id="fields-of-an-email",
    ),
]


@pytest.mark.parametrize(("body", "messages"), SMS_FORMS)
def test_a_malformed_text_request_is_told_what_is_wrong(
    api: ApiCaller, body: Any, messages: list[str]
) -> None:
    answer = api.post("/v2/notifications/sms", body)

    assert answer.status == 400
    assert answer.errors == [("ValidationError", message) for message in messages]


@pytest.mark.parametrize(
    "path", ["notifications/email", "notifications/sms", f"template/{ID}/preview"]
)
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="cut"),
        pytest.param(b"{'a': 1}", id="single-quotes"),
        pytest.param(b'{"a": NaN}', id="nan"),
        pytest.param(b'{"a": -Infinity}', id="infinity"),
        pytest.param(b'{"a": 1} {"b": 2}', id="two-objects"),
        pytest.param(b'{"a": "\xff"}', id="not-utf-8"),
        pytest.param(b'{"a": "\xed\xa0\x80"}', id="raw-surrogate"),
        pytest.param(b'{"a": "\x00"}', id="raw-nul"),
        pytest.param(b"[" * 100_000, id="deep-and-cut"),
        pytest.param(b"[" * 200 + b"]" * 200, id="deep"),
        pytest.param(b'{"a":' * 60 + b"1" + b"}" * 60, id="deep-objects"),
        pytest.param(b"1" * 5_000, id="endless-number"),
    ],
)
def test_a_body_that_is_not_json_is_a_400(api: ApiCaller, path: str, body: bytes) -> None:
    answer = api.post(f"/v2/{path}", body)

    assert answer.status == 400
    assert answer.errors == [("BadRequestError", NOT_JSON)]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_that_is_not_labelled_json_is_a_415(api: ApiCaller, content_type: str) -> None:
    answer = api.post("/v2/notifications/email", EMAIL, content_type)

    assert answer.status == 415
    assert answer.errors == [("BadRequestError", NOT_LABELLED_JSON)]


@pytest.mark.parametrize(
    "content_type",
    ["application/json; charset=utf-8", "application/vnd.x+json", "APPLICATION/JSON"],
)
def test_any_kind_of_json_label_is_taken(api: ApiCaller, content_type: str) -> None:
    answer = api.post("/v2/notifications/email", EMAIL, content_type)

    assert answer.errors == [("BadRequestError", "Template not found")]


def test_a_body_of_more_than_15_mib_is_refused_unread(api: ApiCaller) -> None:
    answer = api.post("/v2/notifications/email", b" " * (15 * 1024 * 1024 + 1))

    assert answer.status == 413
    assert answer.errors == [
        (
            "BadRequestError",
            "Request body is greater than allowed limit of 15728640 bytes.",
        )
    ]


@pytest.mark.parametrize(
    ("field", "body"),
    [
        pytest.param("reference", rb'"reference": "a\u0000b"', id="nul-in-reference"),
        pytest.param(
            "personalisation", rb'"personalisation": {"name": "\u0000"}', id="nul-in-value"
        ),
        pytest.param("personalisation", rb'"personalisation": {"a\u0000": "b"}', id="nul-in-name"),
        pytest.param(
            "personalisation", rb'"personalisation": {"a": [["\ud800"]]}', id="half-a-pair"
        ),
        pytest.param("reference", rb'"reference": "\udfff\ud800"', id="pair-turned-round"),
    ],
)
def test_a_text_that_cannot_be_stored_is_refused_by_name(
    api: ApiCaller, email: Template, field: str, body: bytes
) -> None:
    start = b'{"email_address": "a@example.ca", "template_id": "%s", ' % str(email.id).encode()

    answer = api.post("/v2/notifications/email", start + body + b"}")

    assert answer.status == 400
    assert answer.errors == [
        (
            "ValidationError",
            f"{field} must not contain the NUL character or half of a surrogate pair",
        )
    ]


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param(str.upper, id="upper-case"),
        pytest.param(lambda text: text.replace("-", ""), id="no-hyphens"),
        pytest.param(lambda text: f"{{{text}}}", id="braces"),
    ],
)
def test_ids_are_read_in_any_spelling(api: ApiCaller, email: Template, spelling: Any) -> None:
    answer = api.send_email(spelling(str(email.id)), personalisation={"name": "Ana"})

    assert answer.status == 201
    assert answer.json["template"]["id"] == str(email.id)


def test_a_long_value_is_not_repeated_in_full(api: ApiCaller) -> None:
    answer = api.post("/v2/notifications/email", EMAIL | {"personalisation": ["x" * 100_000]})

    assert len(answer.text) < 1_000
    assert answer.errors[0][1].endswith("… is not of type object")


QUERIES: list[Any] = [
    pytest.param(
        "/v2/templates?type=coconut",
        ["type coconut is not one of [sms, email, letter]"],
        id="template-type",
    ),
    pytest.param(
        "/v2/templates?page=2",
        ["Additional properties are not allowed (page was unexpected)"],
        id="templates-page",
    ),
    pytest.param(
        "/v2/notifications?template_type=orange",
        ["template_type orange is not one of [sms, email, letter]"],
        id="list-type",
    ),
    pytest.param(
        "/v2/notifications?include_jobs=1",
        ["include_jobs 1 is not one of [true, True, false, False]"],
        id="include-jobs",
    ),
    pytest.param(
        "/v2/notifications?older_than=x", ["older_than is not a valid UUID"], id="older-than"
    ),
    pytest.param(
        "/v2/received-text-messages?older_than=x",
        ["older_than is not a valid UUID"],
        id="received-older-than",
    ),
    pytest.param(
        "/v2/notifications?page=2&limit=5",
        ["Additional properties are not allowed (limit, page were unexpected)"],
        id="no-paging-by-number",
    ),
    pytest.param(
        "/v2/notifications?status=elephant&status=sent&status=accepted",
        [
            f"status {status} is not one of [cancelled, created, sending, sent, delivered, "
            "pending, failed, technical-failure, temporary-failure, permanent-failure, "
            "provider-failure, pending-virus-check, validation-failed, virus-scan-failed, "
            "returned-letter, pii-check-failed, accepted, received]"
            for status in ("elephant", "accepted")
        ],
        id="status-one-sentence-per-bad-value",
    ),
    pytest.param(
        "/v2/notifications?reference=%00",
        ["reference must not contain the NUL character"],
        id="nul-in-reference",
    ),
    pytest.param("/v2/notifications/x", ["notification_id is not a valid UUID"], id="one"),
    pytest.param("/v2/notifications/%00", ["notification_id is not a valid UUID"], id="one-nul"),
    pytest.param("/v2/notifications/x/pdf", ["notification_id is not a valid UUID"], id="pdf"),
    pytest.param("/v2/template/x", ["id is not a valid UUID"], id="template"),
    pytest.param("/v2/template/x/version/1", ["id is not a valid UUID"], id="version"),
]


@pytest.mark.parametrize(("path", "messages"), QUERIES)
def test_a_malformed_query_is_told_what_is_wrong(
    api: ApiCaller, path: str, messages: list[str]
) -> None:
    answer = Answer(api.client.get(path, headers=api.headers))

    assert answer.status == 400
    assert answer.errors == [("ValidationError", message) for message in messages]


PREVIEWS: list[Any] = [
    pytest.param([1], ["[1] is not of type object"], id="list"),
    pytest.param({"personalisation": "x"}, ["personalisation x is not of type object"], id="text"),
    pytest.param(
        {"personalisation": {"a": {}}},
        [
            "personalisation file is a required property",
            "personalisation sending_method is a required property",
            "personalisation filename is a required property",
        ],
        id="object-value",
    ),
]


@pytest.mark.parametrize(("body", "messages"), PREVIEWS)
def test_a_malformed_preview_is_told_what_is_wrong(
    api: ApiCaller, email: Template, body: Any, messages: list[str]
) -> None:
    answer = api.post(f"/v2/template/{email.id}/preview", body)

    assert answer.status == 400
    assert answer.errors == [("ValidationError", message) for message in messages]


def test_a_preview_of_no_template_names_the_id(api: ApiCaller) -> None:
    answer = api.post("/v2/template/x/preview", {})

    assert answer.errors == [("ValidationError", "id is not a valid UUID")]
