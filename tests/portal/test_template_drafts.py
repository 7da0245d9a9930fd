"""Changes that a second person approves."""

import pytest
from django.test import Client
from django.urls import reverse

from notify.accounts.models import AuditEvent, User
from notify.message_templates.actions import edit_template
from notify.message_templates.models import Template, TemplateDraft
from notify.sending.system_texts import TEXTS
from notify.services.models import Notice, Service
from tests import factories
from tests.portal.people import sign_in
from tests.portal.test_template_editor import changed, edit_address, typed


@pytest.fixture
def careful(service: Service) -> Service:
    """The service asks for a second person."""
    Service.objects.filter(pk=service.pk).update(templates_need_review=True)
    return service


@pytest.fixture
def template(service: Service) -> Template:
    return factories.make_email_template(service, category=factories.make_category())


@pytest.fixture
def as_writer(service: Service) -> Client:
    writer = factories.make_user("wanda@example.gc.ca", name="Wanda")
    factories.make_member(service, writer, ["manage_templates"])
    return sign_in(writer)


def propose(client: Client, template: Template, subject: str) -> TemplateDraft:
    assert template.category
    fields = changed(template, template.category, subject_en=subject)
    client.post(edit_address(template), fields)
    return TemplateDraft.objects.get(template=template, state="waiting")


def act(client: Client, draft: TemplateDraft, what: str, **fields: object) -> str:
    address = reverse(f"portal:{what}-template-draft", args=[draft.service_id, draft.pk])
    data = {"revision": draft.revision, **fields}
    return client.post(address, data, follow=True).content.decode()


def test_a_change_waits_and_messages_keep_their_text(
    careful: Service, template: Template, as_writer: Client
) -> None:
    draft = propose(as_writer, template, "New, ((name))")

    template.refresh_from_db()
    assert (template.version, template.subject_en) == (1, "Your decision, ((name))")
    assert (draft.subject_en, draft.based_on) == ("New, ((name))", 1)
    notice = Notice.objects.get()
    assert (notice.kind, notice.permissions) == ("template-waits-for-review", ["manage_templates"])
    assert notice.values["page"].endswith(f"/templates/drafts/{draft.pk}")


def test_another_person_approves_it(
    careful: Service, template: Template, as_writer: Client, as_alice: Client
) -> None:
    draft = propose(as_writer, template, "New, ((name))")

    page = act(as_alice, draft, "approve")

    template.refresh_from_db()
    assert "Approved." in page
    assert (template.version, template.subject_en) == (2, "New, ((name))")
    newest = template.versions.get(version=2)
    assert newest.created_by == User.objects.get(email="wanda@example.gc.ca")
    assert "template-approved" in AuditEvent.objects.values_list("action", flat=True)


def test_the_author_cannot_approve_it(
    careful: Service, template: Template, as_writer: Client
) -> None:
    draft = propose(as_writer, template, "New, ((name))")

    page = act(as_writer, draft, "approve")

    template.refresh_from_db()
    assert "Somebody other than the author approves a change." in page
    assert template.version == 1


def test_who_changes_a_draft_is_its_author_from_then_on(
    careful: Service, template: Template, as_writer: Client, as_alice: Client
) -> None:
    draft = propose(as_writer, template, "New, ((name))")
    assert template.category
    fields = changed(template, template.category, subject_en="Newer, ((name))", revision="1")
    as_alice.post(reverse("portal:edit-template-draft", args=[careful.id, draft.pk]), fields)
    draft.refresh_from_db()

    refused = act(as_alice, draft, "approve")
    act(as_writer, draft, "approve")

    template.refresh_from_db()
    assert "Somebody other than the author approves a change." in refused
    assert (template.version, template.subject_en) == (2, "Newer, ((name))")


def test_it_is_sent_back_with_a_comment_and_waits_again_once_changed(
    careful: Service, template: Template, as_writer: Client, as_alice: Client
) -> None:
    draft = propose(as_writer, template, "New, ((name))")

    unsaid = act(as_alice, draft, "send-back", comment=" ")
    act(as_alice, draft, "send-back", comment="Say which file it is about")
    shown = as_writer.get(edit_address(template), follow=True).content.decode()
    draft.refresh_from_db()
    state = draft.state
    assert template.category
    fields = changed(template, template.category, subject_en="File 7, ((name))", revision="1")
    as_writer.post(reverse("portal:edit-template-draft", args=[careful.id, draft.pk]), fields)

    draft.refresh_from_db()
    assert "Say what should change" in unsaid
    assert state == "sent-back"
    assert "Say which file it is about" in shown
    assert (draft.state, draft.revision, draft.comment) == ("waiting", 2, "")
    kinds = Notice.objects.order_by("id").values_list("kind", flat=True)
    assert set(kinds) <= set(TEXTS)
    assert list(kinds) == [
        "template-waits-for-review",
        "template-sent-back",
        "template-waits-for-review",
    ]


def test_what_was_read_is_what_is_approved(
    careful: Service, template: Template, as_writer: Client, as_alice: Client
) -> None:
    draft = propose(as_writer, template, "New, ((name))")
    TemplateDraft.objects.filter(pk=draft.pk).update(revision=2, subject_en="Other, ((name))")

    page = act(as_alice, draft, "approve")

    template.refresh_from_db()
    assert "The draft changed meanwhile." in page
    assert template.version == 1


def test_a_draft_of_an_old_version_is_not_approved(
    careful: Service, template: Template, as_writer: Client, as_alice: Client
) -> None:
    draft = propose(as_writer, template, "New, ((name))")
    edit_template(template, body_en="A program wrote this, ((name)) ((state))")

    page = act(as_alice, draft, "approve")

    template.refresh_from_db()
    assert "The template was changed meanwhile." in page
    assert template.version == 2


def test_a_second_change_meets_the_one_that_waits(
    careful: Service, template: Template, as_writer: Client, as_alice: Client
) -> None:
    draft = propose(as_writer, template, "New, ((name))")
    assert template.category
    fields = changed(template, template.category, subject_en="Mine, ((name))")

    answer = as_alice.post(edit_address(template), fields)

    page = answer.content.decode()
    edit = reverse("portal:edit-template-draft", args=[careful.id, draft.pk])
    assert answer.status_code == 409
    assert f'action="{edit}"' in page
    assert "Mine, " in page


def test_a_new_template_exists_once_it_is_approved(
    careful: Service, as_writer: Client, as_alice: Client
) -> None:
    category = factories.make_category()
    as_writer.post(reverse("portal:new-template-of", args=[careful.id, "email"]), typed(category))
    draft = TemplateDraft.objects.get()
    before = Template.objects.filter(service=careful).count()
    listed = as_alice.get(reverse("portal:templates", args=[careful.id])).content.decode()

    act(as_alice, draft, "approve")

    assert before == 0
    assert "Waiting for review" in listed
    template = Template.objects.get(service=careful)
    draft.refresh_from_db()
    assert (template.name, template.version, draft.template) == ("Reminder", 1, template)


def test_a_draft_is_withdrawn_and_the_template_can_be_changed_anew(
    careful: Service, template: Template, as_writer: Client
) -> None:
    act(as_writer, propose(as_writer, template, "New, ((name))"), "withdraw")

    again = propose(as_writer, template, "Another, ((name))")

    assert again.revision == 1


def test_managers_say_whether_changes_wait(service: Service, as_alice: Client) -> None:
    address = reverse("portal:template-review", args=[service.id])

    as_alice.post(address, {"wanted": "on"})
    service.refresh_from_db()
    asked = service.templates_need_review
    as_alice.post(address, {})

    service.refresh_from_db()
    assert (asked, service.templates_need_review) == (True, False)
    event = AuditEvent.objects.order_by("pk").first()
    assert event
    assert (event.action, event.after) == (
        "template-review-changed",
        {"templates_need_review": True},
    )


def test_going_back_to_an_old_version_waits_too(
    careful: Service, template: Template, as_writer: Client
) -> None:
    edit_template(template, subject_en="Worse, ((name))")
    address = reverse("portal:restore-template-version", args=[careful.id, template.pk, 1])

    as_writer.post(address, {"based_on": "2"})

    template.refresh_from_db()
    draft = TemplateDraft.objects.get(template=template)
    assert (template.version, template.subject_en) == (2, "Worse, ((name))")
    assert (draft.subject_en, draft.category) == ("Your decision, ((name))", template.category)


def test_a_change_to_a_template_that_is_archived_is_withdrawn(
    careful: Service, template: Template, as_writer: Client, as_alice: Client
) -> None:
    draft = propose(as_writer, template, "New, ((name))")
    as_alice.post(reverse("portal:archive-template", args=[careful.id, template.pk]))

    act(as_alice, draft, "approve")

    draft.refresh_from_db()
    template.refresh_from_db()
    assert (draft.state, template.version, template.archived) == ("withdrawn", 1, True)
