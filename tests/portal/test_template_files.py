"""Templates go out as files and come in again: all of them or none."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from notify.message_templates.files import read_files
from notify.message_templates.models import Category, Folder, Template
from notify.services.models import Service
from tests import factories

BODY = '# Title\n\n<!-- fr -->\n\\<!-- en -->\n---\nHello ((name??a: "b"))  \n\nend'


@pytest.fixture
def category(db: None) -> Category:
    return factories.make_category()


@pytest.fixture
def template(service: Service, category: Category) -> Template:
    outer = Folder.objects.create(service=service, name="Letters")
    inner = Folder.objects.create(service=service, name="2026", parent=outer)
    return factories.make_email_template(
        service,
        name='A "quoted" name: with marks',
        folder=inner,
        category=category,
        text="pair",
        subject_en="Subject: one",
        subject_fr="Objet : un",
        body_en=BODY,
        body_fr="Bonjour",
        one_click_unsubscribe=True,
    )


def upload(client: Client, service: Service, name: str, content: bytes) -> str:
    file = SimpleUploadedFile(name, content)
    address = reverse("portal:import-templates", args=[service.id])
    return client.post(address, {"file": file}, follow=True).content.decode()


def texts(template: Template) -> dict[str, Any]:
    names = ("name", "channel", "text", "subject_en", "subject_fr", "body_en", "body_fr")
    found = {name: getattr(template, name) for name in names}
    return {**found, "click": template.one_click_unsubscribe, "kind": template.category}


@pytest.mark.parametrize("form", ["zip", "json"])
def test_all_templates_go_into_another_service_as_they_were(
    as_alice: Client, service: Service, template: Template, form: str
) -> None:
    factories.make_sms_template(service, category=template.category)
    other = factories.make_service(owner=service.memberships.get().user)
    address = reverse("portal:export-templates", args=[service.id])
    content = as_alice.get(f"{address}?format={form}").content
    # Elsewhere its id means nothing: it is made anew.

    page = upload(as_alice, other, f"templates.{form}", content)

    assert "New: 2. Changed: 0. Already the same: 0." in page
    copy = Template.objects.get(service=other, channel="email")
    assert texts(copy) == texts(template)
    assert copy.pk != template.pk
    assert copy.folder
    assert copy.folder.parent
    assert (copy.folder.parent.name, copy.folder.name) == ("Letters", "2026")


def test_what_did_not_change_gets_no_new_version_and_what_did_gets_one(
    as_alice: Client, service: Service, template: Template
) -> None:
    address = reverse("portal:export-template", args=[service.id, template.pk])
    content = as_alice.get(address).content

    same = upload(as_alice, service, "one.md", content)
    changed = upload(as_alice, service, "one.md", content.replace(b"Bonjour", b"Bonsoir"))

    template.refresh_from_db()
    assert "New: 0. Changed: 0. Already the same: 1." in same
    assert "New: 0. Changed: 1. Already the same: 0." in changed
    assert (template.version, template.body_fr, template.body_en) == (2, "Bonsoir", BODY)


def test_a_file_with_windows_line_ends_is_the_same(
    as_alice: Client, service: Service, template: Template
) -> None:
    address = reverse("portal:export-template", args=[service.id, template.pk])
    content = as_alice.get(address).content.replace(b"\n", b"\r\n")

    assert "Already the same: 1." in upload(as_alice, service, "one.md", content)


def test_every_problem_is_named_and_nothing_is_done(
    as_alice: Client, service: Service, template: Template, category: Category
) -> None:
    good = {
        "name": "Fine",
        "channel": "sms",
        "languages": "en",
        "category": category.name_en,
        "body_en": "Hello",
    }
    rows = [
        good,
        {**good, "channel": "fax"},
        {**good, "category": "No such kind"},
        {**good, "languages": "pair"},
        {**good, "id": "12"},
        {**good, "id": str(template.pk)},
        {**good, "name": "", "body_en": "a" * 613},
    ]

    page = upload(as_alice, service, "t.json", json.dumps(rows).encode())

    for problem in (
        "<code>t.json [2]: channel</code> Write “email” or “sms”.",
        "<code>t.json [3]: category</code> There is no category of this name.",
        "<code>t.json [4]: body_fr</code> Enter the French message",
        "<code>t.json [5]: id</code> This is not an id.",
        "<code>t.json [6]: channel</code> A template cannot change its channel.",
        "<code>t.json [7]: name</code> Enter a name for the template",
        "<code>t.json [7]: body_en</code> The English message has 613 characters",
    ):
        assert problem in page
    assert "there are 7 problems" in page
    assert Template.objects.filter(service=service).count() == 1


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("t.zip", b"not a zip", "The zip file is damaged."),
        ("t.json", b"{", "This is not JSON."),
        ("t.json", b"[3]", "This is not a template."),
        ("t.json", b'[{"colour": "red"}]', "There is no such property."),
        ("t.json", b'[{"name": 3}]', "The value of this property is of the wrong kind."),
        ("t.json", b"[]", "There is no template in the file."),
        ("t.md", b"Hello", "The file must begin with properties"),
        ("t.md", b"---\nname\n---\nHello", "This line is not a property and its value."),
        ("t.md", b"\xff\xfe", "Save the file as UTF-8."),
        ("t.exe", b"MZ", "Choose a file that ends in .zip, .md or .json"),
        ("t.md", b"", "The file is empty."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(
    as_alice: Client, service: Service, name: str, content: bytes, problem: str
) -> None:
    assert problem in upload(as_alice, service, name, content)


def test_a_file_written_by_hand_needs_no_quotes(
    as_alice: Client, service: Service, category: Category
) -> None:
    text = (
        "---\nname: By hand\nchannel: sms\nlanguages: fr\n"
        f"category: {category.name_fr}\n---\nAllô ((nom))\n"
    )

    upload(as_alice, service, "hand.md", text.encode())

    template = Template.objects.get(service=service)
    assert (template.name, template.text, template.body_fr) == ("By hand", "fr", "Allô ((nom))")


def test_a_zip_that_unpacks_to_more_than_is_read_is_refused(
    as_alice: Client, service: Service
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big.md", b"a" * 20_000_001)

    page = upload(as_alice, service, "big.zip", out.getvalue())

    assert "The file holds more than can be taken over at once." in page


def test_where_changes_are_reviewed_a_file_makes_drafts(
    as_alice: Client, service: Service, template: Template
) -> None:
    Service.objects.filter(pk=service.pk).update(templates_need_review=True)
    address = reverse("portal:export-template", args=[service.id, template.pk])
    content = as_alice.get(address).content.replace(b"Bonjour", b"Bonsoir")

    page = upload(as_alice, service, "one.md", content)

    template.refresh_from_db()
    assert "Waiting for review: 1." in page
    assert template.version == 1


def test_a_download_is_named_after_the_template(
    as_bob: Client, service: Service, template: Template
) -> None:
    answer = as_bob.get(reverse("portal:export-template", args=[service.id, template.pk]))

    assert answer["Content-Disposition"] == (
        f'attachment; filename="A-quoted-name-with-marks-{str(template.pk)[:8]}.md"'
    )
    assert read_files("x.md", answer.content)[0][1].folder == "Letters / 2026"
