"""/v2/manage-template: make, read, change and archive templates (contract, section 1.10)."""

from typing import Any
from uuid import uuid4

import pytest

from notify.accounts.models import AuditEvent, User
from notify.message_templates.models import Category, Folder, Template
from notify.services.models import Service
from tests import factories
from tests.api.caller import Answer, ApiCaller

PATH = "/v2/manage-template"


@pytest.fixture
def manager(service: Service, alice: User) -> ApiCaller:
    """A key that may manage templates, made by Alice."""
    permissions = ["manage_templates"]
    return ApiCaller(factories.make_key(service, permissions=permissions, created_by=alice))


@pytest.fixture
def category(db: None) -> Category:
    return factories.make_category()


@pytest.fixture
def folder(service: Service) -> Folder:
    return Folder.objects.create(service=service, name="Letters")


def new_email(category: Category, **fields: Any) -> dict[str, Any]:
    body = {
        "name": "Decision",
        "template_type": "email",
        "subject": "Your decision",
        "content": "Dear ((name)),",
        "template_category_id": str(category.id),
        **fields,
    }
    return {name: value for name, value in body.items() if value is not ...}


def error_names(answer: Answer) -> list[tuple[str, str]]:
    return [(error["error"], error["message"]) for error in answer.json["errors"]]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", f"{PATH}/template-categories"),
        ("get", f"{PATH}/not-even-an-id"),
        ("post", PATH),
        ("patch", f"{PATH}/0197b5d0-3c4d-7e5f-9a6b-7c8d9e0f1a2b"),
        ("delete", f"{PATH}/0197b5d0-3c4d-7e5f-9a6b-7c8d9e0f1a2b"),
    ],
)
@pytest.mark.parametrize("permissions", [[], ["manage_reports"]])
def test_the_permission_is_asked_for_before_anything_else(
    service: Service, method: str, path: str, permissions: list[str]
) -> None:
    api = ApiCaller(factories.make_key(service, permissions=permissions))
    arguments = [{"nonsense": 1}] if method in ("post", "patch") else []

    answer = getattr(api, method)(path, *arguments)

    message = "This API key does not have permission to manage templates."
    assert (answer.status, answer.errors) == (403, [("ForbiddenError", message)])


@pytest.mark.parametrize("key_type", ["normal", "team", "test"])
def test_a_key_of_any_type_may_have_the_permission(
    service: Service, category: Category, key_type: str
) -> None:
    api = ApiCaller(factories.make_key(service, key_type, permissions=["manage_templates"]))

    assert api.post(PATH, new_email(category)).status == 201


def test_the_categories_that_are_not_hidden_are_listed(manager: ApiCaller) -> None:
    alert = factories.make_category(name_en="Alert", name_fr="Alerte")
    factories.make_category(name_en="Secret", name_fr="Secret", hidden=True)

    answer = manager.get(f"{PATH}/template-categories")

    found = [{"template_category_id": str(alert.id), "name": "Alert"}]
    assert (answer.status, answer.json) == (200, {"template_categories": found})


def test_a_template_is_made_and_described_in_full(
    manager: ApiCaller, service: Service, category: Category, folder: Folder
) -> None:
    answer = manager.post(PATH, new_email(category, parent_folder_id=str(folder.id)))

    template = Template.objects.get()
    assert answer.status == 201
    assert answer.json == {
        "id": str(template.id),
        "service_id": str(service.id),
        "service_name": service.name_en,
        "name": "Decision",
        "type": "email",
        "created_at": template.created_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "updated_at": None,
        "created_by": "alice@example.gc.ca",
        "version": 1,
        "body": "Dear ((name)),",
        "subject": "Your decision",
        "postage": None,
        "template_category_id": str(category.id),
        "template_category_name": "Status update",
        "folder_id": str(folder.id),
        "archived": False,
    }
    assert manager.get(f"{PATH}/{template.id}").json == answer.json
    event = AuditEvent.objects.get()
    assert (event.action, event.subject_id) == ("template-created", str(template.id))
    assert event.after == {"api_key": str(manager.key.key.id)}


def test_what_is_made_can_be_sent(manager: ApiCaller, category: Category) -> None:
    made = manager.post(PATH, new_email(category)).json

    answer = manager.send_email(made["id"], personalisation={"name": "Ana"})

    assert answer.json["content"]["body"] == "Dear Ana,"


def test_a_text_message_has_no_subject(manager: ApiCaller, category: Category) -> None:
    body = new_email(category, template_type="sms", content="a" * 612)

    answer = manager.post(PATH, body)

    assert answer.status == 201
    assert answer.json["subject"] is None
    assert Template.objects.get().subject_en in ("", None)


def test_a_pair_is_made_of_both_languages(manager: ApiCaller, category: Category) -> None:
    body = new_email(category, content_fr="Bonjour ((name)),", subject_fr="Votre décision")

    answer = manager.post(PATH, body)

    assert answer.status == 201
    assert (answer.json["body"], answer.json["body_fr"]) == ("Dear ((name)),", "Bonjour ((name)),")
    sent = manager.send_email(answer.json["id"], personalisation={"name": "A"}, language="fr")
    assert sent.json["content"]["subject"] == "Votre décision"


REFUSED_BODIES: list[Any] = [
    pytest.param([1], ["[1] is not of type object"], id="no-object"),
    pytest.param({"name": ...}, ["name is a required property"], id="no-name"),
    pytest.param({"template_type": ...}, ["template_type is a required property"], id="no-type"),
    pytest.param({"content": ...}, ["content is a required property"], id="no-content"),
    pytest.param({"subject": ...}, ["subject is a required property"], id="email-no-subject"),
    pytest.param({"name": 5}, ["name 5 is not of type string"], id="name"),
    pytest.param({"content": None}, ["content None is not of type string"], id="content"),
    pytest.param({"subject": []}, ["subject [] is not of type string"], id="subject"),
    pytest.param(
        {"template_type": "letter"}, ["template_type letter is not one of [email, sms]"], id="type"
    ),
    pytest.param(
        {"template_type": ["email"]},
        ["template_type [email] is not one of [email, sms]"],
        id="type-of-the-type",
    ),
    pytest.param(
        {"parent_folder_id": None}, ["parent_folder_id is not a valid UUID"], id="null-folder"
    ),
    pytest.param(
        {"parent_folder_id": "x"}, ["parent_folder_id is not a valid UUID"], id="bad-folder"
    ),
    pytest.param(
        {"process_type": "bulk"},
        ["Additional properties are not allowed (process_type was unexpected)"],
        id="unknown-key",
    ),
    pytest.param({"content": " \n"}, ["content cannot be empty"], id="blank-content"),
    pytest.param({"name": ""}, ["name cannot be empty"], id="blank-name"),
    pytest.param({"content_fr": "x"}, ["subject_fr is a required property"], id="half-a-pair"),
    pytest.param({"subject_fr": "x"}, ["content_fr is a required property"], id="other-half"),
    pytest.param(
        {"name": "a\0b"},
        ["name must not contain the NUL character or half of a surrogate pair"],
        id="nul",
    ),
]


@pytest.mark.parametrize(("fields", "words"), REFUSED_BODIES)
def test_a_malformed_template_is_told_what_is_wrong(
    manager: ApiCaller, category: Category, fields: Any, words: list[str]
) -> None:
    body = new_email(category, **fields) if isinstance(fields, dict) else fields

    answer = manager.post(PATH, body)

    assert answer.status == 400
    assert answer.errors == [("ValidationError", message) for message in words]
    assert not Template.objects.exists()


INVALID = "TemplateCategoryValidationError"
CATEGORY_CASES: list[Any] = [
    pytest.param(..., [(INVALID, "template_category_id is a required property")], id="missing"),
    pytest.param("x", [(INVALID, "template_category_id must be a valid UUID")], id="not-an-id"),
    pytest.param(None, [(INVALID, "template_category_id must be a valid UUID")], id="null"),
    pytest.param(
        str(uuid4()),
        [("TemplateCategoryNotFoundError", "template_category_id not found")],
        id="unknown",
    ),
]


@pytest.mark.parametrize(("identifier", "errors"), CATEGORY_CASES)
def test_a_wrong_category_is_answered_with_those_there_are(
    manager: ApiCaller, category: Category, identifier: Any, errors: list[tuple[str, str]]
) -> None:
    answer = manager.post(PATH, new_email(category, template_category_id=identifier))

    assert answer.status == answer.json["status_code"] == 400
    assert error_names(answer) == errors
    shown = [{"template_category_id": str(category.id), "name": "Status update"}]
    assert answer.json["template_categories"] == shown


def test_a_hidden_category_is_not_found(manager: ApiCaller, category: Category) -> None:
    hidden = factories.make_category(hidden=True)

    answer = manager.post(PATH, new_email(hidden))

    assert error_names(answer)[0][0] == "TemplateCategoryNotFoundError"


def test_without_any_category_that_is_said_too(manager: ApiCaller, category: Category) -> None:
    body = new_email(category)
    Category.objects.all().delete()

    answer = manager.post(PATH, body)

    assert [name for name, _ in error_names(answer)] == [
        "TemplateCategoryNotFoundError",
        "TemplateCategoryUnavailable",
    ]
    assert answer.json["template_categories"] == []


def test_all_that_is_wrong_is_told_at_once(manager: ApiCaller, category: Category) -> None:
    answer = manager.post(PATH, new_email(category, name=..., template_category_id=...))

    assert error_names(answer) == [
        ("ValidationError", "name is a required property"),
        (INVALID, "template_category_id is a required property"),
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"template_type": "sms", "content": "a" * 613},
            "Content has a character count greater than the limit of 612",
        ),
        (
            {"content": "a" * 50_001},
            "Content has a character count greater than the limit of 50000",
        ),
        ({"name": "n" * 256}, "Template name must be less than 255 characters"),
        ({"parent_folder_id": str(uuid4())}, "parent_folder_id not found"),
    ],
)
def test_what_a_template_may_not_be(
    manager: ApiCaller, category: Category, fields: Any, words: str
) -> None:
    answer = manager.post(PATH, new_email(category, **fields))

    assert (answer.status, answer.errors) == (400, [("BadRequestError", words)])


def test_the_folder_of_another_service_is_not_found(manager: ApiCaller, category: Category) -> None:
    folder = Folder.objects.create(service=factories.make_service(), name="Theirs")

    answer = manager.post(PATH, new_email(category, parent_folder_id=str(folder.id)))

    assert answer.errors == [("BadRequestError", "parent_folder_id not found")]


@pytest.mark.parametrize(
    ("kept", "kind", "words"),
    [
        (["sms"], "email", "Creating email templates is not allowed"),
        (["email"], "sms", "Creating text message templates is not allowed"),
    ],
)
def test_a_channel_that_is_off_gets_no_templates(
    manager: ApiCaller, service: Service, category: Category, kept: Any, kind: str, words: str
) -> None:
    service.permissions = kept
    service.save()

    answer = manager.post(PATH, new_email(category, template_type=kind))

    assert (answer.status, answer.errors) == (403, [("ForbiddenError", words)])


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 1000])
@pytest.mark.parametrize("method", ["post", "patch"])
def test_a_body_that_is_not_json_is_a_400(
    manager: ApiCaller, service: Service, body: bytes, method: str
) -> None:
    template = factories.make_email_template(service)
    path = PATH if method == "post" else f"{PATH}/{template.id}"
    call = getattr(manager.client, method)

    answer = Answer(
        call(
            path,
            body,
            content_type="application/json",
            headers=manager.headers | {"Content-Type": "application/json"},
        )
    )

    assert (answer.status, answer.errors[0][0]) == (400, "BadRequestError")


def test_each_change_makes_a_version(
    manager: ApiCaller, service: Service, category: Category, folder: Folder
) -> None:
    template = factories.make_email_template(service, folder=folder)
    path = f"{PATH}/{template.id}"

    texts = manager.patch(path, {"name": "New", "content": "Hello", "subject": "Hi"}).json
    moved = manager.patch(path, {"parent_folder_id": None}).json
    sorted_ = manager.patch(path, {"template_category_id": str(category.id)}).json

    assert (texts["name"], texts["body"], texts["subject"]) == ("New", "Hello", "Hi")
    assert [one["version"] for one in (texts, moved, sorted_)] == [2, 3, 4]
    assert (texts["folder_id"], moved["folder_id"]) == (str(folder.id), None)
    assert sorted_["template_category_id"] == str(category.id)
    assert sorted_["updated_at"] is not None
    assert manager.get(f"/v2/template/{template.id}/version/1").json["name"] == "Decision"
    assert AuditEvent.objects.filter(action="template-changed").count() == 3


def test_a_request_that_changes_nothing_makes_no_version(
    manager: ApiCaller, service: Service
) -> None:
    template = factories.make_email_template(service)

    for body in ({}, {"name": template.name}):
        answer = manager.patch(f"{PATH}/{template.id}", body)

        assert (answer.status, answer.json["version"]) == (200, 1)


def test_a_french_template_is_changed_in_french(manager: ApiCaller, service: Service) -> None:
    template = factories.make_sms_template(service, text="fr", body_en="", body_fr="Bonjour")

    answer = manager.patch(f"{PATH}/{template.id}", {"content": "Au revoir"})

    assert answer.json["body"] == "Au revoir"
    template.refresh_from_db()
    assert (template.text, template.body_fr) == ("fr", "Au revoir")


def test_a_french_half_makes_a_pair(manager: ApiCaller, service: Service) -> None:
    template = factories.make_email_template(service)
    path = f"{PATH}/{template.id}"

    refused = manager.patch(path, {"content_fr": "Bonjour"})
    made = manager.patch(path, {"content_fr": "Bonjour", "subject_fr": "Objet"})

    assert refused.errors == [("ValidationError", "subject_fr is a required property")]
    assert (made.json["body_fr"], made.json["subject_fr"]) == ("Bonjour", "Objet")
    template.refresh_from_db()
    assert template.text == "pair"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"name": None}, ("ValidationError", "name None is not of type string")),
        (
            {"template_type": "sms"},
            (
                "ValidationError",
                "Additional properties are not allowed (template_type was unexpected)",
            ),
        ),
        ({"template_category_id": 1}, (INVALID, "template_category_id must be a valid UUID")),
        ({"parent_folder_id": str(uuid4())}, ("BadRequestError", "parent_folder_id not found")),
        (
            {"content": "a" * 50_001},
            (
                "BadRequestError",
                "Content has a character count greater than the limit of 50000",
            ),
        ),
    ],
)
def test_a_change_that_cannot_be_made_is_told_why(
    manager: ApiCaller, service: Service, body: Any, error: tuple[str, str]
) -> None:
    template = factories.make_email_template(service)

    answer = manager.patch(f"{PATH}/{template.id}", body)

    assert answer.status == 400
    assert error_names(answer)[0] == error
    template.refresh_from_db()
    assert template.version == 1


def test_archiving_takes_a_template_away_once(
    manager: ApiCaller, service: Service, folder: Folder
) -> None:
    template = factories.make_email_template(service, folder=folder)
    path = f"{PATH}/{template.id}"

    first, second = manager.delete(path), manager.delete(path)

    assert first.status == 200
    assert (first.json["archived"], first.json["folder_id"]) == (True, None)
    assert (second.status, second.errors) == (
        400,
        [("BadRequestError", "Template is already archived.")],
    )
    assert manager.get(path).json["archived"] is True
    deleted = f"Template {template.id} has been deleted"
    assert manager.patch(path, {"name": "x"}).errors == [("BadRequestError", deleted)]
    assert manager.get("/v2/templates").json == {"templates": []}


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_what_is_not_the_services_is_not_there(manager: ApiCaller, method: str) -> None:
    other = factories.make_email_template(factories.make_service())
    hidden = factories.make_email_template(Service.objects.get(pk=manager.key.key.service_id))
    Template.objects.filter(pk=hidden.pk).update(hidden=True)
    arguments = [{"name": "x"}] if method == "patch" else []

    for identifier in (uuid4(), other.id, hidden.id):
        answer = getattr(manager, method)(f"{PATH}/{identifier}", *arguments)
        assert answer.status == 404
        assert answer.errors == [("NoResultFound", "No result found")]
    nonsense = getattr(manager, method)(f"{PATH}/nonsense", *arguments)
    assert nonsense.errors == [("ValidationError", "id is not a valid UUID")]
