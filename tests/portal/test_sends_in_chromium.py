"""Sending in a real browser: by keyboard alone, in both languages, on a phone, without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from notify.delivery.models import Provider
from notify.message_templates.models import Template
from notify.notifications.models import Notification
from notify.services.models import ReplyToAddress, Service
from tests import factories
from tests.portal.browsing import LANGUAGES, WIDTHS, check, keep_pictures, open_as, speak

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
    page.locator("main .button").press("Enter")
    expect(page.locator(".notice.danger")).to_be_focused()
    look(page, "one-off-errors", language)

    page.locator("[name=value-0]").focus()
    page.keyboard.type("Zoé")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Monday")
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
    page.get_by_role("button", name="Send", exact=True).click()

    narrow_is = wide is not None and wide["width"] > 376
    assert narrow_is
    expect(page.locator("h1")).to_have_text("Message scheduled")
    assert Notification.objects.get().scheduled_for is not None
    signed_in.close()
    context.close()
