"""Nobody gets past a password alone: a session without a second factor sees only the way to it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from notify.accounts.sessions import see
from notify.portal.signing_in import address_of

AS_MEMBER = "looks as other people do"  # in the session of somebody of the platform team
# Pages ask for these by themselves, so they do not keep a session open.
NOT_A_SIGN_OF_LIFE = (".json", "/stream")


class SecondFactorMiddleware:
    """Sends a session that has shown only a password to the page that asks for more.

    It judges every view that asks for sign-in, so that one written tomorrow is judged too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        if user.is_authenticated and user.is_verified():
            user.looks_as_member = bool(request.session.get(AS_MEMBER))
            if not request.path.endswith(NOT_A_SIGN_OF_LIFE):
                see(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseRedirect | None:
        user: Any = request.user
        if not getattr(view, "login_required", True) or not user.is_authenticated:
            return None
        if user.is_verified() or getattr(view, "is_before_second_factor", False):
            return None
        return redirect(address_of("two-factor", _wanted(request)))


def _wanted(request: HttpRequest) -> str:
    """Return the page to come back to: none for what was sent to one."""
    return request.get_full_path() if request.method in ("GET", "HEAD") else ""
