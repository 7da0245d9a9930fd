"""Your profile: each change asks who you are, is proved, is told of, and is put on record."""

from contextvars import Context
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from notify.accounts.guessing import connect_valkey
from notify.accounts.models import AuditEvent, SignIn, SmsDevice, User
from notify.notifications.models import Notification
from notify.portal.zones import reader_zone
from notify.services.models import Membership, Service
from tests import factories
from tests.portal import sent
from tests.portal.mailbox import letters, newest, path_of
from tests.portal.people import KEY, sign_in, sign_in_fully

NUMBER = "+16137363100"
PROTECTED = (
    *("name", "email", "mobile-number", "mobile-number/verify", "password", "deactivate"),
    *("2fa/app", "2fa/recovery-codes", "security_keys"),
)


@pytest.fixture(autouse=True)
def no_earlier_attempts() -> None:
    """The counts live in Valkey, which no test rolls back."""
    connect_valkey().flushdb()


@pytest.fixture
def fresh(alice: User) -> Client:
    """Alice, who signed in a moment ago."""
    return sign_in_fully(alice)


def events() -> set[str]:
    return set(AuditEvent.objects.values_list("action", flat=True))


@pytest.mark.parametrize("page", PROTECTED)
def test_what_matters_asks_for_the_password_again(page: str, alice: User) -> None:
    stale = sign_in(alice)
    address = f"/user-profile/{page}"

    asked = stale.get(address)["Location"]
    refused = stale.post(asked, {"password": "wrong"}).content.decode()
    passed = stale.post(asked, {"password": factories.PASSWORD})

    assert asked == f"/user-profile/authenticate?next={address.replace('/', '%2F')}"
    assert "The password is not right." in refused
    assert passed["Location"] == address


@pytest.mark.usefixtures("long_waits")
def test_guessing_the_password_again_is_slowed_down(alice: User) -> None:
    stale = sign_in(alice)
    for _ in range(5):
        stale.post("/user-profile/authenticate", {"password": "wrong"})

    page = stale.post("/user-profile/authenticate", {"password": factories.PASSWORD})

    assert "too many attempts" in page.content.decode()


def test_a_new_name(fresh: Client, alice: User) -> None:
    fresh.post("/user-profile/name", {"name": "Alice Anderson"})

    assert User.objects.get().name == "Alice Anderson"
    assert len(letters("name-changed", alice.email)) == 1
    assert "name-changed" in events()


def test_a_new_address_counts_once_its_link_is_used(fresh: Client, alice: User) -> None:
    fresh.post("/user-profile/email", {"email": "Alice@Parks.gc.ca"})
    link = path_of(newest("confirm-new-address", "alice@parks.gc.ca")["link"])

    assert "alice" not in link
    fresh.get(link)
    assert User.objects.get().email == alice.email
    fresh.post(link)
    assert User.objects.get().email == "alice@parks.gc.ca"
    assert len(letters("address-changed", alice.email)) == 1
    assert fresh.post(link).status_code == 410


def test_a_new_address_that_is_taken_or_not_governments(
    fresh: Client, alice: User, bob: User
) -> None:
    taken = fresh.post("/user-profile/email", {"email": bob.email})
    outside = fresh.post("/user-profile/email", {"email": "alice@gmail.com"})

    assert taken.status_code == 302
    assert len(letters("account-exists", bob.email)) == 1
    assert "Enter a government email address" in outside.content.decode()


def test_an_address_taken_while_its_link_was_on_its_way(fresh: Client, alice: User) -> None:
    fresh.post("/user-profile/email", {"email": "alice@parks.gc.ca"})
    factories.make_user("alice@parks.gc.ca")

    answer = fresh.post(path_of(newest("confirm-new-address", "alice@parks.gc.ca")["link"]))

    assert answer.status_code == 410
    assert User.objects.get(pk=alice.pk).email == alice.email


def test_a_number_is_verified_by_a_code_and_can_be_removed(fresh: Client, alice: User) -> None:
    fresh.post("/user-profile/mobile-number", {"mobile_number": "613-736-3100"})
    assert User.objects.get().mobile_number == ""
    wrong = fresh.post("/user-profile/mobile-number/verify", {"code": "1"}).content.decode()
    code = newest("sign-in-code-sms", NUMBER)["code"]
    fresh.post("/user-profile/mobile-number/verify", {"code": code})

    assert "The code is not right" in wrong
    assert User.objects.get().mobile_number == NUMBER
    assert SmsDevice.objects.get().confirmed
    User.objects.update(default_factor="sms")
    fresh.post("/user-profile/mobile-number/remove")
    person = User.objects.get()
    assert (person.mobile_number, person.default_factor) == ("", "email")
    assert len(letters("mobile-changed", alice.email)) == 2


def test_another_number_replaces_the_first_only_when_its_code_came_back(
    fresh: Client, alice: User
) -> None:
    SmsDevice.objects.create(user=alice, name="text", number="+16137363111")

    fresh.post("/user-profile/mobile-number", {"mobile_number": NUMBER})

    assert SmsDevice.objects.get(confirmed=True).number == "+16137363111"
    code = newest("sign-in-code-sms", NUMBER)["code"]
    fresh.post("/user-profile/mobile-number/verify", {"code": code})
    assert SmsDevice.objects.get().number == NUMBER


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(
    fresh: Client, alice: User
) -> None:
    other = sign_in(alice)

    fresh.post("/user-profile/password", {"password": "twelve purple lanterns"})

    assert fresh.get("/services").status_code == 200
    assert other.get("/services")["Location"].startswith("/sign-in")
    assert len(letters("password-changed", alice.email)) == 1


def test_an_app_is_set_up_is_asked_first_and_is_removed(fresh: Client, alice: User) -> None:
    fresh.get("/user-profile/2fa/app")
    key = fresh.session["authenticator app being enrolled"]
    wrong = fresh.post("/user-profile/2fa/app", {"name": "Phone", "token": "1"}).content.decode()
    right = fresh.post(
        "/user-profile/2fa/app", {"name": "Phone", "token": f"{totp(bytes.fromhex(key)):06}"}
    )

    assert "The code is not right" in wrong
    assert right["Location"] == "/user-profile/2fa/recovery-codes"
    assert User.objects.get().default_factor == "app"
    device = TOTPDevice.objects.get()
    fresh.post(f"/user-profile/2fa/app/{device.pk}/remove")
    assert User.objects.get().default_factor == "email"
    assert {"factor-added", "factor-removed"} <= events()


def test_recovery_codes_are_shown_once_and_kept_unreadable(fresh: Client, alice: User) -> None:
    assert fresh.get("/user-profile/2fa/recovery-codes").content.count(b"<code>") == 0
    page = fresh.post("/user-profile/2fa/recovery-codes").content.decode()

    assert page.count("<code>") == 10
    token = alice.staticdevice_set.get().token_set.first().token  # type: ignore[attr-defined]
    assert token not in page
    assert fresh.get("/user-profile/2fa/recovery-codes").content.count(b"<code>") == 0


def test_what_belongs_to_others_does_not_exist(fresh: Client, bob: User) -> None:
    device = TOTPDevice.objects.create(user=bob, name="phone", key=KEY)
    theirs = SignIn.objects.create(user=bob)

    for address in (
        f"/user-profile/2fa/app/{device.pk}/remove",
        f"/user-profile/sessions/{theirs.pk}/end",
        "/user-profile/security_keys/7/remove",
        "/user-profile/security_keys/7/rename",
        "/user-profile/2fa/devices/7/forget",
    ):
        assert fresh.post(address).status_code == 404
    assert TOTPDevice.objects.filter(pk=device.pk).exists()


def test_the_language_is_kept_for_pages_and_mail(fresh: Client) -> None:
    fresh.post("/user-profile/language", {"language": "fr"})

    assert User.objects.get().language == "fr"
    assert "Votre profil" in fresh.get("/user-profile").content.decode()


def test_sessions_are_listed_and_ended_one_by_one_or_all(fresh: Client, alice: User) -> None:
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1"
    alice.emaildevice_set.update(sent_at=None)  # type: ignore[attr-defined]
    phone = sign_in_fully(alice, headers={"user-agent": agent})

    page = fresh.get("/user-profile/sessions").content.decode()
    row = SignIn.objects.get(browser="Safari, iPhone")
    fresh.post(f"/user-profile/sessions/{row.pk}/end")

    assert "Safari, iPhone" in page
    assert phone.get("/services")["Location"].startswith("/sign-in")
    assert fresh.get("/services").status_code == 200
    alice.emaildevice_set.update(sent_at=None)  # type: ignore[attr-defined]
    again = sign_in_fully(alice)
    fresh.post("/user-profile/sessions/end-others")
    assert again.get("/services")["Location"].startswith("/sign-in")
    assert fresh.get("/services").status_code == 200


def test_a_used_session_slides_and_polling_does_not_keep_it(fresh: Client, alice: User) -> None:
    before = fresh.session.get_expiry_date()
    session = fresh.session
    session["seen"] = (timezone.now() - timedelta(hours=1)).timestamp()
    session.save()
    service = factories.make_service(owner=alice)

    fresh.get(f"/services/{service.id}/counts.json")
    polled = fresh.session["seen"]
    fresh.get("/services")

    assert polled == session["seen"]
    assert fresh.session["seen"] > polled
    assert fresh.session.get_expiry_date() >= before


def test_leaving_is_refused_while_a_service_would_have_nobody(
    fresh: Client, alice: User, service: Service
) -> None:
    refused = fresh.post("/user-profile/deactivate")

    assert refused.status_code == 409
    assert service.name in refused.content.decode()
    assert User.objects.get().is_active


def test_leaving_closes_the_account_and_every_door(
    fresh: Client, alice: User, service: Service, bob: User
) -> None:
    bob.memberships.update(permissions=Membership.Permission.values)

    fresh.post("/user-profile/deactivate")

    alice.refresh_from_db()
    assert not alice.is_active
    assert not alice.memberships.exists()
    assert fresh.get("/services")["Location"].startswith("/sign-in")
    page = fresh.post("/sign-in", {"username": alice.email, "password": factories.PASSWORD})
    assert "is not right" in page.content.decode()
    assert "account-deactivated" in events()


def test_no_personal_data_is_put_on_record(fresh: Client, alice: User) -> None:
    fresh.post("/user-profile/name", {"name": "Alice Anderson"})
    fresh.post("/user-profile/email", {"email": "alice@parks.gc.ca"})
    fresh.post(path_of(newest("confirm-new-address", "alice@parks.gc.ca")["link"]))

    for event in AuditEvent.objects.all():
        text = f"{event.before}{event.after}{event.subject_id}"
        assert "Anderson" not in text
        assert "@" not in text


def test_times_are_shown_in_the_zone_that_a_person_chooses(
    as_alice: Client, alice: User, service: Service
) -> None:
    sent.send_email(service)
    page = reverse("portal:messages", args=[service.id])
    before = as_alice.get(page).content.decode()

    answer = as_alice.post(
        reverse("portal:change-time-zone"), {"time_zone": "America/Vancouver"}, follow=True
    )
    after = as_alice.get(page).content.decode()

    assert "Pacific time" in answer.content.decode()
    assert "Times are in this zone: Eastern time." in before
    assert "Times are in this zone: Pacific time." in after
    at = Notification.objects.get().created_at
    for text, zone in ((before, "America/Toronto"), (after, "America/Vancouver")):
        assert at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds") in text
    assert (
        as_alice.post(reverse("portal:change-time-zone"), {"time_zone": "Mars"})
        .context["form"]
        .errors
    )


def test_outside_a_page_times_are_in_the_platform_s_zone() -> None:
    assert Context().run(reader_zone) == settings.LOCAL_TIME_ZONE
