"""The second step of a sign-in: each factor, its limits, and that nothing opens before it."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from notify.accounts.guessing import connect_valkey
from notify.accounts.models import (
    AuditEvent,
    EmailDevice,
    RememberedDevice,
    SignIn,
    SmsDevice,
    User,
)
from notify.accounts.models.devices import MOST_TRIES
from notify.accounts.second_factor import make_recovery_codes, reset_second_factors
from notify.services.models import Service
from tests import factories
from tests.portal.mailbox import letters, newest
from tests.portal.people import KEY, sign_in_fully

NUMBER = "+16137363100"
EMAIL = "/two-factor/email"


@pytest.fixture(autouse=True)
def no_earlier_attempts() -> None:
    """The counts live in Valkey, which no test rolls back."""
    connect_valkey().flushdb()


@pytest.fixture
def half(client: Client, alice: User) -> Client:
    """A browser in which Alice's password was right."""
    client.post("/sign-in", {"username": alice.email, "password": factories.PASSWORD})
    return client


def code_of(user: User) -> str:
    return str(newest("sign-in-code", user.email)["code"])


def test_a_password_opens_nothing(half: Client, service: Service) -> None:
    for address in ("/services", f"/services/{service.id}", "/user-profile", "/sandbox"):
        assert half.get(address)["Location"] == f"/two-factor?next={address.replace('/', '%2F')}"
    page = half.get("/sign-in").content.decode()
    assert "Your services" not in page


def test_a_code_by_email_opens_the_portal_once(half: Client, alice: User) -> None:
    code = code_of(alice)
    before = half.session.session_key

    answer = half.post(EMAIL, {"code": f" {code[:3]} {code[3:]} ", "next": "/services?page=2"})

    assert len(code) == 6
    assert answer["Location"] == "/services?page=2"
    assert half.get("/services").status_code == 200
    assert half.session.session_key != before
    assert EmailDevice.objects.get().code_hash == ""  # a code is good for once
    half.post("/sign-out")
    half.post("/sign-in", {"username": alice.email, "password": factories.PASSWORD})
    assert half.post(EMAIL, {"code": code}).status_code == 200


def test_a_code_dies_after_five_wrong_tries(half: Client, alice: User) -> None:
    code = code_of(alice)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(MOST_TRIES):
        half.post(EMAIL, {"code": wrong})

    page = half.post(EMAIL, {"code": code}).content.decode()

    assert "This code no longer works" in page
    assert AuditEvent.objects.filter(action="code-refused").count() == MOST_TRIES + 1


def test_a_code_dies_after_ten_minutes(half: Client, alice: User) -> None:
    code = code_of(alice)
    EmailDevice.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert "no longer works" in half.post(EMAIL, {"code": code}).content.decode()


def test_another_code_comes_after_half_a_minute_and_ends_the_first(
    half: Client, alice: User
) -> None:
    first = code_of(alice)
    soon = half.post(f"{EMAIL}/send", follow=True).content.decode()
    EmailDevice.objects.update(sent_at=timezone.now() - timedelta(minutes=1))

    half.post(f"{EMAIL}/send")

    assert "A code is on its way" in soon
    assert len(letters("sign-in-code", alice.email)) == 2
    second = code_of(alice)
    assert second == first or half.post(EMAIL, {"code": first}).status_code == 200
    assert half.post(EMAIL, {"code": second})["Location"] == "/services"


def test_looking_at_a_page_sends_nothing(half: Client, alice: User) -> None:
    for address in (EMAIL, "/two-factor", "/two-factor/choose", f"{EMAIL}/send"):
        half.get(address)

    assert len(letters("sign-in-code", alice.email)) == 1


def test_a_code_by_text_message_goes_to_the_verified_number(half: Client, alice: User) -> None:
    assert half.get("/two-factor/sms").status_code == 404
    SmsDevice.objects.create(user=alice, name="text", number=NUMBER)

    answer = half.post("/two-factor/choose", {"factor": "sms"})

    assert answer["Location"] == "/two-factor/sms"
    code = newest("sign-in-code-sms", NUMBER)["code"]
    assert half.post("/two-factor/sms", {"code": code})["Location"] == "/services"


def test_a_number_that_is_not_verified_gets_no_code(half: Client, alice: User) -> None:
    SmsDevice.objects.create(user=alice, name="text", number=NUMBER, confirmed=False)

    assert half.get("/two-factor/sms").status_code == 404
    assert half.post("/two-factor/choose", {"factor": "sms"}).status_code == 200


def test_a_code_of_an_app_works_once(half: Client, alice: User) -> None:
    TOTPDevice.objects.create(user=alice, name="phone", key=KEY)
    code = f"{totp(bytes.fromhex(KEY)):06}"

    assert half.post("/two-factor/app", {"code": code})["Location"] == "/services"

    half.post("/sign-out")
    half.post("/sign-in", {"username": alice.email, "password": factories.PASSWORD})
    assert half.post("/two-factor/app", {"code": code}).status_code == 200


def test_the_chosen_factor_is_asked_first(client: Client, alice: User) -> None:
    TOTPDevice.objects.create(user=alice, name="phone", key=KEY)
    User.objects.filter(pk=alice.pk).update(default_factor="app")

    answer = client.post("/sign-in", {"username": alice.email, "password": factories.PASSWORD})

    assert answer["Location"] == "/two-factor/app"
    assert letters("sign-in-code", alice.email) == []


def test_a_recovery_code_works_once_and_its_owner_is_told(half: Client, alice: User) -> None:
    codes = make_recovery_codes(alice)

    answer = half.post("/two-factor/recovery", {"code": codes[0].upper()}, follow=True)

    assert "9 are left" in answer.content.decode()
    assert len(letters("factors-changed", alice.email)) == 1
    half.post("/sign-out")
    half.post("/sign-in", {"username": alice.email, "password": factories.PASSWORD})
    assert half.post("/two-factor/recovery", {"code": codes[0]}).status_code == 200


def test_another_persons_code_opens_nothing(half: Client, bob: User) -> None:
    codes = make_recovery_codes(bob)

    assert half.post("/two-factor/recovery", {"code": codes[0]}).status_code == 404
    assert half.get("/services")["Location"].startswith("/two-factor")


def test_a_remembered_device_is_not_asked_until_it_is_forgotten(half: Client, alice: User) -> None:
    half.post(EMAIL, {"code": code_of(alice), "remember": "on"})
    half.post("/sign-out")

    again = half.post("/sign-in", {"username": alice.email, "password": factories.PASSWORD})

    assert again["Location"] == "/services"
    assert half.get("/services").status_code == 200
    half.post(reverse("portal:forget-device", args=[RememberedDevice.objects.get().pk]))
    assert half.get("/services")["Location"].startswith("/two-factor")
    half.post("/sign-out")
    asked = half.post("/sign-in", {"username": alice.email, "password": factories.PASSWORD})
    assert asked["Location"] == EMAIL


def test_a_remembered_device_is_asked_again_after_a_new_password_and_after_30_days(
    half: Client, alice: User
) -> None:
    half.post(EMAIL, {"code": code_of(alice), "remember": "on"})
    half.post("/sign-out")
    RememberedDevice.objects.update(expires_at=timezone.now())
    fields = {"username": alice.email, "password": factories.PASSWORD}
    assert half.post("/sign-in", fields)["Location"] == EMAIL
    half.post("/sign-out")
    RememberedDevice.objects.update(expires_at=timezone.now() + timedelta(days=1))
    alice.set_password("another fine set of words")
    alice.save()

    assert half.post("/sign-in", fields | {"password": "another fine set of words"})[
        "Location"
    ] == (EMAIL)


def test_a_remembered_device_is_nobody_elses(half: Client, alice: User, bob: User) -> None:
    half.post(EMAIL, {"code": code_of(alice), "remember": "on"})
    half.post("/sign-out")

    answer = half.post("/sign-in", {"username": bob.email, "password": factories.PASSWORD})

    assert answer["Location"] == EMAIL


def test_a_new_device_is_told_of_by_email_and_a_known_one_is_not(alice: User) -> None:
    first = sign_in_fully(alice)
    assert letters("new-device", alice.email) == []

    first.post("/sign-out")
    EmailDevice.objects.update(sent_at=None)
    first.post("/sign-in", {"username": alice.email, "password": factories.PASSWORD})
    first.post(EMAIL, {"code": code_of(alice)})
    assert letters("new-device", alice.email) == []
    EmailDevice.objects.update(sent_at=None)
    agent = "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0"
    sign_in_fully(alice, headers={"user-agent": agent})

    assert [letter["browser"] for letter in letters("new-device", alice.email)] == [
        "Firefox, Windows"
    ]


def test_a_sign_in_is_kept_without_a_whole_address(alice: User) -> None:
    sign_in_fully(alice, REMOTE_ADDR="203.0.113.77")

    row = SignIn.objects.get()
    assert (row.masked_address, row.factor, row.was_remembered) == ("203.0.•.•", "email", False)
    assert AuditEvent.objects.filter(action="signed-in", actor=alice).exists()


def test_the_platform_team_resets_what_a_person_lost(alice: User, platform: User) -> None:
    theirs = sign_in_fully(alice)
    TOTPDevice.objects.create(user=alice, name="phone", key=KEY)
    make_recovery_codes(alice)
    User.objects.filter(pk=alice.pk).update(default_factor="app")

    reset_second_factors(alice, actor=platform, reason="Lost phone")

    assert not TOTPDevice.objects.exists()
    assert User.objects.get(pk=alice.pk).default_factor == "email"
    assert theirs.get("/services")["Location"].startswith("/sign-in")
    event = AuditEvent.objects.get(action="second-factors-reset")
    assert (event.actor, event.before) == (platform, {"factors": ["app", "recovery"]})


def test_the_sandbox_shows_a_newcomer_the_code(
    half: Client, alice: User, sandbox: object, client: Client
) -> None:
    page = BeautifulSoup(half.get(EMAIL).content, "html.parser")

    assert page.select_one('a[href="/two-factor/messages"]') is not None
    assert half.get("/two-factor/messages").status_code == 200
    assert Client().get("/two-factor/messages").status_code == 302


def test_without_the_sandbox_there_is_no_such_page(half: Client) -> None:
    page = BeautifulSoup(half.get(EMAIL).content, "html.parser")

    assert page.select_one('a[href="/two-factor/messages"]') is None
    assert half.get("/two-factor/messages").status_code == 404
