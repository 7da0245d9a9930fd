"""Templates over the API: one, a version, all, a preview (contract, 1.6 to 1.8)."""

import uuid

import pytest

from notify.accounts.models import User
from notify.message_templates.actions import edit_template
from notify.message_templates.models import Template
from notify.services.models import Service
from tests import factories
from tests.api.caller import ApiCaller

KEYS = [
    "id", "type", "name", "version", "body", "subject", "personalisation", "created_at",
    "updated_at", "created_by", "postage", "letter_contact_block",
]  # fmt: skip
NO_RESULT = [("NoResultFound", "No result found")]


def test_a_template_is_described_in_full(api: ApiCaller, service: Service, alice: User) -> None:
    template = factories.make_email_template(service, author=alice)

    answer = api.get(f"/v2/template/{template.id}")

    assert answer.status == 200
    assert sorted(answer.json) == sorted(KEYS)
    assert answer.json == {
        "id": str(template.id),
        "type": "email",
        "name": "Decision",
        "version": 1,
        "body": "Dear ((name)),\n\nYour file is **((state))**.",
        "subject": "Your decision, ((name))",
        "personalisation": {"name": {"required": True}, "state": {"required": True}},
        "created_at": template.created_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "updated_at": None,
        "created_by": "alice@example.gc.ca",
        "postage": None,
        "letter_contact_block": None,
    }


def test_the_template_of_a_text_has_no_subject(api: ApiCaller, service: Service) -> None:
    template = factories.make_sms_template(service, body_en="((late??You are late)) ((n))")

    answer = api.get(f"/v2/template/{template.id}").json

    assert (answer["type"], answer["subject"]) == ("sms", None)
    assert answer["personalisation"] == {"late": {"required": True}, "n": {"required": True}}


def test_a_template_that_nobody_wrote_is_the_services(
    api: ApiCaller, service: Service, email: Template
) -> None:
    author = api.get(f"/v2/template/{email.id}").json["created_by"]

    assert author == f"{service.email_from}@notification.canada.ca"


def test_every_version_can_be_read(api: ApiCaller, email: Template, alice: User) -> None:
    edit_template(email, author=alice, body_en="Second", name="Renamed")
    path = f"/v2/template/{email.id}/version"

    first, second, latest = (api.get(f"{path}/{number}").json for number in (1, 2, 0))

    assert (first["version"], first["body"], first["name"]) == (1, "Dear ((name)),", "Decision")
    assert first["updated_at"] is None
    assert (second["version"], second["body"]) == (2, "Second")
    assert (second["name"], second["created_by"]) == ("Renamed", "alice@example.gc.ca")
    assert second["updated_at"] is not None
    assert latest["version"] == 2
    assert api.get(f"/v2/template/{email.id}").json == latest


@pytest.mark.parametrize("version", [3, 2**31, 10**30])
def test_an_unknown_version_is_a_404(api: ApiCaller, email: Template, version: int) -> None:
    answer = api.get(f"/v2/template/{email.id}/version/{version}")

    assert answer.status == 404
    assert answer.errors == NO_RESULT


def test_a_version_that_is_no_number_is_an_unknown_url(api: ApiCaller, email: Template) -> None:
    answer = api.get(f"/v2/template/{email.id}/version/one")

    assert answer.status == 404
    assert "The requested URL was not found" in answer.plain


def test_an_unknown_template_is_a_404(api: ApiCaller, email: Template) -> None:
    foreign = factories.make_email_template(factories.make_service())
    hidden = factories.make_email_template(email.service, hidden=True)

    for identifier in (uuid.uuid4(), foreign.id, hidden.id):
        for path in ("", "/version/1"):
            answer = api.get(f"/v2/template/{identifier}{path}")
            assert answer.status == 404
            assert answer.errors == NO_RESULT
        preview = api.post(f"/v2/template/{identifier}/preview", {})
        assert preview.status == 404
        assert preview.errors == NO_RESULT


def test_an_archived_template_can_be_read_and_is_not_listed(
    api: ApiCaller, service: Service
) -> None:
    template = factories.make_email_template(service, archived=True)

    assert api.get(f"/v2/template/{template.id}").status == 200
    assert api.get("/v2/templates").json == {"templates": []}


def test_all_templates_come_by_name(api: ApiCaller, service: Service) -> None:
    factories.make_email_template(factories.make_service())
    factories.make_email_template(service, name="B")
    factories.make_sms_template(service, name="A")
    factories.make_email_template(service, name="A", hidden=True)
    factories.make_email_template(service, name="A")

    def names(path: str) -> list[tuple[str, str]]:
        return [(each["name"], each["type"]) for each in api.get(path).json["templates"]]

    assert names("/v2/templates") == [("A", "email"), ("A", "sms"), ("B", "email")]
    assert names("/v2/templates?type=sms") == [("A", "sms")]
    assert names("/v2/templates?type=letter") == []


def test_a_pair_shows_both_texts_in_the_services_order(api: ApiCaller, service: Service) -> None:
    Service.objects.filter(pk=service.pk).update(language_order="fr")
    pair = factories.make_email_template(
        service,
        text="pair",
        subject_en="Hello",
        subject_fr="Bonjour",
        body_en="((name))",
        body_fr="((nom))",
    )

    answer = api.get(f"/v2/template/{pair.id}").json

    assert answer["subject"] == "Bonjour / Hello"
    assert answer["body"] == "[[fr]]\n((nom))\n[[/fr]]\n\n---\n\n[[en]]\n((name))\n[[/en]]"
    assert set(answer["personalisation"]) == {"name", "nom"}


def test_an_email_is_previewed(api: ApiCaller, service: Service) -> None:
    template = factories.make_email_template(
        service, subject_en="It's ((a))", body_en="# Hi\n((b))"
    )

    answer = api.post(
        f"/v2/template/{template.id}/preview",
        {"personalisation": {"a": "<i>", "b": ["x", "y"]}, "ignored": 1},
    )

    assert answer.status == 200
    assert list(answer.json) == ["id", "type", "version", "body", "html", "subject", "postage"]
    assert answer.json["subject"] == "It\u2019s &lt;i&gt;"
    assert answer.json["body"] == "# Hi\n\n\n* x\n* y"
    assert answer.json["html"].startswith("<h2 style=")
    assert (answer.json["version"], answer.json["postage"]) == (1, None)


def test_a_text_is_previewed_without_the_name_of_the_service(api: ApiCaller, sms: Template) -> None:
    answer = api.post(f"/v2/template/{sms.id}/preview", {"personalisation": {"code": "é“1”"}}).json

    assert answer["body"] == 'Your code is é"1".'
    assert (answer["type"], answer["html"], answer["subject"]) == ("sms", None, None)


@pytest.mark.parametrize("body", [{}, None, {"personalisation": {}}])
def test_a_preview_names_missing_values(api: ApiCaller, service: Service, body: object) -> None:
    template = factories.make_email_template(service)

    answer = api.post(f"/v2/template/{template.id}/preview", body)

    assert answer.status == 400
    assert answer.errors == [("BadRequestError", "Missing personalisation: name, state")]
