"""Sending in a real browser: by keyboard alone, in both languages, on a phone, without scripts."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from notify.delivery.models import Provider
from notify.message_templates.models import Template
from notify.notifications.models import Job, Notification
from notify.sending.jobs import store_due_jobs
from notify.sending.list_checking import check_next_list
from notify.services.models import ReplyToAddress, Service
from tests import factories
from tests.portal.browsing import LANGUAGES, WIDTHS, check, keep_pictures, open_as, speak
from tests.recipients.workbooks import text_rows, xlsx

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def service(transactional_db: None) -> Service:
    Provider.objects.create(name="sandbox", kind="sandbox", channel="email")
    alice = factories.make_user("alice@example.gc.ca", name="Alice", mobile_number="+16137363100")
    service = factories.make_service(owner=alice)
    for name, is_default in (("info", True), ("passports", False)):
        ReplyToAddress.objects.create(
            service=service, address=f"{name}@example.gc.ca", is_default=is_default
        )
    return service


@pytest.fixture
def pair(service: Service) -> Template:
    return factories.make_email_template(
        service,
        name="Appointment",
        text="pair",
        subject_en="Your appointment, ((name))",
        subject_fr="Votre rendez-vous, ((name))",
        body_en="Dear ((name)),\n\n((late??You are late.))\n\nCome on ((day)).",
        body_fr="Bonjour ((name)),\n\n((late??Vous êtes en retard.))\n\nVenez le ((day)).",
    )


def look(page: Page, name: str, language: str) -> None:
    page.set_viewport_size(WIDTHS["wide"])  # type: ignore[arg-type]
    keep_pictures(page, name, language)
    page.set_viewport_size(WIDTHS["wide"])  # type: ignore[arg-type]
    check(page, f"{name} ({language})")
    page.set_viewport_size(WIDTHS["wide"])  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_to_myself_by_keyboard_alone(
    browser: Browser, live_server: LiveServer, service: Service, pair: Template, language: str
) -> None:
    context = open_as(browser, live_server, "alice@example.gc.ca")
    speak(context, live_server, language)
    page = context.new_page()
    page.goto(f"{live_server.url}/services/{service.id}/templates/{pair.id}/send-to-myself")
    look(page, "one-off", language)
    page.locator("main .button").first.press("Enter")
    expect(page.locator(".notice.danger")).to_be_focused()
    look(page, "one-off-errors", language)

    page.locator("[name=value-0]").focus()
    page.keyboard.type("Zoé")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Monday")
    page.keyboard.press("Tab")  # to sending at once
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sends/messages/*")
    expect(page.frame_locator("iframe").get_by_text("Dear Zoé").last).to_be_visible()
    look(page, "draft", language)
    page.locator("main .button").press("Enter")

    expect(page.locator(".notice.success")).to_contain_text("alice@example.gc.ca")
    look(page, "sent", language)
    page.reload()
    assert Notification.objects.count() == 1
    context.close()


def test_the_preview_narrows_and_later_unfolds_without_scripts(
    browser: Browser, live_server: LiveServer, service: Service, pair: Template
) -> None:
    signed_in = open_as(browser, live_server, "alice@example.gc.ca")
    context = browser.new_context(
        java_script_enabled=False, storage_state=signed_in.storage_state()
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/services/{service.id}/templates/{pair.id}/send")
    page.get_by_label("Email address").fill("zoe@example.ca")
    page.get_by_label("name", exact=True).fill("Zoé")
    page.get_by_label("Yes").check()
    page.get_by_label("day", exact=True).fill("Monday")
    page.get_by_role("button", name="Preview").click()
    frame = page.locator(".frame")
    wide = frame.bounding_box()
    expect(page.get_by_label("Time zone")).to_be_hidden()

    page.get_by_label("Phone").check()
    page.get_by_label("Send later").check()
    page.get_by_label("Day").select_option(index=1)
    page.get_by_role("button", name="Schedule", exact=True).click()

    narrow_is = wide is not None and wide["width"] > 376
    assert narrow_is
    expect(page.locator("h1")).to_have_text("Message scheduled")
    assert Notification.objects.get().scheduled_for is not None
    signed_in.close()
    context.close()


ROWS = 1000
BAD = 30


def workbook(rows: int, bad: int) -> bytes:
    """A list whose last `bad` rows have no address."""
    people = [[f"person{n}@example.ca", f"Zoé {n}", "no", "Monday"] for n in range(rows)]
    for row in people[rows - bad :]:
        row[0] = "nobody"
    return xlsx(text_rows([["email address", "name", "late", "day"], *people]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_is_mended_scheduled_cancelled_sent_watched_and_its_failures_sent_again(
    browser: Browser, live_server: LiveServer, service: Service, pair: Template, language: str
) -> None:
    context = open_as(browser, live_server, "alice@example.gc.ca")
    speak(context, live_server, language)
    page = context.new_page()
    page.goto(f"{live_server.url}/services/{service.id}/templates/{pair.id}/send-list")
    look(page, "list-upload", language)
    upload(page, "people.xlsx", workbook(ROWS, BAD))
    look(page, "list-checking", language)
    check_next_list()
    expect(page.locator(".notice.danger")).to_contain_text(str(BAD))
    look(page, "list-problems", language)
    with page.expect_download() as problems:
        page.locator("a[href$='/problems.csv']").press("Enter")
    assert len(problems.value.path().read_text().splitlines()) == BAD + 1

    upload(page, "mended.xlsx", workbook(ROWS - BAD, 0))
    check_next_list()
    expect(page.locator("[name=when]").first).to_be_visible()
    look(page, "list-ready", language)
    page.locator("[name=when][value=later]").press("Space")
    page.locator("[name=day]").select_option(index=2)
    page.locator("[data-step=after]").press("Enter")
    expect(page.locator("#row")).to_have_value("3")  # and what was chosen above stays
    page.locator(".send .button").press("Enter")
    page.wait_for_url(re.compile(r"/sends/[0-9a-f-]{36}$"))
    look(page, "job-scheduled", language)
    page.locator("a[href$='/cancel']").press("Enter")
    look(page, "cancel", language)
    page.locator("main .button.danger").press("Enter")
    page.wait_for_url(re.compile(r"/sends/[0-9a-f-]{36}$"))
    look(page, "job-cancelled", language)

    page.goto(f"{live_server.url}/services/{service.id}/templates/{pair.id}/send-list")
    upload(page, "again.xlsx", workbook(ROWS - BAD, 0))
    check_next_list()
    page.locator(".send .button").press("Enter")
    page.wait_for_url(re.compile(r"/sends/[0-9a-f-]{36}$"))
    left = page.locator('[data-text="waiting"]')
    store_due_jobs()
    arrive(1, "delivered")
    expect(left).to_have_text("969")
    arrive(ROWS - BAD - 2, "delivered")
    arrive(1, "temporary-failure")
    expect(page.locator("[action$='/resend']")).to_be_visible()
    look(page, "job-finished", language)
    with page.expect_download() as report:
        page.locator("a[href$='/report.csv']").press("Enter")
    assert len(report.value.path().read_text().splitlines()) == ROWS - BAD + 1
    page.locator("[action$='/resend'] button").press("Enter")
    check_next_list()
    expect(page.locator("[name=when]").first).to_be_visible()
    page.goto(f"{live_server.url}/services/{service.id}/sends")
    look(page, "sends", language)
    context.close()


def upload(page: Page, name: str, content: bytes) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file = {"name": name, "mimeType": kind, "buffer": content}
    with page.expect_navigation(url="**/sends/lists/*"):  # the check begins with the choice
        page.locator("[name=file]").set_input_files(file)  # type: ignore[arg-type]


def arrive(number: int, status: str) -> None:
    """Let some waiting messages of the newest job come to a state."""
    job = Job.objects.latest("created_at")
    waiting = Notification.objects.filter(job_id=job.id, status="created")
    ids = list(waiting.order_by("job_row").values_list("id", flat=True)[:number])
    Notification.objects.filter(id__in=ids).update(status=status)


def test_two_tabs_with_different_templates_do_not_mix(
    browser: Browser, live_server: LiveServer, service: Service, pair: Template
) -> None:
    other = factories.make_email_template(service, subject_en="Notice", body_en="On ((when)).")
    context = open_as(browser, live_server, "alice@example.gc.ca")
    first, second = context.new_page(), context.new_page()
    base = f"{live_server.url}/services/{service.id}/templates"
    first.goto(f"{base}/{pair.id}/send")
    second.goto(f"{base}/{other.id}/send")
    first.get_by_label("Email address").fill("first@example.ca")
    first.get_by_label("name", exact=True).fill("Zoé")
    first.get_by_label("No", exact=True).check()
    first.get_by_label("day", exact=True).fill("Monday")
    second.get_by_label("Email address").fill("second@example.ca")
    second.get_by_label("when", exact=True).fill("Tuesday")
    for tab in (first, second):
        tab.get_by_role("button", name="Preview").click()
        tab.wait_for_url("**/sends/messages/*")

    for tab in (first, second):
        tab.get_by_role("button", name="Send", exact=True).dblclick()
        expect(tab.locator("h1")).to_have_text("Message sent")

    sent = {row.recipient: row.personalisation for row in Notification.objects.all()}
    assert sent["first@example.ca"] == {"name": "Zoé", "late": "no", "day": "Monday"}
    assert sent["second@example.ca"] == {"when": "Tuesday"}
    assert Notification.objects.count() == 2
    context.close()


def test_a_list_is_sent_without_scripts(
    browser: Browser, live_server: LiveServer, service: Service, pair: Template
) -> None:
    signed_in = open_as(browser, live_server, "alice@example.gc.ca")
    context = browser.new_context(
        java_script_enabled=False, storage_state=signed_in.storage_state()
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/services/{service.id}/templates/{pair.id}/send-list")
    pasted = "email address,name,late,day\nana@example.ca,Ana,no,Monday\n"
    page.get_by_label("Or paste your table here").fill(pasted)
    page.get_by_role("button", name="Check the list").click()
    expect(page.locator("h1")).to_have_text("Checking the list")
    check_next_list()

    page.get_by_role("link", name="See how far it is").click()
    page.get_by_role("button", name="Send", exact=True).click()

    expect(page.locator("h1")).to_have_text("Pasted list.csv")
    store_due_jobs()
    page.reload()
    expect(page.locator('[data-text="waiting"]')).to_have_text("1")
    assert Notification.objects.get().recipient == "ana@example.ca"
    signed_in.close()
    context.close()
