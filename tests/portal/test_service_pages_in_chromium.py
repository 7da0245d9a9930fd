"""The pages around a service in a real browser: accessible and narrow, in both languages."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from notify.services.models import Membership
from tests import factories
from tests.portal.browsing import LANGUAGES, check, keep_pictures, open_as, speak
from tests.portal.service_scene import furnish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SERVICE = "/services/{service}"
SETTINGS = f"{SERVICE}/service-settings"
MANAGER = (
    "/services",
    "/services/new",
    "/services/join",
    "/services/join/{elsewhere}",
    f"{SERVICE}/users/requests/{{asking}}",
    "/organisations/{organisation}",
    "/organisations/{organisation}/users",
    "/organisations/{organisation}/services/{service}",
    f"{SERVICE}/first-message",
    f"{SERVICE}/first-message/{{message}}",
    SETTINGS,
    "/services/{trial}/service-settings",
    f"{SETTINGS}/names",
    f"{SETTINGS}/channels",
    f"{SETTINGS}/retention",
    f"{SETTINGS}/delete",
    f"{SETTINGS}/email-reply-to",
    f"{SETTINGS}/email-reply-to/add",
    f"{SETTINGS}/email-reply-to/tests/{{check}}",
    f"{SETTINGS}/sms-sender",
    f"{SETTINGS}/sms-sender/add",
    "/services/{trial}/service-settings/request-to-go-live",
    f"{SETTINGS}/request-to-go-live/use-case",
    f"{SETTINGS}/request-to-go-live/terms-of-use",
    f"{SERVICE}/users",
    f"{SERVICE}/users/invite",
    f"{SERVICE}/users/{{member}}",
    f"{SERVICE}/history",
    f"{SERVICE}/api",
    f"{SERVICE}/api/keys",
    f"{SERVICE}/api/keys/create",
    f"{SERVICE}/api/keys/{{key}}/rotate",
    f"{SERVICE}/api/keys/{{key}}/revoke",
    f"{SERVICE}/api/safelist",
    f"{SERVICE}/api/examples",
    f"{SERVICE}/api/callbacks",
    f"{SERVICE}/api/callbacks/delivery_status",
    f"{SERVICE}/api/callbacks/delivery_status/secret",
    f"{SERVICE}/api/callbacks/delivery_status/log",
    "/invitation/{invitation}",
    "/invitation/broken",
    "/confirm-reply-to/{confirmation}",
)
PLATFORM = (
    SETTINGS,
    f"{SERVICE}/api/safelist",
    f"{SERVICE}/users",
    "/platform/organisations",
    "/platform/go-live",
    "/platform/go-live/{asked}",
    "/platform/services/{service}/suspend",
)
AUDITOR = (SETTINGS, f"{SERVICE}/users", f"{SERVICE}/history", f"{SERVICE}/api/keys")
STRANGER = ("/invitation/{invitation}",)


@pytest.mark.parametrize(
    ("person", "addresses"),
    [
        ("alice", MANAGER),
        ("paula", PLATFORM),
        ("audrey", AUDITOR),
        (None, STRANGER),
    ],
    ids=["manager", "platform", "auditor", "nobody"],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_accessible_and_fit_a_phone(
    browser: Browser,
    live_server: LiveServer,
    transactional_db: None,
    person: str | None,
    addresses: tuple[str, ...],
    language: str,
) -> None:
    alice = factories.make_user("alice@example.gc.ca", name="Alice")
    factories.make_user("paula@example.gc.ca", name="Paula", is_staff=True)
    ids = furnish(alice)
    audrey = factories.make_user("audrey@example.gc.ca", name="Audrey")
    Membership.objects.create(service_id=ids["service"], user=audrey, is_auditor=True)
    context = open_as(browser, live_server, f"{person}@example.gc.ca" if person else None)
    speak(context, live_server, language)
    page = context.new_page()
    words: list[str] = []
    page.on("console", lambda message: words.append(f"{message.type}: {message.text}"))

    for address in addresses:
        filled = address.format(**ids)
        answer = page.goto(f"{live_server.url}{filled}")

        assert answer
        assert answer.status in (200, 410), filled
        assert page.locator("html").get_attribute("lang") == language
        short = address.replace("{", "").replace("}", "")
        keep_pictures(page, f"{person}{short}", language)
        check(page, f"{filled} in {language}")
    context.close()
    assert [word for word in words if "410" not in word] == []
