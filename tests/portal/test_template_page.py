"""One template: its page, its versions, archiving, hiding values."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from notify.accounts.models import AuditEvent
from notify.message_templates.actions import archive_template, edit_template
from notify.message_templates.models import Folder, Template
from notify.services.models import Service
from notify.stats.models import DailyCount
from tests import factories


@pytest.fixture
def template(service: Service) -> Template:
    return factories.make_email_template(
        service, text="pair", subject_fr="Votre décision, ((name))", body_fr="Bonjour ((name))"
    )


def address(template: Template, page: str = "template", *more: object) -> str:
    return reverse(f"portal:{page}", args=[template.service_id, template.pk, *more])


def test_the_page_shows_the_text_in_both_languages_and_the_id(
    as_bob: Client, template: Template
) -> None:
    page = as_bob.get(address(template)).content.decode()

    assert str(template.pk) in page
    assert "Your decision, <mark class='placeholder'>((name))</mark> / Votre décision" in page
    assert address(template, "edit-template") not in page


def test_buttons_are_for_those_who_may_use_them(as_alice: Client, template: Template) -> None:
    page = as_alice.get(address(template)).content.decode()

    for name in ("edit-template", "copy-template", "archive-template", "send", "send-to-myself"):
        assert f'href="{address(template, name)}"' in page
    assert "can still be sent today" in page


def test_the_email_stands_in_a_frame_in_the_language_and_mode_asked_for(
    as_bob: Client, template: Template
) -> None:
    answer = as_bob.get(address(template, "template-body") + "?show=fr&dark=1")

    page = answer.content.decode()
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert "Bonjour" in page
    assert "Dear " not in page
    assert "@media all {" in page


def test_a_text_message_begins_with_the_name_of_the_service(
    as_bob: Client, service: Service
) -> None:
    template = factories.make_sms_template(service)

    page = as_bob.get(address(template)).content.decode()

    assert f"{service.name_en}: Your code is" in page
    assert as_bob.get(address(template, "template-body")).status_code == 404


def test_archiving_says_when_the_template_was_last_used(
    as_alice: Client, template: Template
) -> None:
    page = address(template, "archive-template")
    never = as_alice.get(page).content.decode()
    DailyCount.objects.create(
        day=date(2026, 6, 3),
        service_id=template.service_id,
        template_id=template.pk,
        channel="email",
        key_type="normal",
        status="delivered",
        shard=0,
        count=5,
    )
    used = as_alice.get(page).content.decode()

    as_alice.post(page)

    template.refresh_from_db()
    assert "It was never used." in never
    assert "It was last used on June 3, 2026." in used
    assert template.archived
    assert AuditEvent.objects.get().action == "template-archived"


def test_an_archived_template_is_only_looked_at_until_it_is_used_again(
    as_alice: Client, template: Template
) -> None:
    archive_template(template)

    page = as_alice.get(address(template)).content.decode()
    edit = as_alice.get(address(template, "edit-template"))
    as_alice.post(address(template, "restore-template"))

    template.refresh_from_db()
    assert "This template is archived." in page
    assert edit.status_code == 404
    assert not template.archived


def test_hiding_values_is_asked_for_first_and_cannot_be_undone(
    as_alice: Client, template: Template
) -> None:
    page = address(template, "redact-template")

    asked = as_alice.get(page).content.decode()
    before = Template.objects.get(pk=template.pk).redacted
    as_alice.post(page)

    template.refresh_from_db()
    assert "This cannot be undone." in asked
    assert (before, template.redacted, template.version) == (False, True, 1)
    assert (
        address(template, "redact-template") not in as_alice.get(address(template)).content.decode()
    )


def test_moving_one_template(as_alice: Client, template: Template) -> None:
    folder = Folder.objects.create(service=template.service, name="Letters")

    as_alice.post(address(template, "move-template"), {"target": str(folder.pk)})

    template.refresh_from_db()
    assert template.folder == folder


def test_versions_show_what_changed_word_by_word(as_bob: Client, template: Template) -> None:
    edit_template(template, body_fr="Bonsoir ((name))")

    page = as_bob.get(address(template, "template-version", 2)).content.decode()

    assert (
        '<del><span class="visually-hidden">[removed: </span>Bonjour'
        '<span class="visually-hidden">] </span></del>' in page
    )
    assert '<ins><span class="visually-hidden">[added: </span>Bonsoir' in page


def test_any_two_versions_are_compared(as_bob: Client, template: Template) -> None:
    edit_template(template, body_fr="Deux")
    edit_template(template, body_fr="Trois")

    page = as_bob.get(address(template, "template-version", 3) + "?with=1").content.decode()

    assert "Difference from version 1" in page
    assert as_bob.get(address(template, "template-version", 4)).status_code == 404
    assert as_bob.get(address(template, "template-version", 2**40)).status_code == 404


def test_an_old_version_becomes_the_newest(as_alice: Client, template: Template) -> None:
    edit_template(template, body_fr="Mauvais")

    as_alice.post(address(template, "restore-template-version", 1), {"based_on": "2"})

    template.refresh_from_db()
    assert (template.version, template.body_fr) == (3, "Bonjour ((name))")
    assert template.versions.get(version=2).body_fr == "Mauvais"
    assert AuditEvent.objects.get().after == {"version": 3, "restored": 1}


def test_an_old_version_does_not_replace_a_text_nobody_looked_at(
    as_alice: Client, template: Template
) -> None:
    edit_template(template, body_fr="Deux")
    edit_template(template, body_fr="Trois")

    page = as_alice.post(
        address(template, "restore-template-version", 1), {"based_on": "2"}, follow=True
    ).content.decode()

    template.refresh_from_db()
    assert "Somebody changed the template meanwhile." in page
    assert template.version == 3
