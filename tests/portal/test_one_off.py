"""Send one message from the portal: write, look, send once, now or later."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notify.accounts.models import User
from notify.message_templates.actions import edit_template
from notify.message_templates.models import Folder, Template
from notify.notifications.models import Notification
from notify.sending.drafts import forget_drafts
from notify.sending.models import SendDraft
from notify.services.models import ReplyToAddress, Service
from tests import factories
from tests.portal.people import sign_in

VALUES = {"recipient": "zoe@example.ca", "value-0": "Zoé", "value-1": "approved"}


@pytest.fixture
def template(service: Service) -> Template:
    return factories.make_email_template(service)


def page(name: str, *args: Any) -> str:
    return reverse(f"portal:{name}", args=args)


def write(client: Client, template: Template, **values: str) -> HttpResponse:
    """Fill in the form of a template."""
    return client.post(page("send", template.service_id, template.id), {**VALUES, **values})


def draft_of(client: Client, template: Template, **values: str) -> SendDraft:
    before = set(SendDraft.objects.values_list("id", flat=True))
    assert write(client, template, **values).status_code == 302
    return SendDraft.objects.exclude(id__in=before).get()


def press_send(client: Client, draft: SendDraft, **fields: str) -> HttpResponse:
    form = {"version": str(draft.template.version), "when": "now", **fields}
    return client.post(page("send-draft", draft.service_id, draft.id), form, follow=True)


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_a_message_is_written_looked_at_and_sent(
    as_alice: Client, template: Template, alice: User
) -> None:
    draft = draft_of(as_alice, template)
    look = as_alice.get(page("send-draft", draft.service_id, draft.id))
    body = as_alice.get(page("draft-body", draft.service_id, draft.id))

    sent = press_send(as_alice, draft)

    assert "Your decision, Zoé" in text(look)
    assert "approved" in text(body)
    assert "The message to zoe@example.ca is on its way." in text(sent)
    message = Notification.objects.get()
    assert message.recipient == "zoe@example.ca"
    assert message.personalisation == {"name": "Zoé", "state": "approved"}
    assert message.created_by_id == alice.id


def test_looking_and_writing_send_nothing(as_alice: Client, template: Template) -> None:
    draft = draft_of(as_alice, template)
    for name in ("send-draft", "draft-body", "edit-draft"):
        as_alice.get(page(name, draft.service_id, draft.id))

    assert not Notification.objects.exists()


def test_pressing_send_twice_sends_once(as_alice: Client, template: Template) -> None:
    draft = draft_of(as_alice, template)

    first, second = press_send(as_alice, draft), press_send(as_alice, draft)

    assert "on its way" in text(first)
    assert "on its way" in text(second)
    assert Notification.objects.count() == 1


def test_a_twin_that_comes_before_the_draft_is_marked_sends_nothing(
    as_alice: Client, template: Template
) -> None:
    draft = draft_of(as_alice, template)
    press_send(as_alice, draft)
    SendDraft.objects.update(sent_at=None, notification_id=None)

    again = press_send(as_alice, draft)

    assert "on its way" in text(again)
    draft.refresh_from_db()
    assert draft.notification_id == Notification.objects.get().id


def test_two_tabs_do_not_mix(as_alice: Client, template: Template, service: Service) -> None:
    other = factories.make_email_template(service, subject_en="Reminder", body_en="On ((day)).")
    first = draft_of(as_alice, template, recipient="first@example.ca")
    second = draft_of(as_alice, other, recipient="second@example.ca", **{"value-0": "Monday"})

    press_send(as_alice, second)
    press_send(as_alice, first)

    sent = {row.recipient: row.template_id for row in Notification.objects.all()}
    assert sent == {"first@example.ca": template.id, "second@example.ca": other.id}


def test_going_back_keeps_what_was_typed(as_alice: Client, template: Template) -> None:
    draft = draft_of(as_alice, template)
    address = page("edit-draft", draft.service_id, draft.id)

    form = text(as_alice.get(address))
    as_alice.post(address, {**VALUES, "value-0": "Chloé"})

    assert "zoe@example.ca" in form
    assert "approved" in form
    draft.refresh_from_db()
    assert draft.content.values == {"name": "Chloé", "state": "approved"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"recipient": ""}, "Enter an email address"),
        ({"recipient": "nobody"}, "Not an email address"),
        ({"value-1": ""}, "Enter a value for “state”"),
    ],
)
def test_what_is_missing_or_wrong_is_told_beside_its_field(
    as_alice: Client, template: Template, fields: dict[str, str], words: str
) -> None:
    answer = write(as_alice, template, **fields)

    assert answer.status_code == 200
    assert text(answer).count(words) >= 2  # in the summary and at the field
    assert not SendDraft.objects.exists()


def test_a_trial_tells_whom_it_may_write_to(alice: User) -> None:
    trial = factories.make_service(owner=alice, restricted=True)
    template = factories.make_email_template(trial)
    client = sign_in(alice)

    refused = write(client, template)
    accepted = write(client, template, recipient="alice@example.gc.ca")

    assert "Your service is in trial mode" in text(refused)
    assert accepted.status_code == 302


def test_a_full_limit_is_told_and_nothing_is_sent(as_alice: Client, template: Template) -> None:
    draft = draft_of(as_alice, template)
    Service.objects.update(message_limit=0)

    answer = press_send(as_alice, draft)

    assert "limit of 0 emails a day" in text(answer)
    assert not Notification.objects.exists()


def test_a_text_that_is_too_long_is_told_before_it_is_kept(
    as_alice: Client, service: Service
) -> None:
    template = factories.make_sms_template(service)

    answer = write(as_alice, template, recipient="613-736-3100", **{"value-0": "x" * 700})

    assert "and 612 is the most" in text(answer)


def test_a_text_shows_its_fragments_and_its_bubble(as_alice: Client, service: Service) -> None:
    template = factories.make_sms_template(service)
    draft = draft_of(as_alice, template, recipient="613-736-3100", **{"value-0": "9" * 200})

    look = text(as_alice.get(page("send-draft", service.id, draft.id)))
    press_send(as_alice, draft)

    assert 'class="bubble"' in look
    assert Notification.objects.get().fragments == 2


def test_a_variable_that_only_decides_is_a_question(as_alice: Client, service: Service) -> None:
    body = "Dear ((name)),((late?? You are late.))"
    template = factories.make_email_template(service, subject_en="Hello", body_en=body)

    form = text(as_alice.get(page("send", service.id, template.id)))
    draft = draft_of(as_alice, template, **{"value-1": "no"})
    email = text(as_alice.get(page("draft-body", service.id, draft.id)))

    assert form.count('type="radio"') == 2
    assert "Dear Zoé" in email
    assert "You are late" not in email


def test_a_pair_goes_out_in_the_language_chosen(as_alice: Client, service: Service) -> None:
    template = factories.make_email_template(
        service,
        text="pair",
        subject_en="Hello",
        subject_fr="Bonjour",
        body_en="Dear ((name))",
        body_fr="Bonjour ((nom))",
    )

    draft = draft_of(as_alice, template, language="fr", **{"value-0": "", "value-1": "Zoé"})
    press_send(as_alice, draft)

    assert Notification.objects.get().language == "fr"
    assert draft.content.values == {"nom": "Zoé"}


def test_the_sender_is_asked_for_when_there_are_several(
    as_alice: Client, template: Template, service: Service
) -> None:
    ReplyToAddress.objects.create(service=service, address="first@example.gc.ca", is_default=True)
    one = text(as_alice.get(page("send", service.id, template.id)))
    second = ReplyToAddress.objects.create(service=service, address="second@example.gc.ca")

    two = text(as_alice.get(page("send", service.id, template.id)))
    draft = draft_of(as_alice, template, sender=str(second.id))
    press_send(as_alice, draft)

    assert "Replies go to" not in one
    assert two.index("first@example.gc.ca") < two.index("second@example.gc.ca")
    assert Notification.objects.get().sender == "second@example.gc.ca"


def test_a_message_can_be_sent_later_in_the_zone_chosen(
    as_alice: Client, template: Template
) -> None:
    draft = draft_of(as_alice, template)
    day = (timezone.now() + timedelta(days=2)).date()

    later = {"when": "later", "day": day.isoformat(), "time": "09:15", "zone": "America/Regina"}
    answer = press_send(as_alice, draft, **later)

    expected = datetime(day.year, day.month, day.day, 15, 15, tzinfo=UTC)
    assert Notification.objects.get().scheduled_for == expected
    assert "will leave on" in text(answer)


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "Choose a time that is still to come"), (5, "within the next four days")],
)
def test_a_time_out_of_reach_is_refused(
    as_alice: Client, template: Template, days: int, words: str
) -> None:
    draft = draft_of(as_alice, template)
    day = timezone.localdate(timezone=ZoneInfo("America/Toronto")) + timedelta(days=days)

    at = {"day": day.isoformat(), "time": "23:45" if days else "00:00"}
    later = {"when": "later", "zone": "America/Toronto", **at}
    answer = press_send(as_alice, draft, **later)

    assert words in text(answer)
    assert not Notification.objects.exists()


def test_a_template_that_changed_meanwhile_is_shown_again(
    as_alice: Client, template: Template, alice: User
) -> None:
    draft = draft_of(as_alice, template)
    old = template.version
    edit_template(template, author=alice, body_en="Dear ((name)), ((state))!")

    refused = press_send(as_alice, draft, version=str(old))
    draft.refresh_from_db()
    accepted = press_send(as_alice, draft, version=str(old + 1))

    assert "The template has changed since you looked" in text(refused)
    assert "on its way" in text(accepted)


def test_to_myself_needs_no_recipient(as_alice: Client, template: Template) -> None:
    address = page("send-to-myself", template.service_id, template.id)

    form = text(as_alice.get(address))
    as_alice.post(address, {"value-0": "Alice", "value-1": "open"})
    press_send(as_alice, SendDraft.objects.get())

    assert 'name="recipient"' not in form
    assert Notification.objects.get().recipient == "alice@example.gc.ca"


def test_to_myself_is_sent_at_once_and_once(as_alice: Client, template: Template) -> None:
    address = page("send-to-myself", template.service_id, template.id)
    once = as_alice.get(address).context["once"]
    fields = {"value-0": "Alice", "value-1": "open", "action": "send", "once": str(once)}

    first = as_alice.post(address, fields, follow=True)
    second = as_alice.post(address, fields, follow=True)

    assert "Message sent" in text(first)
    assert "Message sent" in text(second)
    sent = Notification.objects.get()
    assert sent.recipient == "alice@example.gc.ca"
    assert sent.personalisation == {"name": "Alice", "state": "open"}

    as_alice.post(address, {**fields, "value-1": "closed"})

    assert Notification.objects.count() == 2


def test_what_cannot_be_sent_to_myself_is_told_on_the_form(
    as_alice: Client, template: Template
) -> None:
    address = page("send-to-myself", template.service_id, template.id)
    empty = as_alice.post(address, {"action": "send"})
    Service.objects.update(message_limit=0)
    full = as_alice.post(address, {"value-0": "Alice", "value-1": "open", "action": "send"})

    assert "Enter a value for “name”" in text(empty)
    assert "notice danger" in text(full)
    assert not Notification.objects.exists()
    assert not SendDraft.objects.exists()


def test_a_text_to_myself_needs_a_number(as_alice: Client, service: Service, alice: User) -> None:
    template = factories.make_sms_template(service)
    address = page("send-to-myself", service.id, template.id)

    without = text(as_alice.get(address))
    User.objects.update(mobile_number="+16137363100")
    sign_in(alice)
    with_number = text(as_alice.get(address))

    assert "no mobile number yet" in without
    assert "+16137363100" in with_number


def test_a_test_recipient_is_told_apart(as_alice: Client, template: Template) -> None:
    draft = draft_of(as_alice, template, recipient="simulate-delivered@notification.canada.ca")

    assert "nothing leaves Notify" in text(press_send(as_alice, draft))


def test_a_likely_mistake_in_an_address_is_pointed_out(
    as_alice: Client, template: Template
) -> None:
    draft = draft_of(as_alice, template, recipient="zoe@gmial.com")

    look = text(as_alice.get(page("send-draft", draft.service_id, draft.id)))

    assert "Did you mean zoe@gmail.com?" in look


def test_a_draft_is_its_authors_alone(
    as_alice: Client, template: Template, service: Service, bob: User
) -> None:
    service.memberships.filter(user=bob).update(permissions=["send_messages"])
    draft = draft_of(as_alice, template)

    for name in ("send-draft", "edit-draft", "draft-body"):
        assert sign_in(bob).get(page(name, service.id, draft.id)).status_code == 404


def test_values_are_sealed_and_gone_with_the_draft(as_alice: Client, template: Template) -> None:
    draft = draft_of(as_alice, template)
    assert b"zoe@example.ca" not in bytes(draft.sealed_content)

    SendDraft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert as_alice.get(page("send-draft", draft.service_id, draft.id)).status_code == 404
    assert forget_drafts() == 1


def test_a_draft_can_be_discarded(as_alice: Client, template: Template) -> None:
    draft = draft_of(as_alice, template)

    as_alice.post(page("discard-draft", draft.service_id, draft.id))

    assert not SendDraft.objects.exists()


def test_an_archived_template_cannot_be_sent(as_alice: Client, template: Template) -> None:
    Template.objects.update(archived=True)

    assert as_alice.get(page("send", template.service_id, template.id)).status_code == 404


def test_a_template_in_a_hidden_folder_does_not_exist(
    template: Template, service: Service, bob: User
) -> None:
    membership = service.memberships.get(user=bob)
    service.memberships.filter(user=bob).update(permissions=["send_messages"])
    folder = Folder.objects.create(service=service, name="Secret")
    Template.objects.update(folder=folder)
    client = sign_in(bob)
    address = page("send", service.id, template.id)
    draft = draft_of(client, template)
    addresses = [address, page("send-draft", service.id, draft.id)]
    before = [client.get(each).status_code for each in addresses]

    folder.hidden_from.add(membership)

    assert before == [200, 200]
    assert [client.get(each).status_code for each in addresses] == [404, 404]


@pytest.mark.parametrize("name", ["send", "send-to-myself"])
def test_only_members_who_may_send_get_the_page(
    name: str,
    template: Template,
    as_alice: Client,
    as_bob: Client,
    as_charlie: Client,
    as_platform: Client,
) -> None:
    address = page(name, template.service_id, template.id)
    clients = (as_alice, as_bob, as_charlie, as_platform)

    assert [client.get(address).status_code for client in clients] == [200, 403, 404, 403]
