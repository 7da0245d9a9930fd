"""What teams come to do, from the first page to the last, with the keyboard, in both languages."""

import json
import re
import threading
import time
import urllib.request
from collections.abc import Callable
from urllib.error import HTTPError

import pytest
from django.core import signing
from django.db import connection
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from notify.accounts.models import User
from notify.delivery.callbacks import claim_calls, make_call
from notify.delivery.models import CallbackDelivery, Provider
from notify.notifications.models import Notification
from notify.portal.invitation_links import SALT
from notify.services.models import Callback, GoLiveRequest, Invitation, Service
from tests import factories
from tests.portal import sent
from tests.portal.browsing import LANGUAGES, check, open_as, speak
from tests.portal.endpoint import open_endpoint

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("language", LANGUAGES),
]

Open = Callable[[str, str], Page]


@pytest.fixture
def alice(transactional_db: None) -> User:
    return factories.make_user("alice@example.gc.ca", name="Alice")


@pytest.fixture
def go(browser: Browser, live_server: LiveServer, language: str) -> Open:
    """Open an address as a person, in the language of the test."""

    def open_page(email: str, address: str) -> Page:
        context = open_as(browser, live_server, email)
        speak(context, live_server, language)
        page = context.new_page()
        page.goto(live_server.url + address)
        return page

    return open_page


def type_in(page: Page, **values: str) -> None:
    """Go to each field with the keyboard's focus and type."""
    for name, value in values.items():
        page.locator(f"#id_{name}").focus()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(value)


def tick(page: Page, *values: str) -> None:
    for value in values:
        page.locator(f'input[value="{value}"]').focus()
        page.keyboard.press("Space")


def press(page: Page, selector: str = "main form button.button") -> None:
    """Press a button with the keyboard, and wait for the page it leads to."""
    button = page.locator(selector).first
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def flash(page: Page) -> str:
    return page.locator("[data-flash]").first.inner_text()


def test_create_a_service_and_send_the_first_message(go: Open, alice: User, language: str) -> None:
    Provider.objects.create(name="sandbox", kind="sandbox", channel="email")
    page = go(alice.email, "/services")
    press(page, "main a[href='/services/new']")
    press(page)
    check(page, "a new service without names")
    expect(page.locator("[role=alert]")).to_be_focused()

    type_in(page, name_en="Fishing permits", name_fr="Permis de pêche", organisation_text="City")
    press(page)
    assert flash(page)
    press(page, "main form button.button")
    check(page, "the first message on its way")

    message = Notification.objects.get()
    expect(page.locator("#state .tag.in-transit")).to_be_visible()
    sent.keep_in_sandbox(message)
    sent.receive(message, "delivered")
    expect(page.locator("#state .tag.delivered")).to_be_visible()
    press(page, "#state a")
    assert message.recipient == alice.email
    expect(page).to_have_url(re.compile(f"/sandbox/{message.pk}$"))
    assert alice.email in page.locator("main").inner_text()


def test_invite_a_colleague_who_accepts(go: Open, alice: User, language: str) -> None:
    service = factories.make_service(owner=alice)
    factories.make_user("dana@example.gc.ca", name="Dana")
    page = go(alice.email, f"/services/{service.pk}/users")
    press(page, "main a[href$='/invite']")
    type_in(page, email="dana@example.gc.ca")
    tick(page, "view_activity", "send_messages")
    press(page)
    check(page, "the team with an invitation")
    assert flash(page)

    token = signing.dumps(str(Invitation.objects.get().pk), salt=SALT)
    theirs = go("dana@example.gc.ca", f"/invitation/{token}")
    check(theirs, "an invitation")
    press(theirs)

    expect(theirs).to_have_url(re.compile(f"/services/{service.pk}$"))
    member = service.memberships.get(user__email="dana@example.gc.ca")
    assert sorted(member.permissions) == ["send_messages", "view_activity"]
    page.reload()
    assert "Dana" in page.locator("main").inner_text()


def test_go_live_from_request_to_approval(go: Open, alice: User, language: str) -> None:
    factories.make_user("paula@example.gc.ca", name="Paula", is_staff=True)
    organisation = factories.make_organisation()
    service = factories.make_service(owner=alice, restricted=True, organisation_text="City")
    factories.make_member(service, factories.make_user(), ["manage_service"])
    factories.make_email_template(service)
    start = f"/services/{service.pk}/service-settings/request-to-go-live"

    page = go(alice.email, start)
    press(page, "main a[href$='/use-case']")
    type_in(page, description="Where applications are.")
    press(page, "button[name=later]")
    press(page, "main a[href$='/use-case']")
    expect(page.locator("#id_description")).to_have_value("Where applications are.")
    tick(page, "status", "public")
    for name, value in (("emails_a_day", "10000"), ("texts_a_day", "0")):
        page.locator(f"#id_{name}").select_option(value)
    press(page)
    press(page, "main a[href$='/terms-of-use']")
    page.locator("#id_accepted").focus()
    page.keyboard.press("Space")
    press(page)
    press(page, "form[action$='/submit'] button")
    check(page, "a request that waits")
    assert GoLiveRequest.objects.get().state == "submitted"

    theirs = go("paula@example.gc.ca", "/platform/go-live")
    press(theirs, "main .rows a.main")
    theirs.locator("#id_organisation").select_option(str(organisation.pk))
    press(theirs)
    check(theirs, "the queue after a decision")

    page.goto(page.url)
    expect(page.locator(".tag.trial")).to_have_count(0)
    service.refresh_from_db()
    assert (service.restricted, service.message_limit) == (False, 10_000)


class Program(threading.Thread):
    """A program that calls the API without a break, with the key that it is given."""

    def __init__(self, url: str, key: str) -> None:
        super().__init__(daemon=True)
        self.url, self.key = url, key
        self.answers: list[int] = []
        self.should_stop = threading.Event()

    def run(self) -> None:
        while not self.should_stop.is_set():
            headers = {"Authorization": f"ApiKey-v1 {self.key}"}
            request = urllib.request.Request(f"{self.url}/v2/templates", headers=headers)  # noqa: S310
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                    self.answers.append(answer.status)
            except HTTPError as error:
                self.answers.append(error.code)


def test_rotate_a_key_with_no_failed_call_in_between(
    go: Open, alice: User, live_server: LiveServer, language: str
) -> None:
    service = factories.make_service(owner=alice)
    old = factories.make_key(service)
    program = Program(live_server.url, old.text)
    program.start()

    page = go(alice.email, f"/services/{service.pk}/api/keys")
    press(page, "main a[href$='/rotate']")
    press(page)
    check(page, "a new key")
    new = page.locator("#new-key").inner_text()
    before = len(program.answers)
    program.key = new
    _wait_until(lambda: len(program.answers) >= before + 3)
    press(page, "main a.button")
    press(page, f"main a[href$='/{old.key.pk}/revoke']")
    press(page)
    after = len(program.answers)
    _wait_until(lambda: len(program.answers) >= after + 3)
    program.should_stop.set()
    program.join()

    assert set(program.answers) == {200}
    old.key.refresh_from_db()
    assert old.key.revoked_at


def test_a_broken_callback_is_noticed_mended_and_replayed(
    go: Open, alice: User, language: str
) -> None:
    service = factories.make_service(owner=alice)
    with open_endpoint() as endpoint:
        page = go(alice.email, f"/services/{service.pk}/api/callbacks")
        press(page, "main a[href$='/delivery_status']")
        type_in(page, url=endpoint.url, token="a-bearer-token")
        press(page, "button[name=test]")
        expect(page.locator(".notice.success")).to_be_visible()
        assert not Callback.objects.exists()
        type_in(page, token="a-bearer-token")
        press(page)

        endpoint.status = 404
        for _ in range(10):
            sent.receive(sent.send_email(service), "delivered")
        _call_all()
        page.reload()
        check(page, "a suspended callback")
        expect(page.locator(".tag.failed")).to_be_visible()

        endpoint.status = 200
        press(page, "main form button.button")
        press(page, "main a[href$='/log']")
        check(page, "the log of a broken callback")
        press(page, "form[action$='/replay'] button.button")
        endpoint.told.clear()
        _call_all()

    assert len(endpoint.told) == 10
    assert set(CallbackDelivery.objects.values_list("state", flat=True)) == {"delivered"}
    assert json.dumps(endpoint.told).count('"delivered"') >= 10


def test_a_service_is_suspended_and_resumed(go: Open, alice: User, language: str) -> None:
    factories.make_user("paula@example.gc.ca", name="Paula", is_staff=True)
    service = factories.make_service(owner=alice)
    settings = f"/services/{service.pk}/service-settings"
    theirs = go("paula@example.gc.ca", settings)
    page = go(alice.email, settings)

    press(theirs, "main a[href$='/suspend']")
    check(theirs, "suspending a service")
    press(theirs)
    closed = page.goto(page.url)
    check(page, "a suspended service")
    press(theirs, "main a[href$='/resume']")
    press(theirs)
    opened = page.goto(page.url)

    assert closed
    assert opened
    assert (closed.status, opened.status) == (403, 200)
    assert Service.objects.get().active


def _call_all() -> None:
    """Make the calls that are due, as a worker does."""
    while calls := claim_calls(50):
        for call in calls:
            make_call(call)


def _wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        connection.close()
        time.sleep(0.02)
