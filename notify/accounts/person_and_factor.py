"""Who is signed in and which second factor they showed: read in one statement, on every page."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.middleware import OTPMiddleware
from django_otp.models import Device

from notify.accounts.models import User


class PersonAndFactorMiddleware(OTPMiddleware):  # type: ignore[misc]  # the library has no types
    """django-otp's middleware, less a statement: the device is read together with its owner.

    The owner is taken for the person who is signed in only where Django could find nobody else.
    Wherever that is not plain, Django is asked, which reads the person and settles the session.
    """

    def _verify_user_sync(self, request: HttpRequest, user: Any) -> Any:
        device = _device_of(request)
        person = device.user if device and _is_session_of(device.user, request) else user
        self._init_user_fields(person)
        if person.is_authenticated:
            person.otp_device = self._finalize_device(request, person, device)
        return person


def _device_of(request: HttpRequest) -> Any:
    """Return the device that a session names, with its owner; None where there is none."""
    name = request.session.get(DEVICE_ID_SESSION_KEY)
    if not name:
        return None
    with suppress(ValueError, LookupError):
        devices = Device._filter_persistent_id(name)  # what from_persistent_id looks in
        if devices is not None:
            return devices.select_related("user").first()
    return None


def _is_session_of(user: User, request: HttpRequest) -> bool:
    """Say whether Django would find that a session is a person's (django.contrib.auth.get_user)."""
    session = request.session
    return (
        user.is_active
        and session.get(SESSION_KEY) == str(user.pk)
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    )
