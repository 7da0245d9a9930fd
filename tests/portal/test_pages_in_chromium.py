"""Every page in a real browser: accessible, narrow, keyboard-only, in both languages."""

import re

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from notify.delivery.models import Provider
from notify.services.models import Service
from tests import factories
from tests.portal import sent
from tests.portal.browsing import LANGUAGES, NARROW, WIDTHS, check, keep_pictures, open_as, speak
from tests.portal.mailbox import newest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PUBLIC = (
    "/docs",
    "/docs/status",
    "/docs/api-reference",
    "/",
    "/sign-in",
    "/no/such/page",
    "/why",
    "/features",
    "/security",
    "/privacy",
    "/terms",
    "/accessibility",
    "/cookies",
    "/sitemap",
    "/contact",
    "/activity",
    "/system-status",
)
MEMBER = (
    "/services",
    "/services/{service}",
    "/services/{service}/notifications",
    "/services/{service}/notifications?state=failed&channel=sms",
    "/services/{service}/notifications/{email}",
    "/services/{service}/notifications/{text}",
    "/services/{service}/notifications/{failed}",
    "/services/{empty}",
    "/services/{empty}/notifications",
    "/services/{suspended}",
    "/sandbox",
    "/sandbox/{email}",
    "/sandbox/{email}?part=text",
    "/sandbox/{email}?part=headers",
    "/sandbox/{text}",
)
PLATFORM = ("/services", "/services?search=nothing-like-this", "/services/{service}")


@pytest.fixture
def ids(transactional_db: None) -> dict[str, object]:
    """A service with messages in every kind of state, an empty trial and a suspended service."""
    alice = factories.make_user("alice@example.gc.ca", name="Alice")
    factories.make_user("paula@example.gc.ca", name="Paula", is_staff=True)
    Provider.objects.create(name="sandbox", kind="sandbox", channel="email")
    organisation = factories.make_organisation()
    service = factories.make_service(owner=alice, organisation=organisation)
    found = {"service": service.id, **_messages(service)}
    found["empty"] = factories.make_service(owner=alice, restricted=True).id
    closed = factories.make_service(owner=alice)
    Service.objects.filter(pk=closed.pk).update(active=False)
    return found | {"suspended": closed.id}


def _messages(service: Service) -> dict[str, object]:
    template = factories.make_email_template(service)
    text_template = factories.make_sms_template(service)
    for number in range(6):
        sent.send_email(service, f"person{number}@example.ca", template=template)
    text = sent.send_text(service, template=text_template, client_reference="file-2026-118")
    failed = sent.send_text(service, "+16135550177", template=text_template)
    email = sent.send_email(
        service, "a-rather-long-address.of.someone@a-rather-long-host.example.ca", template=template
    )
    sent.receive(email, "delivered")
    answer = "Phone is currently unreachable/unavailable"
    sent.receive(failed, "permanent-failure", provider_response=answer)
    sent.keep_in_sandbox(email)
    sent.keep_in_sandbox(text)
    return {"email": email.id, "text": text.id, "failed": failed.id}


@pytest.mark.parametrize(
    ("email", "addresses"),
    [(None, PUBLIC), ("alice@example.gc.ca", MEMBER), ("paula@example.gc.ca", PLATFORM)],
    ids=["public", "member", "platform"],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_accessible_and_fit_a_phone(
    browser: Browser,
    live_server: LiveServer,
    ids: dict[str, object],
    email: str | None,
    addresses: tuple[str, ...],
    language: str,
) -> None:
    context = open_as(browser, live_server, email)
    speak(context, live_server, language)
    page = context.new_page()
    messages: list[str] = []
    page.on("console", lambda message: messages.append(f"{message.type}: {message.text}"))

    for number, pattern in enumerate(addresses):
        address = pattern.format(**ids)
        page.set_viewport_size(WIDTHS["wide"])  # type: ignore[arg-type]
        page.goto(live_server.url + address)
        assert page.locator("html").get_attribute("lang") == language
        keep_pictures(page, f"{(email or 'nobody')[:5]}{number:02}{pattern}", language)
        page.set_viewport_size(WIDTHS["wide"])  # type: ignore[arg-type]
        check(page, f"{address} ({language})")
    context.close()

    refused = [text for text in messages if "Content Security Policy" in text]
    assert refused == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refused_sign_in_is_accessible_and_takes_the_focus(
    browser: Browser, live_server: LiveServer, ids: dict[str, object], language: str
) -> None:
    context = open_as(browser, live_server, None)
    speak(context, live_server, language)
    page = context.new_page()
    page.goto(f"{live_server.url}/sign-in")

    page.locator("main .button").click()

    expect(page.locator(".notice.danger")).to_be_focused()
    expect(page).to_have_title(re.compile("^Err(or: Sign in|eur.: Se connecter)"))
    keep_pictures(page, "sign-in-refused", language)
    page.set_viewport_size(WIDTHS["wide"])  # type: ignore[arg-type]
    check(page, f"a refused sign-in ({language})")
    context.close()


def test_a_keyboard_is_enough_to_sign_in(
    browser: Browser, live_server: LiveServer, ids: dict[str, object]
) -> None:
    context = open_as(browser, live_server, None)
    page = context.new_page()
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_in_viewport()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.locator("input[type=email]").focus()
    page.keyboard.type("alice@example.gc.ca")
    page.keyboard.press("Tab")
    page.keyboard.type(factories.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/two-factor/email")
    page.locator("[name=code]").focus()
    page.keyboard.type(newest("sign-in-code", "alice@example.gc.ca")["code"])
    page.keyboard.press("Enter")

    page.wait_for_url("**/services")
    context.close()


def test_what_is_typed_stays_when_the_language_changes(
    browser: Browser, live_server: LiveServer, ids: dict[str, object]
) -> None:
    context = open_as(browser, live_server, None)
    page = context.new_page()
    page.goto(f"{live_server.url}/sign-in?next=/services")
    page.locator("input[type=email]").fill("alice@example.gc.ca")

    page.get_by_role("link", name="Français").click()

    expect(page.locator("h1")).to_have_text("Se connecter")
    expect(page.locator("input[type=email]")).to_have_value("alice@example.gc.ca")
    assert page.url.endswith("/sign-in?next=/services")
    context.close()


def test_the_dashboard_follows_new_messages_by_itself(
    browser: Browser, live_server: LiveServer, ids: dict[str, object]
) -> None:
    context = open_as(browser, live_server, "alice@example.gc.ca")
    page = context.new_page()
    page.goto(f"{live_server.url}/services/{ids['empty']}")
    total = page.locator('[data-text="today-email-sent"]')
    expect(total).to_have_text("0")

    sent.send_email(Service.objects.get(pk=str(ids["empty"])), "new@example.ca")

    expect(total).to_have_text("1")
    expect(page.locator("[data-part='recent'] .main").first).to_have_text("new@example.ca")
    context.close()


def test_the_menu_folds_on_a_phone_and_is_open_without_scripts(
    browser: Browser, live_server: LiveServer, ids: dict[str, object]
) -> None:
    context = open_as(browser, live_server, "alice@example.gc.ca")
    page = context.new_page()
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    page.goto(f"{live_server.url}/services/{ids['service']}")
    items, button = page.locator("#menu"), page.get_by_role("button", name="Menu")
    expect(items).to_be_hidden()

    button.press("Enter")
    expect(items).to_be_visible()
    page.keyboard.press("Escape")

    expect(items).to_be_hidden()
    expect(button).to_be_focused()
    plain = browser.new_context(java_script_enabled=False, storage_state=context.storage_state())
    without = plain.new_page()
    without.set_viewport_size(NARROW)  # type: ignore[arg-type]
    without.goto(page.url)
    expect(without.locator("#menu")).to_be_visible()
    plain.close()
    context.close()
