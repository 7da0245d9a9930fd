"""Files inside personalisation: the sentences of section 3.6 of the contract."""

import base64
from typing import Any

import pytest

from notify.message_templates.models import Template
from notify.notifications.models import Notification
from notify.services.models import Service
from tests import factories
from tests.api.caller import ApiCaller

GOOD = {"file": "eA==", "filename": "a.txt", "sending_method": "attach"}


TOO_MUCH = (
    "Personalisation variables size of 51201 bytes is greater than allowed limit of 51200 bytes."
)


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in GOOD.items() if name not in names}


FORMS: list[Any] = [
    pytest.param({"b": 1}, ["file", "sending_method", "filename"], id="any-object-is-a-file"),
    pytest.param(without("file"), ["file"], id="no-file"),
    pytest.param(without("sending_method"), ["sending_method"], id="no-method"),
    pytest.param(
        without("sending_method", "filename"),
        ["sending_method", "filename"],
        id="no-method-no-name",
    ),
    pytest.param(without("filename"), ["filename"], id="attach-without-name"),
]


@pytest.mark.parametrize(("file", "missing"), FORMS)
def test_what_a_file_must_have(
    api: ApiCaller, email: Template, file: Any, missing: list[str]
) -> None:
    answer = api.send_email(email.id, personalisation={"name": "x", "doc": file})

    assert answer.status == 400
    assert answer.errors == [
        ("ValidationError", f"personalisation {name} is a required property") for name in missing
    ]


VALUES: list[Any] = [
    pytest.param(GOOD | {"sending_method": "post"}, "post is not one of [attach, link]", id="post"),
    pytest.param(GOOD | {"filename": "ab"}, "ab is too short", id="short-name"),
    pytest.param(GOOD | {"filename": "a" * 256}, f"{'a' * 256} is too long", id="long-name"),
    pytest.param(GOOD | {"file": 5}, "5 is not of type string", id="file-is-a-number"),
]


@pytest.mark.parametrize(("file", "words"), VALUES)
def test_what_a_file_must_be(api: ApiCaller, email: Template, file: Any, words: str) -> None:
    answer = api.send_email(email.id, personalisation={"name": "x", "doc": file})

    assert answer.errors == [("ValidationError", f"personalisation {words}")]


def big_file(*, name: str | None, method: str) -> dict[str, str]:
    content = base64.b64encode(b"x" * (10 * 1024 * 1024 + 1)).decode()
    return {"file": content, "sending_method": method} | ({"filename": name} if name else {})


CONTENTS: list[Any] = [
    pytest.param(
        GOOD | {"file": "eA="},
        "doc : Incorrect padding : Error decoding base64 field",
        id="padding",
    ),
    pytest.param(
        GOOD | {"file": "é"},
        "doc : string argument should contain only ASCII characters : Error decoding base64 field",
        id="not-ascii",
    ),
    pytest.param(
        big_file(name="big.pdf", method="attach"),
        "doc : File size for big.pdf is 10485761 and greater than allowed limit of 10485760.",
        id="too-large",
    ),
    pytest.param(
        big_file(name=None, method="link"),
        "doc : 'filename' : Error decoding base64 field",
        id="too-large-without-name",
    ),
]


@pytest.mark.parametrize(("file", "words"), CONTENTS)
def test_what_a_file_may_hold(api: ApiCaller, email: Template, file: Any, words: str) -> None:
    answer = api.send_email(email.id, personalisation={"name": "x", "doc": file})

    assert answer.errors == [("ValidationError", words)]


def test_all_sizes_are_told_together(api: ApiCaller, email: Template) -> None:
    files = {f"doc{number}": GOOD for number in range(10)}
    values = {"a": "x" * 51_200, "b": 1, "name": "", "bad": GOOD | {"file": "x"}, **files}

    answer = api.send_email(email.id, personalisation=values)

    assert [message for _, message in answer.errors] == [
        TOO_MUCH,
        "File number exceed allowed limits of 10 with number of 11.",
        answer.errors[2][1],
    ]
    assert answer.errors[2][1].startswith("bad : ")
    assert answer.errors[2][1].endswith(" : Error decoding base64 field")


def test_values_of_51200_characters_are_allowed(api: ApiCaller, email: Template) -> None:
    answer = api.send_email(email.id, personalisation={"name": "é" * 51_199, "n": 1})

    assert answer.status == 201


@pytest.mark.parametrize("method", ["attach", "link"])
def test_a_service_without_the_permission_sends_no_documents(
    api: ApiCaller, service: Service, email: Template, method: str
) -> None:
    Service.objects.filter(pk=service.pk).update(permissions=["email"])
    file = GOOD | {"sending_method": method}

    answer = api.send_email(email.id, personalisation={"name": "x", "doc": file})

    assert answer.status == 400
    assert answer.errors == [("BadRequestError", "Service is not allowed to send documents")]
    assert not Notification.objects.exists()


def test_an_attached_file_stands_for_no_placeholder(api: ApiCaller, service: Service) -> None:
    template = factories.make_email_template(service, subject_en="s", body_en="((doc))")

    attached = api.send_email(template.id, personalisation={"doc": GOOD})
    linked = api.send_email(template.id, personalisation={"doc": GOOD | {"sending_method": "link"}})

    assert "Missing personalisation" in attached.errors[0][1]
    assert linked.status == 201


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param(
            {"retention_period": "79 weeks"},
            "Unsupported value for retention_period: 79 weeks. "
            "Supported periods are from 1 to 78 weeks.",
            id="too-many-weeks",
        ),
        pytest.param(
            {"retention_period": 4},
            "Unsupported value for retention_period: 4. Supported periods are from 1 to 78 weeks.",
            id="a-number",
        ),
        pytest.param(
            {"confirm_email_before_download": "yes"},
            "Unsupported value for confirm_email_before_download: yes. "
            "Use a boolean true or false value.",
            id="a-text",
        ),
    ],
)
def test_what_a_gov_uk_file_may_ask_for(
    api: ApiCaller, email: Template, fields: dict[str, Any], words: str
) -> None:
    answer = api.send_email(
        email.id, personalisation={"name": "x", "doc": {"file": "eA==", **fields}}
    )

    assert answer.status == 400
    assert answer.errors == [("ValidationError", words)]


def test_those_keys_mean_nothing_beside_a_method(api: ApiCaller, email: Template) -> None:
    file = GOOD | {"retention_period": "79 weeks", "confirm_email_before_download": 1}

    answer = api.send_email(email.id, personalisation={"name": "x", "doc": file})

    assert answer.status == 201
