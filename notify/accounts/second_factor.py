"""What a person can show besides a password, and whether it is right."""

import secrets

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from notify.accounts.audit import record_event
from notify.accounts.models import EmailDevice, Factor, RememberedDevice, SmsDevice, User
from notify.accounts.sessions import end_sessions
from notify.vault import blind_index

RECOVERY_CODES = 10
RECOVERY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another
STRONG = (TOTPDevice, WebAuthnCredential, StaticDevice)  # what the admin asks for


def factors_of(user: User) -> list[Factor]:
    """Return what a person has set up, the one to ask for first in front. One query for all."""
    person = OuterRef("pk")
    held = {
        Factor.SMS: SmsDevice.objects.filter(user=person, confirmed=True),
        Factor.APP: TOTPDevice.objects.filter(user=person, confirmed=True),
        Factor.KEY: WebAuthnCredential.objects.filter(user=person, confirmed=True),
        Factor.RECOVERY: StaticToken.objects.filter(device__user=person, device__confirmed=True),
    }
    rows = User.objects.filter(pk=user.pk)
    is_there = rows.values_list(*(Exists(devices) for devices in held.values())).get()
    found = [Factor.EMAIL, *(factor for factor, there in zip(held, is_there, strict=True) if there)]
    return sorted(found, key=lambda factor: factor != user.default_factor)


def email_device(user: User) -> EmailDevice:
    """Return the device of codes by email; everybody has one."""
    device: EmailDevice
    device, _made = EmailDevice.objects.get_or_create(user=user, defaults={"name": "email"})
    return device


def sms_device(user: User) -> SmsDevice | None:
    """Return the device of the verified mobile number."""
    found: SmsDevice | None = SmsDevice.objects.filter(user=user, confirmed=True).first()
    return found


def recovery_codes_left(user: User) -> int:
    return int(StaticToken.objects.filter(device__user=user, device__confirmed=True).count())


@transaction.atomic
def verify_code(user: User, factor: str, code: str) -> object | None:
    """Return the device that accepts a code; None if there is none. The code is then spent."""
    code = "".join(code.split()).replace("-", "").lower()
    if not code:
        return None
    if factor == Factor.RECOVERY:
        code = _recovery_token(user, code)
    for device in _devices(user, factor):
        if device.verify_is_allowed()[0] and device.verify_token(code):
            return device  # type: ignore[no-any-return]
    return None


def is_strong(device: object) -> bool:
    """Say whether a device is good enough for the admin: something held, not a mailbox."""
    return isinstance(device, STRONG)


def factor_of(device: object) -> Factor:
    """Return what kind of factor a device is."""
    kinds = {
        TOTPDevice: Factor.APP,
        WebAuthnCredential: Factor.KEY,
        StaticDevice: Factor.RECOVERY,
        SmsDevice: Factor.SMS,
    }
    return kinds.get(type(device), Factor.EMAIL)


@transaction.atomic
def make_recovery_codes(user: User, request: HttpRequest | None = None) -> list[str]:
    """Make ten recovery codes in place of those there were, and return them, for once."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes")
    codes = [
        "".join(secrets.choice(RECOVERY_LETTERS) for _letter in range(10))
        for _code in range(RECOVERY_CODES)
    ]
    StaticToken.objects.bulk_create(
        StaticToken(device=device, token=_recovery_token(user, code)) for code in codes
    )
    record_event("recovery-codes-made", user, actor=user, request=request)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


@transaction.atomic
def reset_second_factors(
    user: User, *, actor: User, request: HttpRequest | None = None, reason: str = ""
) -> None:
    """Take away all that a person lost, so that a code by email lets them in again.

    Their sessions and remembered devices end. The caller has checked that the platform team agrees.
    """
    removed = [factor.value for factor in factors_of(user) if factor != Factor.EMAIL]
    for model in (TOTPDevice, WebAuthnCredential, StaticDevice, SmsDevice, RememberedDevice):
        model.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(default_factor=Factor.EMAIL)
    user.default_factor = Factor.EMAIL
    end_sessions(user)
    record_event(
        "second-factors-reset",
        user,
        actor=actor,
        before={"factors": removed},
        after={"reason": reason} if reason else None,
        request=request,
    )


def keep_default_possible(user: User) -> None:
    """Fall back to a code by email when the factor that was asked first is gone."""
    if user.default_factor not in factors_of(user):
        user.default_factor = Factor.EMAIL
        user.save(update_fields=["default_factor"])


def _devices(user: User, factor: str) -> list:  # type: ignore[type-arg]  # django-otp has no types
    """Return the devices that may accept a code, locked so that no code is used twice."""
    models = {
        Factor.EMAIL.value: EmailDevice,
        Factor.SMS.value: SmsDevice,
        Factor.APP.value: TOTPDevice,
        Factor.RECOVERY.value: StaticDevice,
    }
    if factor not in models:
        return []
    rows = models[factor].objects.select_for_update().filter(user=user, confirmed=True)
    return list(rows)


def _recovery_token(user: User, code: str) -> str:
    """Return what is kept of a recovery code: it cannot be read back."""
    return blind_index(f"recovery code\n{user.pk}\n{code}").hex()[:16]


def now_verified(user: User, device: SmsDevice) -> None:
    """Make a number that a code came back from the person's mobile number."""
    with transaction.atomic():
        SmsDevice.objects.filter(user=user, confirmed=True).delete()
        SmsDevice.objects.filter(pk=device.pk).update(confirmed=True, sent_at=timezone.now())
        user.mobile_number = device.number
        user.save(update_fields=["mobile_number"])
