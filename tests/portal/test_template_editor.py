"""The editor without its script: write, preview, refuse, save, and never lose a text."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from notify.accounts.models import AuditEvent, User
from notify.message_templates.actions import edit_template
from notify.message_templates.models import Category, Folder, Template
from notify.portal.template_pages.sample_texts import SAMPLES
from notify.services.models import Service
from tests import factories
from tests.portal.people import sign_in


@pytest.fixture
def category(db: None) -> Category:
    return factories.make_category()


def typed(kind: Category, **fields: Any) -> dict[str, Any]:
    return {
        "name": "Reminder",
        "text": "pair",
        "category": str(kind.pk),
        "subject_en": "Your visit",
        "subject_fr": "Votre visite",
        "body_en": "Hello ((name))",
        "body_fr": "Bonjour ((name))",
        "version": "0",
        "revision": "0",
        **fields,
    }


def edit_address(template: Template) -> str:
    return reverse("portal:edit-template", args=[template.service_id, template.pk])


def changed(template: Template, category: Category, **fields: Any) -> dict[str, Any]:
    """What is typed to change a decision, from the version it has."""
    same = {
        "name": "Decision",
        "text": "en",
        "subject_en": template.subject_en,
        "body_en": template.body_en,
        "version": str(template.version),
    }
    return typed(category, **{**same, "subject_fr": "", "body_fr": "", **fields})


def test_a_bilingual_email_is_written_in_one_step(
    as_alice: Client, service: Service, category: Category
) -> None:
    folder = Folder.objects.create(service=service, name="Letters")
    address = reverse("portal:new-template-of", args=[service.id, "email"])

    answer = as_alice.post(
        address,
        typed(category, folder=str(folder.pk), body_en="Hello ((name))\r\nBye", right_to_left="on"),
    )

    template = Template.objects.get(service=service)
    assert answer["Location"] == reverse("portal:template", args=[service.id, template.pk])
    assert (template.text, template.folder, template.category) == ("pair", folder, category)
    assert template.body_en == "Hello ((name))\nBye"
    assert template.right_to_left
    assert AuditEvent.objects.get().action == "template-created"


def test_only_the_chosen_language_is_asked_for_and_kept(
    as_alice: Client, service: Service, category: Category
) -> None:
    address = reverse("portal:new-template-of", args=[service.id, "sms"])

    as_alice.post(address, typed(category, text="fr", body_en="left over"))

    template = Template.objects.get(service=service)
    assert (template.text, template.body_en, template.body_fr) == ("fr", "", "Bonjour ((name))")


@pytest.mark.parametrize(
    ("channel", "fields", "error"),
    [
        ("email", {"name": ""}, "Enter a name for the template"),
        ("email", {"category": ""}, "Choose a category"),
        ("email", {"subject_fr": " "}, "Enter the French subject"),
        ("email", {"body_en": "\n"}, "Enter the English message"),
        ("email", {"body_en": "a" * 50_001}, "50,001 characters, and 50,000 are the most"),
        ("sms", {"body_fr": "a" * 613}, "613 characters, and 612 are the most"),
    ],
)
def test_what_is_missing_is_named_and_what_was_typed_stays(
    as_alice: Client,
    service: Service,
    category: Category,
    channel: str,
    fields: dict[str, str],
    error: str,
) -> None:
    address = reverse("portal:new-template-of", args=[service.id, channel])

    page = as_alice.post(address, typed(category, **fields)).content.decode()

    assert error in page
    assert "Bonjour ((name))" in page or "body_fr" in fields
    assert not Template.objects.filter(service=service).exists()


def test_a_hidden_category_is_not_offered_but_kept_by_a_template_that_has_it(
    as_alice: Client, service: Service
) -> None:
    hidden = factories.make_category(name_en="Old kind", hidden=True)
    template = factories.make_email_template(service, category=hidden)

    new = as_alice.get(reverse("portal:new-template-of", args=[service.id, "email"]))
    edit = as_alice.get(edit_address(template))

    assert "Old kind" not in new.content.decode()
    assert "Old kind" in edit.content.decode()


def test_preview_shows_the_text_and_what_to_look_at_and_keeps_nothing(
    as_alice: Client, service: Service, category: Category
) -> None:
    address = reverse("portal:new-template-of", args=[service.id, "sms"])
    fields = typed(category, body_fr="Bonjour, voilà l’été Âpre", action="preview")

    page = as_alice.post(address, fields).content.decode()

    assert "The variable ((name)) is not in the French text." in page
    assert "These characters leave room for 70 instead of 160 in a fragment: Â." in page
    assert f"{service.name_en}: Hello" in page
    assert not Template.objects.filter(service=service).exists()


def test_the_script_gets_the_parts_and_the_frame_a_document_of_its_own(
    as_alice: Client, service: Service, category: Category
) -> None:
    parts = reverse("portal:preview-template", args=[service.id, "email"])
    body = reverse("portal:preview-template-body", args=[service.id, "email"])

    words = as_alice.post(parts, typed(category, show="fr", view="plain")).content.decode()
    dark = as_alice.post(body, typed(category, dark="1"))
    light = as_alice.post(body, typed(category))

    assert "Votre visite" in words
    assert "Bonjour ((name))" in words
    assert "sandbox" in dark["Content-Security-Policy"]
    assert "@media all {" in dark.content.decode()
    assert "@media not all {" in light.content.decode()


def test_an_edit_that_changes_no_variable_is_saved_at_once(
    as_alice: Client, service: Service, category: Category
) -> None:
    template = factories.make_email_template(service, category=category)

    as_alice.post(edit_address(template), changed(template, category, subject_en="For ((name))"))

    template.refresh_from_db()
    assert (template.version, template.subject_en) == (2, "For ((name))")
    event = AuditEvent.objects.get()
    assert (event.action, event.before, event.after) == (
        "template-edited",
        {"version": 1},
        {"version": 2},
    )


def test_saving_what_was_not_changed_makes_no_version(
    as_alice: Client, service: Service, category: Category
) -> None:
    template = factories.make_email_template(service, category=category)

    page = as_alice.post(edit_address(template), changed(template, category), follow=True)

    assert "Nothing was changed." in page.content.decode()
    assert template.versions.count() == 1


def test_new_and_lost_variables_are_shown_before_they_are_saved(
    as_alice: Client, service: Service, category: Category
) -> None:
    template = factories.make_email_template(service, category=category)
    fields = changed(template, category, body_en="Dear ((name)), see ((deadline))")

    asked = as_alice.post(edit_address(template), fields).content.decode()
    before = template.versions.count()
    back = as_alice.post(edit_address(template), {**fields, "action": "return"}).content.decode()
    as_alice.post(edit_address(template), {**fields, "confirmed": "yes"})

    assert "<code>((deadline))</code>" in asked
    assert "<code>((state))</code>" in asked
    assert before == 1
    assert "see ((deadline))" in back
    template.refresh_from_db()
    assert template.version == 2


def test_a_save_on_an_old_version_shows_both_texts_and_replaces_neither(
    as_alice: Client, service: Service, category: Category
) -> None:
    template = factories.make_email_template(service, category=category)
    fields = changed(template, category, body_en="Dear ((name)), mine, **((state))**.")
    edit_template(template, body_en="Dear ((name)), theirs, **((state))**.")

    answer = as_alice.post(edit_address(template), fields)

    page = answer.content.decode()
    template.refresh_from_db()
    assert answer.status_code == 409
    assert "<ins>" in page
    assert "<del>" in page
    assert "mine" in page
    assert "theirs" in page
    assert template.body_en == "Dear ((name)), theirs, **((state))**."
    assert 'name="version" value="2"' in page


def test_after_a_conflict_one_keeps_ones_own_text_as_a_newer_version(
    as_alice: Client, service: Service, category: Category
) -> None:
    template = factories.make_email_template(service, category=category)
    fields = changed(template, category, subject_en="Mine, ((name))", version="2")
    edit_template(template, subject_en="Theirs, ((name))")

    as_alice.post(edit_address(template), fields)

    template.refresh_from_db()
    assert (template.version, template.subject_en) == (3, "Mine, ((name))")
    assert template.versions.get(version=2).subject_en == "Theirs, ((name))"


def test_after_a_conflict_both_texts_are_brought_together(
    as_alice: Client, service: Service, category: Category
) -> None:
    template = factories.make_email_template(service, category=category)
    mine = template.body_en.replace("Dear", "Hello")
    edit_template(template, body_en=f"{template.body_en}\n\nP.S. ((name))", subject_en="New one")
    fields = changed(template, category, body_en=mine, subject_en="Your decision, ((name))")

    page = as_alice.post(edit_address(template), {**fields, "action": "merge"}).content.decode()

    assert "Hello ((name)),\n\nYour file is **((state))**.\n\nP.S. ((name))</textarea>" in page
    assert 'value="New one"' in page
    assert 'name="version" value="2"' in page


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.slug)
def test_every_sample_is_shown_and_can_be_saved_as_it_is(
    as_alice: Client, service: Service, category: Category, sample: Any
) -> None:
    shown = as_alice.get(reverse("portal:template-sample", args=[service.id, sample.slug]))
    address = reverse("portal:new-template-of", args=[service.id, sample.channel])

    start = as_alice.get(f"{address}?sample={sample.slug}").context["form"].initial
    as_alice.post(address, {**start, "category": str(category.pk), "version": 0, "revision": 0})

    assert shown.status_code == 200
    template = Template.objects.get(service=service)
    assert (template.body_en, template.body_fr) == (sample.body_en, sample.body_fr)


def test_a_template_of_another_service_of_mine_is_copied(
    as_alice: Client, service: Service, category: Category
) -> None:
    other = factories.make_service(owner=service.memberships.get().user)
    source = factories.make_email_template(other, category=category)
    strange = factories.make_email_template(factories.make_service())

    listed = as_alice.get(reverse("portal:copy-from", args=[service.id])).content.decode()
    page = as_alice.get(reverse("portal:copy-template", args=[service.id, source.pk]))
    refused = as_alice.get(reverse("portal:copy-template", args=[service.id, strange.pk]))

    assert str(source.pk) in listed
    assert str(strange.pk) not in listed
    assert page.context["form"].initial["name"] == "Copy of Decision"
    assert source.body_en.partition("\n")[0] in page.content.decode()
    assert refused.status_code == 404


def test_variables_of_other_templates_are_offered_unless_they_are_hidden(
    service: Service, bob: User
) -> None:
    factories.make_email_template(
        service, subject_en="Your ((File Number))", body_en="((name)), ((file_number)) ((late??x))"
    )
    member = service.memberships.get(user=bob)
    member.permissions = ["manage_templates"]
    member.save()
    folder = Folder.objects.create(service=service, name="Secret")
    folder.hidden_from.add(member)
    factories.make_email_template(service, folder=folder, body_en="((secret))")

    page = sign_in(bob).get(reverse("portal:new-template-of", args=[service.pk, "sms"]))

    soup = BeautifulSoup(page.content, "html.parser")
    known = [(each.text, each["data-known"]) for each in soup.select("[data-known]")]
    assert known == [("File Number", "))"), ("name", "))"), ("late", "??")]
