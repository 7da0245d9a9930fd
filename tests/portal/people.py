"""Sign people in as the portal knows them."""

from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from notify.accounts.models import EmailDevice, User
from tests.factories import PASSWORD
from tests.portal.mailbox import newest

KEY = "3132333435363738393031323334353637383930"  # of the platform team's authenticator apps


def sign_in(user: User, **client: object) -> Client:
    """Return a browser in which a person has signed in, second factor and all."""
    browser = Client(**client)  # type: ignore[arg-type]
    browser.force_login(user)
    device = _app(user) if user.is_staff else _mailbox(user)
    session = browser.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return browser


def sign_in_fully(user: User, **client: object) -> Client:
    """Sign in through the pages, as a person does, with a code by email."""
    browser = Client(**client)  # type: ignore[arg-type]
    browser.post("/sign-in", {"username": user.email, "password": PASSWORD})
    code = newest("sign-in-code", user.email)["code"]
    answer = browser.post("/two-factor/email", {"code": code})
    assert answer["Location"] == "/services"
    return browser


def _app(user: User) -> TOTPDevice:
    """The admin asks for more than a code by email."""
    found = TOTPDevice.objects.filter(user=user).first()
    return found or TOTPDevice.objects.create(user=user, name="app", key=KEY)


def _mailbox(user: User) -> EmailDevice:
    return EmailDevice.objects.get_or_create(user=user, defaults={"name": "email"})[0]
