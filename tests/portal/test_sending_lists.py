"""Lists that are sent: what is left out, once, when, and within the limits."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from notify.accounts.models import User
from notify.delivery.suppression import Cause, suppress
from notify.message_templates.actions import edit_template
from notify.message_templates.models import Template
from notify.notifications.ids import new_id
from notify.notifications.models import Job, JobChunk, Notification
from notify.notifications.recipients import recipient_index
from notify.sending.job_control import cancel_job
from notify.sending.jobs import store_due_jobs
from notify.sending.models import ListChunk, ListFile
from notify.services.models import Service
from notify.stats.models import Usage
from tests import factories
from tests.portal.listing import GOOD, checked, open_list, page, send


@pytest.fixture
def template(service: Service) -> Template:
    return factories.make_email_template(service)


def suppress_address(service: Service, address: str) -> None:
    cause = Cause("hard-bounce", service.id, address, recipient_index(address), new_id())
    suppress([cause])


@pytest.mark.parametrize(("choice", "messages"), [("once", 2), ("every", 3)])
def test_repeats_are_counted_and_left_out_unless_wanted(
    as_alice: Client, template: Template, choice: str, messages: int
) -> None:
    draft = checked(as_alice, template, [*GOOD, ("ANA@example.ca", "Ana again", "open")])
    shown = open_list(as_alice, draft)

    send(as_alice, draft, repeats=choice)
    store_due_jobs()

    assert "Left out: repeated" in shown
    assert "Row 4: ANA@example.ca" in shown
    assert Notification.objects.count() == messages
    assert set(Usage.objects.values_list("used", flat=True)) == {messages}
    assert not Notification.objects.filter(job_row__gte=messages).exists()


@pytest.mark.parametrize(("choice", "messages"), [("leave-out", 1), ("send", 2)])
def test_suppressed_recipients_are_counted_and_left_out_unless_wanted(
    as_alice: Client, template: Template, service: Service, choice: str, messages: int
) -> None:
    suppress_address(service, "bo@example.ca")
    draft = checked(as_alice, template)
    shown = open_list(as_alice, draft)

    send(as_alice, draft, suppressed=choice)
    store_due_jobs()

    assert "Row 3: bo@example.ca" in shown
    assert Notification.objects.count() == messages


def test_a_row_that_is_repeated_and_suppressed_is_left_out_and_counted_once(
    as_alice: Client, template: Template, service: Service
) -> None:
    suppress_address(service, "bo@example.ca")
    draft = checked(as_alice, template, [*GOOD, GOOD[1], GOOD[0], GOOD[0]])
    address = page("list-draft", draft.service_id, draft.id)

    def numbers(query: str) -> tuple[int, int, int]:
        costs = as_alice.get(address + query).context["costs"]
        return costs["repeated"], costs["suppressed"], costs["messages"]

    assert numbers("") == (2, 2, 1)
    assert numbers("?repeats=every") == (0, 2, 3)
    assert numbers("?suppressed=send") == (3, 0, 2)
    assert numbers("?suppressed=send&repeats=every") == (0, 0, 5)


def test_a_list_of_which_nothing_is_left_is_not_sent(
    as_alice: Client, template: Template, service: Service
) -> None:
    suppress_address(service, "ana@example.ca")
    draft = checked(as_alice, template, GOOD[:1])

    answer = send(as_alice, draft)

    assert "nothing would be sent" in answer.content.decode()
    assert not Job.objects.exists()


def test_pressing_send_twice_makes_one_job(as_alice: Client, template: Template) -> None:
    draft = checked(as_alice, template)

    first, second = send(as_alice, draft), send(as_alice, draft)

    assert first.redirect_chain[-1] == second.redirect_chain[-1]
    assert Job.objects.count() == 1


def test_a_list_that_is_sent_is_forgotten_but_for_the_warning(
    as_alice: Client, template: Template
) -> None:
    draft = checked(as_alice, template)
    assert b"ana@example.ca" not in bytes(ListFile.objects.get().sealed_content)

    send(as_alice, draft)

    draft.refresh_from_db()
    assert not ListFile.objects.exists()
    assert not ListChunk.objects.exists()
    assert bytes(draft.sealed_verdict) == b""
    assert JobChunk.objects.count() == 1


def test_the_same_list_with_the_same_text_is_warned_about(
    as_alice: Client, template: Template, alice: User
) -> None:
    send(as_alice, checked(as_alice, template))

    again = open_list(as_alice, checked(as_alice, template))
    edit_template(template, author=alice, body_en="Dear ((name)): ((state))")
    other = open_list(as_alice, checked(as_alice, template))

    assert "This list was sent before" in again
    assert "This list was sent before" not in other


def test_a_list_whose_send_was_cancelled_before_it_began_was_not_sent(
    as_alice: Client, template: Template
) -> None:
    send(as_alice, checked(as_alice, template))
    cancel_job(Job.objects.get().id)

    again = open_list(as_alice, checked(as_alice, template))

    assert "This list was sent before" not in again


def test_a_list_can_be_scheduled_in_the_zone_chosen(as_alice: Client, template: Template) -> None:
    draft = checked(as_alice, template)
    day = timezone.localdate(timezone=ZoneInfo("America/Vancouver")) + timedelta(days=1)

    later = {"day": day.isoformat(), "time": "10:30", "zone": "America/Vancouver"}
    answer = send(as_alice, draft, when="later", **later)

    job = Job.objects.get()
    local = job.scheduled_for.astimezone(ZoneInfo("America/Vancouver"))  # type: ignore[union-attr]
    assert (local.date(), local.hour, local.minute) == (day, 10, 30)
    assert job.status == "scheduled"
    assert "Eastern time" in answer.content.decode()


def test_a_full_limit_is_told_before_and_when_sending(as_alice: Client, template: Template) -> None:
    draft = checked(as_alice, template)
    Service.objects.update(message_limit=1)

    shown = open_list(as_alice, draft)
    answer = send(as_alice, draft)

    assert "only 1 are left of today’s limit" in shown
    assert "limit of 1 emails a day" in answer.content.decode()
    assert not Job.objects.exists()
    draft.refresh_from_db()
    assert draft.state == "checked"
