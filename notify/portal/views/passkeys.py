"""The two calls that a browser makes for each ceremony with a passkey or a security key.

The library does the cryptography; a script (passkeys.js) carries the answers.
"""

from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_otp_webauthn.exceptions import NotVerified
from django_otp_webauthn.models import WebAuthnCredential
from django_otp_webauthn.views import (
    BeginCredentialAuthenticationView,
    BeginCredentialRegistrationView,
    CompleteCredentialAuthenticationView,
    CompleteCredentialRegistrationView,
)

from notify.accounts.audit import record_event
from notify.accounts.models import Factor
from notify.accounts.second_factor import recovery_codes_left
from notify.portal.access import half_signed_in_view, signed_in_view
from notify.portal.account_mail import send_alert
from notify.portal.signing_in import address_of, finish, was_confirmed
from notify.portal.views.home import local_address
from notify.portal.views.two_factor import person_of

LONGEST_NAME = 64


class _Confirmed:
    """Lets only people add a key who showed who they are a moment ago."""

    request: Any

    def check_can_register(self) -> None:
        if not was_confirmed(self.request):
            raise NotVerified(detail=_("Enter your password again, then add the key."))


class _BeginAdding(_Confirmed, BeginCredentialRegistrationView):  # type: ignore[misc]
    pass


class _CompleteAdding(_Confirmed, CompleteCredentialRegistrationView):  # type: ignore[misc]
    def post(self, *args: Any, **kwargs: Any) -> JsonResponse:
        """Keep the key under the name that its owner gave it."""
        given = self.request.data
        self.request.data = given.get("credential", {})
        super().post(*args, **kwargs)
        user = person_of(self.request)
        key = WebAuthnCredential.objects.filter(user=user).latest("pk")
        key.name = str(given.get("name", "")).strip()[:LONGEST_NAME] or _("Security key")
        key.save(update_fields=["name"])
        if user.default_factor == Factor.EMAIL:
            user.default_factor = Factor.KEY
            user.save(update_fields=["default_factor"])
        record_event("factor-added", user, after={"factor": "key"}, request=self.request)
        send_alert("factors-changed", user)
        page = "security-keys" if recovery_codes_left(user) else "recovery-codes"
        return JsonResponse({"redirect_url": address_of(page)})


class _CompleteSignIn(CompleteCredentialAuthenticationView):  # type: ignore[misc]
    def post(self, *args: Any, **kwargs: Any) -> JsonResponse:
        """Let the person in; the answer says where to."""
        given = self.request.data
        self.request.data = given.get("credential", {})
        self._wants_remembering = bool(given.get("remember"))
        self._wanted = local_address(self.request, str(given.get("next", "")))
        return super().post(*args, **kwargs)  # type: ignore[no-any-return]

    def complete_auth(self, device: WebAuthnCredential) -> None:
        user = person_of(self.request)
        if device.user_id != user.pk:
            raise NotVerified(detail=_("This key belongs to another account."))
        self._answer = finish(
            self.request, user, device, self._wanted, wants_remembering=self._wants_remembering
        )

    def get_success_data(self, device: WebAuthnCredential) -> dict[str, str]:
        return {"redirect_url": self._answer["Location"]}

    def dispatch(self, *args: Any, **kwargs: Any) -> JsonResponse:
        response: JsonResponse = super().dispatch(*args, **kwargs)
        if hasattr(self, "_answer"):
            response.cookies.update(self._answer.cookies)
        return response


begin_adding = signed_in_view(require_POST(_BeginAdding.as_view()))
complete_adding = signed_in_view(require_POST(_CompleteAdding.as_view()))
begin_sign_in = half_signed_in_view(require_POST(BeginCredentialAuthenticationView.as_view()))
complete_sign_in = half_signed_in_view(require_POST(_CompleteSignIn.as_view()))
