"""Signing in through a department's OpenID Connect provider, where the operator set one up.

It stands in for the password. The second factor is still asked for, unless the provider vouches for
it in `amr` or `acr` (docs/single-sign-on.md).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView

from notify.accounts.audit import record_event
from notify.accounts.models import SignOnDevice, User
from notify.portal.account_forms import is_government_address
from notify.portal.signing_in import begin, finish
from notify.portal.views.home import local_address

BACKEND = f"{__name__}.SingleSignOnBackend"


def is_configured() -> bool:
    """Say whether the sign-in page offers single sign-on."""
    return bool(settings.OIDC_RP_CLIENT_ID)


def when_configured(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hide a page where there is no provider to go to."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_configured():
            raise Http404
        return view(request, *args, **kwargs)

    return wrapper


class SingleSignOnBackend(OIDCAuthenticationBackend):  # type: ignore[misc]
    """Finds the account of the address that the provider says is the person's."""

    def verify_token(self, token: Any, **kwargs: Any) -> Any:
        """Keep what the signed token says of how the person signed in there."""
        payload = super().verify_token(token, **kwargs)
        self.request.sign_on_claims = payload
        return payload

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        """Take only an address that the provider has verified and that may have an account."""
        email = claims.get("email")
        is_verified = claims.get("email_verified", settings.OIDC_TRUSTS_EVERY_ADDRESS) is True
        if not isinstance(email, str) or not is_verified:
            return False
        return is_government_address(email)

    def get_user(self, user_id: Any) -> User | None:
        """Return whose session it is: the library's looks at nothing but that there is somebody."""
        user: User | None = super().get_user(user_id)
        return user if user and self.user_can_authenticate(user) else None

    def filter_users_by_claims(self, claims: dict[str, Any]) -> QuerySet[User]:
        return User.objects.filter(email=str(claims["email"]).strip().lower())

    def create_user(self, claims: dict[str, Any]) -> User:
        email = str(claims["email"]).strip().lower()
        user = User.objects.create_user(email, None, name=str(claims.get("name") or email)[:255])
        record_event("account-created", user, actor=user, after={"single-sign-on": True})
        return user

    def update_user(self, user: User, claims: dict[str, Any]) -> User:
        """Leave an account as its owner has it, but take its address as verified."""
        if user.email_verified_at is None:
            # Whoever chose this password never showed that the address is theirs.
            user.set_unusable_password()
            user.email_verified_at = timezone.now()
            user.save(update_fields=["password", "email_verified_at"])
        return user


class SingleSignOnCallback(OIDCAuthenticationCallbackView):  # type: ignore[misc]
    """Takes the person back from the provider."""

    request: HttpRequest
    user: User

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            return super().get(request)  # type: ignore[no-any-return]
        except SuspiciousOperation:  # a state that is not ours or was used
            return self.login_failure()

    def login_success(self) -> HttpResponse:
        wanted = local_address(self.request, self.request.session.pop("oidc_login_next", "") or "")
        if not is_vouched_for(getattr(self.request, "sign_on_claims", {})):
            return begin(self.request, self.user, wanted, backend=BACKEND)
        device, _made = SignOnDevice.objects.get_or_create(
            user=self.user, defaults={"name": "single sign-on"}
        )
        login(self.request, self.user, backend=BACKEND)
        return finish(self.request, self.user, device, wanted)

    def login_failure(self) -> HttpResponse:
        messages.error(
            self.request,
            _("Your department did not sign you in here. Try again, or use a password."),
        )
        return redirect("portal:sign-in")


def is_vouched_for(claims: dict[str, Any]) -> bool:
    """Say whether a signed token tells of a second factor in a way that the operator accepts."""
    methods = claims.get("amr") or []
    said = {*(methods if isinstance(methods, list) else [methods]), claims.get("acr")}
    return bool(said & set(settings.OIDC_SECOND_FACTOR_VALUES))
