"""Your sessions, staying signed in, signing out everywhere, and leaving for good."""

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notify.accounts.audit import record_event
from notify.accounts.models import SignIn, User
from notify.accounts.sessions import SESSION_KEY, end_session, end_sessions, open_sessions
from notify.portal.access import signed_in_view
from notify.portal.account_mail import send_alert
from notify.portal.views.profile import confirmed_view
from notify.portal.views.two_factor import person_of
from notify.services.managers import services_managed_only_by

HISTORY = 10


@signed_in_view
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """List the open sessions and the latest sign-ins."""
    user = person_of(request)
    context = {
        "open_sessions": open_sessions(user),
        "this": request.session.get(SESSION_KEY),
        "history": user.sign_ins.all()[:HISTORY],
    }
    return render(request, "portal/sessions.html", context)


@signed_in_view
@require_POST
def revoke_session(request: HttpRequest, session_id: int) -> HttpResponse:
    row = get_object_or_404(SignIn, pk=session_id, user=person_of(request))
    end_session(row)
    record_event("session-ended", row, request=request)
    if row.pk == request.session.get(SESSION_KEY):
        logout(request)
        return redirect("portal:sign-in")
    messages.success(request, _("The session is ended."))
    return redirect("portal:sessions")


@signed_in_view
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every other session and forget every remembered device."""
    user = person_of(request)
    count = end_sessions(user, but=request.session.get(SESSION_KEY))
    record_event("signed-out-everywhere", user, after={"sessions": count}, request=request)
    ended = ngettext(
        "%(count)d other session is ended. No device is remembered any more.",
        "%(count)d other sessions are ended. No device is remembered any more.",
        count,
    )
    messages.success(request, ended % {"count": count})
    return redirect("portal:sessions")


@signed_in_view
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Keep the session for another eight hours. Any page does; this one shows nothing."""
    request.session.modified = True
    if request.headers.get("Sec-Fetch-Mode") == "navigate":  # pressed without the script
        return redirect("portal:services")
    return JsonResponse({"seconds": request.session.get_expiry_age()})


@signed_in_view
@confirmed_view
@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request: HttpRequest) -> HttpResponse:
    """Close one's account, unless a service would be left with nobody to manage it."""
    user = person_of(request)
    alone = services_managed_only_by(user)
    if request.method != "POST" or alone:
        status = 409 if request.method == "POST" else 200
        context = {"alone": alone}
        return render(request, "portal/deactivate.html", context, status=status)
    _close(user, request)
    logout(request)
    messages.success(request, _("Your account is deactivated."))
    return redirect("portal:home")


@transaction.atomic
def _close_rows(user: User, request: HttpRequest) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    left = [str(service_id) for service_id in user.memberships.values_list("service_id", flat=True)]
    user.memberships.all().delete()
    record_event("account-deactivated", user, before={"services": left}, request=request)


def _close(user: User, request: HttpRequest) -> None:
    _close_rows(user, request)
    send_alert("account-deactivated", user)
    end_sessions(user)
