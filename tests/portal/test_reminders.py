"""Reminders in the portal: plan a file, cancel, keep quiet hours."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from notify.accounts.models import AuditEvent, User
from notify.message_templates.models import Folder, Template
from notify.reminders.models import QuietHours, Reminder
from notify.services.models import Service
from tests import factories
from tests.portal.browsing import LANGUAGES, WIDTHS, check, keep_pictures, open_as, speak
from tests.portal.people import sign_in

pytestmark = pytest.mark.django_db

DATE = (datetime.now(UTC) + timedelta(days=30)).strftime("%Y-%m-%d")
FILE = f"email address,name,state,date,reference\nana@example.ca,Ana,open,{DATE},a-1\n"


def page(name: str, service: Service) -> str:
    return reverse(f"portal:{name}", args=[service.id])


def plan(client: Client, service: Service, content: str = FILE, **fields: str) -> str:
    template = service.templates.first() or factories.make_email_template(service)
    answer = client.post(
        page("plan-reminders", service),
        {
            "template": str(template.pk),
            "file": SimpleUploadedFile("people.csv", content.encode()),
            "date_column": "date",
            "days_before": "2",
            "at": "09:00",
            "time_zone": "",
            **fields,
        },
        follow=True,
    )
    return answer.content.decode()


def test_a_file_is_planned_and_on_record(as_alice: Client, service: Service) -> None:
    text = plan(as_alice, service)

    assert "1 reminder is planned." in text
    assert "ana@example.ca" in text
    assert AuditEvent.objects.get(action="reminders-planned").after["count"] == 1


@pytest.mark.parametrize(
    ("content", "fields", "error"),
    [
        (FILE.replace(DATE, "soon"), {}, "Row 2: write the date as 2026-06-03"),
        (FILE.replace("ana@example.ca", "ana"), {}, "Row 2, email address: Not an email address"),
        (FILE.replace("state", "other"), {}, "The file lacks these columns: state."),
        (
            FILE,
            {"date_column": "when"},
            "Its columns are: email address, name,",
        ),
        (FILE, {"days_before": "-1"}, "There is a problem"),
        (
            FILE.replace(DATE, f"{DATE} 08:00"),
            {"days_before": "0"},
            "Row 2: the reminder would go after the date",
        ),
    ],
)
def test_what_is_wrong_is_told_and_nothing_planned(
    as_alice: Client, service: Service, content: str, fields: dict[str, str], error: str
) -> None:
    assert error in plan(as_alice, service, content, **fields)
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("by", ["reference", "list", "reminder"])
def test_reminders_are_cancelled(as_alice: Client, service: Service, by: str) -> None:
    plan(as_alice, service)
    reminder = Reminder.objects.get()
    value = {"reference": "a-1", "list": str(reminder.batch), "reminder": str(reminder.pk)}[by]

    answer = as_alice.post(page("cancel-reminders", service), {by: value}, follow=True)

    assert "1 reminder is cancelled." in answer.content.decode()
    assert Reminder.objects.get().state == "cancelled"


def test_reminders_of_another_service_stay(as_alice: Client, service: Service) -> None:
    plan(as_alice, service)
    other = factories.make_service(owner=factories.make_user())
    Reminder.objects.update(service=other)

    as_alice.post(page("cancel-reminders", service), {"reference": "a-1"})

    assert Reminder.objects.get().state == "waiting"


def test_quiet_hours_are_set_and_taken_away(as_alice: Client, service: Service) -> None:
    as_alice.post(page("quiet-hours", service), {"starts": "21:00", "ends": "08:00"})
    shown = as_alice.get(page("reminders", service)).content.decode()
    as_alice.post(page("quiet-hours", service), {"starts": "", "ends": ""})

    assert "Nothing is sent from 9 p.m. until 8 a.m." in shown
    assert not QuietHours.objects.exists()


def test_half_of_the_quiet_hours_is_refused(as_alice: Client, service: Service) -> None:
    answer = as_alice.post(page("quiet-hours", service), {"starts": "21:00", "ends": ""})

    assert "Give both times, or neither." in answer.content.decode()


def test_outsiders_get_404_and_those_who_look_change_nothing(
    as_charlie: Client, as_bob: Client, service: Service
) -> None:
    for name in ("reminders", "plan-reminders", "quiet-hours"):
        assert as_charlie.get(page(name, service)).status_code == 404
    assert as_bob.get(page("reminders", service)).status_code == 200
    assert as_bob.get(page("plan-reminders", service)).status_code == 403
    assert as_bob.post(page("cancel-reminders", service), {"reference": "x"}).status_code == 403


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_accessible_and_a_keyboard_cancels(
    browser: Browser, live_server: LiveServer, language: str
) -> None:
    alice = factories.make_user("alice@example.gc.ca", name="Alice")
    service = factories.make_service(owner=alice)
    factories.make_email_template(service)
    context = open_as(browser, live_server, alice.email)
    speak(context, live_server, language)
    tab = context.new_page()
    tab.goto(live_server.url + page("plan-reminders", service))
    tab.locator("select[name=template]").select_option(index=1)
    upload = {"name": "people.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    tab.locator("input[type=file]").set_input_files(upload)  # type: ignore[arg-type]
    check(tab, f"plan ({language})")
    tab.set_viewport_size(WIDTHS["wide"])  # type: ignore[arg-type]
    keep_pictures(tab, "reminders-plan", language)
    tab.locator("main .button").first.press("Enter")
    tab.wait_for_url("**/reminders")
    keep_pictures(tab, "reminders-list", language)
    check(tab, f"list ({language})")
    tab.locator("form.more button").press("Enter")

    expect(tab.locator(".notice.success")).to_be_visible()
    tab.goto(live_server.url + page("quiet-hours", service))
    check(tab, f"quiet hours ({language})")
    context.close()
    assert Reminder.objects.get().state == "cancelled"


def test_a_template_in_a_hidden_folder_cannot_be_planned(service: Service, bob: User) -> None:
    template = factories.make_email_template(service)
    membership = service.memberships.get(user=bob)
    service.memberships.filter(user=bob).update(permissions=["send_messages"])
    folder = Folder.objects.create(service=service, name="Secret")
    folder.hidden_from.add(membership)
    Template.objects.filter(pk=template.pk).update(folder=folder)

    plan(sign_in(bob), service)

    assert not Reminder.objects.exists()


def test_the_same_list_is_planned_once_until_it_is_cancelled(
    as_alice: Client, service: Service
) -> None:
    first = plan(as_alice, service)
    again = plan(as_alice, service)
    sooner = plan(as_alice, service, days_before="1")
    Reminder.objects.update(state=Reminder.State.CANCELLED)
    anew = plan(as_alice, service)

    for text in (first, sooner, anew):
        assert "1 reminder is planned." in text
    assert "They were not planned again." in again
    assert Reminder.objects.count() == 3


def test_many_are_cancelled_only_by_who_is_sure(as_alice: Client, service: Service) -> None:
    plan(as_alice, service, FILE + f"ben@example.ca,Ben,open,{DATE},b-1\n")
    fields = {"list": str(Reminder.objects.values_list("batch", flat=True)[0])}

    asked = as_alice.post(page("cancel-reminders", service), fields).content.decode()
    states_then = set(Reminder.objects.values_list("state", flat=True))
    answer = as_alice.post(
        page("cancel-reminders", service), {**fields, "sure": "yes"}, follow=True
    )

    assert "2 reminders wait." in asked
    assert fields["list"] in asked
    assert states_then == {"waiting"}
    assert "2 reminders are cancelled." in answer.content.decode()


def test_times_are_those_of_the_person_and_a_refusal_is_explained(
    as_alice: Client, service: Service
) -> None:
    plan(as_alice, service, time_zone="America/Vancouver")
    waiting = as_alice.get(page("reminders", service)).content.decode()
    Reminder.objects.update(state=Reminder.State.REFUSED, problem="template_archived")

    refused = as_alice.get(page("reminders", service) + "?state=refused").content.decode()

    day = date_format(date.fromisoformat(DATE), "DATE_FORMAT")
    assert f"before {day} ·" in " ".join(waiting.split())
    assert ", 9:00 a.m.</time>" in waiting
    assert "Pacific time" in waiting
    assert "The template was archived." in refused
