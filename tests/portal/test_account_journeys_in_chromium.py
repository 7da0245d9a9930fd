"""Accounts as people use them: by keyboard, in both languages, with every kind of second factor."""

from base64 import b32decode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from notify.accounts import guessing
from notify.accounts.models import SmsDevice, User
from notify.accounts.second_factor import make_recovery_codes
from tests import factories
from tests.portal.browsing import LANGUAGES, WIDTHS, check, keep_pictures, open_as, speak
from tests.portal.mailbox import newest, path_of
from tests.portal.people import KEY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ALICE = "alice@example.gc.ca"
NUMBER = "+16137363100"
WORDS = {
    "en": {
        "services": "Your services",
        "register": "Create an account",
        "choose": "Choose another way",
        "email": "Check your email",
        "forgot": "I forgot my password",
        "keys": "Manage keys",
    },
    "fr": {
        "services": "Vos services",
        "register": "Créer un compte",
        "choose": "Choisir un autre moyen",
        "email": "Consultez vos courriels",
        "forgot": "J’ai oublié mon mot de passe",
        "keys": "Gérer les clés",
    },
}


@dataclass
class Visit:
    """A person at a keyboard, reading one language."""

    page: Page
    server: str
    language: str

    def open(self, address: str) -> None:
        self.page.goto(self.server + address)

    def type(self, name: str, text: str) -> None:
        self.page.locator(f"[name={name}]:visible").focus()
        self.page.keyboard.type(text)

    def press_button(self) -> None:
        """Press the main button of the page with the keyboard."""
        self.page.locator("main form .button:not(.secondary)").first.press("Enter")

    def look(self, name: str) -> None:
        """Check what is on the screen, and keep a picture."""
        keep_pictures(self.page, f"account-{name}", self.language)
        self.page.set_viewport_size(WIDTHS["wide"])  # type: ignore[arg-type]
        check(self.page, f"{name} ({self.language})")
        self.page.set_viewport_size(WIDTHS["wide"])  # type: ignore[arg-type]

    def expect_title(self, key: str) -> None:
        expect(self.page.locator("h1")).to_have_text(WORDS[self.language][key])

    def follow(self, key: str) -> None:
        self.page.get_by_role("link", name=WORDS[self.language][key]).press("Enter")

    def sign_in(self, email: str = ALICE, password: str = factories.PASSWORD) -> None:
        self.open("/sign-in")
        self.type("username", email)
        self.type("password", password)
        self.press_button()
        self.page.wait_for_url("**/two-factor/**")

    def choose(self, factor: str) -> None:
        self.follow("choose")
        self.page.locator(f"input[value={factor}]").focus()
        self.page.keyboard.press("Space")
        self.look("choose")
        self.press_button()
        self.page.wait_for_url(f"**/two-factor/{factor}*")

    def is_in(self) -> None:
        self.page.wait_for_url("**/services")
        self.expect_title("services")


@pytest.fixture(autouse=True)
def no_earlier_attempts() -> None:
    """The counts live in Valkey, which no test rolls back."""
    guessing.connect_valkey().flushdb()


@pytest.fixture(params=LANGUAGES)
def visit(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer, settings: Any
) -> Iterator[Visit]:
    settings.OTP_WEBAUTHN_RP_ID = "localhost"
    settings.OTP_WEBAUTHN_ALLOWED_ORIGINS = [live_server.url]
    context = open_as(browser, live_server, None)
    speak(context, live_server, request.param)
    yield Visit(context.new_page(), live_server.url, request.param)
    context.close()


@pytest.fixture
def alice(transactional_db: None) -> User:
    return factories.make_user(ALICE, name="Alice")


def refused_by_policy(page: Page) -> list[str]:
    found: list[str] = []
    page.on(
        "console",
        lambda message: (
            found.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    return found


def test_register_verify_and_set_up_an_app(visit: Visit, transactional_db: None) -> None:
    refused = refused_by_policy(visit.page)
    visit.open("/sign-in")
    visit.follow("register")
    visit.press_button()
    expect(visit.page.locator(".notice.danger")).to_be_focused()
    visit.look("register-errors")

    visit.open("/register")
    visit.type("name", "Dora Drapeau")
    visit.type("email", "dora@tests.gc.ca")
    visit.type("password", factories.PASSWORD)
    visit.page.locator("[name=terms]").press("Space")
    visit.look("register")
    visit.press_button()
    visit.expect_title("email")
    visit.look("registration-continue")
    visit.open(path_of(newest("verify-address", "dora@tests.gc.ca")["link"]))
    visit.look("verify")
    visit.press_button()
    visit.page.wait_for_url("**/welcome")
    visit.look("welcome")
    visit.page.locator("main .button:not(.secondary)").press("Enter")
    secret = visit.page.locator("code.secret").inner_text()
    visit.look("add-app")
    device = TOTPDevice(key=_hex_of(secret))
    visit.type("token", f"{totp(device.bin_key):06}")
    visit.press_button()
    visit.page.wait_for_url("**/recovery-codes")
    visit.press_button()
    expect(visit.page.locator(".codes code")).to_have_count(10)
    visit.look("recovery-codes")
    visit.open("/services")

    visit.is_in()
    dora = User.objects.get(email="dora@tests.gc.ca")
    assert (dora.language, dora.default_factor) == (visit.language, "app")
    assert refused == []


def test_a_code_by_email(visit: Visit, alice: User) -> None:
    visit.sign_in()
    visit.look("code-by-email")
    visit.type("code", "12")
    visit.press_button()
    visit.look("code-refused")

    visit.open("/two-factor/email")
    visit.type("code", newest("sign-in-code", ALICE)["code"])
    visit.press_button()

    visit.is_in()


def test_a_code_by_text_message_of_an_app_and_of_recovery(visit: Visit, alice: User) -> None:
    SmsDevice.objects.create(user=alice, name="text", number=NUMBER)
    TOTPDevice.objects.create(user=alice, name="phone", key=KEY)
    codes = make_recovery_codes(alice)
    answers = {
        "sms": lambda: newest("sign-in-code-sms", NUMBER)["code"],
        "app": lambda: f"{totp(bytes.fromhex(KEY)):06}",
        "recovery": lambda: codes[3],
    }

    for factor, answer in answers.items():
        visit.sign_in()
        visit.choose(factor)
        visit.look(f"code-{factor}")
        visit.type("code", answer())
        visit.press_button()
        visit.is_in()
        visit.page.locator(".account form button").press("Enter")
        visit.page.wait_for_url("**/sign-in")


def test_a_passkey_is_added_and_signs_in(visit: Visit, alice: User) -> None:
    _virtual_authenticator(visit.page.context, visit.page)
    visit.sign_in()
    visit.type("code", newest("sign-in-code", ALICE)["code"])
    visit.press_button()
    visit.is_in()
    visit.open("/user-profile/security_keys")
    visit.expect_title("keys")
    visit.press_button()
    expect(visit.page.locator("[data-problem]")).to_be_visible()
    expect(visit.page.locator("[name=name]")).to_be_focused()
    visit.look("keys-unnamed")
    visit.type("name", "Blue key")
    visit.press_button()
    visit.page.wait_for_url("**/recovery-codes")
    visit.open("/user-profile/security_keys")
    expect(visit.page.locator(".rows .main")).to_have_text("Blue key")
    visit.look("keys")
    visit.page.locator(".account form button").press("Enter")
    visit.page.wait_for_url("**/sign-in")

    visit.sign_in()
    visit.look("use-key")
    visit.press_button()

    visit.is_in()


def test_a_forgotten_password(visit: Visit, alice: User) -> None:
    visit.open("/sign-in")
    visit.follow("forgot")
    visit.type("email", ALICE)
    visit.look("forgot-password")
    visit.press_button()
    visit.expect_title("email")
    visit.look("forgot-password-sent")

    visit.open(path_of(newest("reset-password", ALICE)["link"]))
    visit.type("password", "twelve purple lanterns")
    visit.look("new-password")
    visit.press_button()
    visit.page.wait_for_url("**/sign-in")
    visit.sign_in(password="twelve purple lanterns")
    visit.type("code", newest("sign-in-code", ALICE)["code"])
    visit.press_button()

    visit.is_in()


def test_locked_out_by_strangers_and_let_in_by_a_link(visit: Visit, alice: User) -> None:
    for _number in range(guessing.MOST_FAILURES):
        guessing.count_failure(ALICE)
    visit.open("/sign-in")
    visit.type("username", ALICE)
    visit.type("password", factories.PASSWORD)
    visit.press_button()
    expect(visit.page.locator(".notice.danger")).to_be_focused()
    visit.look("guarded")

    visit.open(path_of(newest("unlock-account", ALICE)["link"]))
    visit.look("unlock")
    visit.press_button()
    visit.sign_in()
    visit.type("code", newest("sign-in-code", ALICE)["code"])
    visit.press_button()

    visit.is_in()


def test_the_profile_is_accessible(visit: Visit, alice: User) -> None:
    SmsDevice.objects.create(user=alice, name="text", number=NUMBER)
    User.objects.filter(pk=alice.pk).update(mobile_number=NUMBER)
    TOTPDevice.objects.create(user=alice, name="phone", key=KEY)
    visit.sign_in()
    visit.page.locator("[name=remember]").press("Space")
    visit.type("code", newest("sign-in-code", ALICE)["code"])
    visit.press_button()
    visit.is_in()
    for page in (
        *("", "/name", "/email", "/mobile-number", "/password", "/language", "/2fa"),
        *("/sessions", "/deactivate", "/2fa/recovery-codes", "/authenticate"),
    ):
        visit.open(f"/user-profile{page}")
        visit.look(f"profile{page}")


def test_a_session_about_to_end_offers_to_go_on(visit: Visit, alice: User) -> None:
    visit.page.clock.install()
    visit.sign_in()
    visit.type("code", newest("sign-in-code", ALICE)["code"])
    visit.press_button()
    visit.is_in()
    dialog = visit.page.locator("dialog.time-out")
    expect(dialog).to_be_hidden()

    visit.page.clock.fast_forward(7 * 3600 * 1000 + 50 * 60 * 1000)
    expect(dialog).to_be_visible()
    visit.look("time-out")
    visit.page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    Session.objects.all().delete()
    visit.page.clock.fast_forward(8 * 3600 * 1000)

    expect(visit.page.locator("main .notice.warning")).to_be_visible()
    assert visit.page.url.endswith("/sign-in?timeout&next=%2Fservices")


def _hex_of(secret: str) -> str:
    return b32decode(secret.replace(" ", "")).hex()


def _virtual_authenticator(context: BrowserContext, page: Page) -> None:
    """Plug in a security key that its owner always touches."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "usb",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
