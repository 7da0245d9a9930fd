"""Help people: find an account, unlock, block, sign out, reset second factors with a colleague."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notify.accounts.guessing import is_guarded
from notify.accounts.models import SignIn, User
from notify.accounts.second_factor import factors_of
from notify.portal.access import platform_view
from notify.portal.account_mail import send_alert, send_new_password_link
from notify.portal.models import FactorReset
from notify.portal.platform.support import (
    NotAllowed,
    ask_for_reset,
    decide_reset,
    expire_password,
    set_active,
    sign_out_everywhere,
    unlock,
)
from notify.portal.sealed_search import open_search, seal_search
from notify.services.models import Membership

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SCOPE = "people"
SHOWN = 50
REFUSALS: dict[str, StrOrPromise] = {
    "yourself": gettext_lazy("You cannot block yourself."),
    "superuser": gettext_lazy(
        "Only somebody with all rights can do this to a person with all rights."
    ),
    "asked": gettext_lazy("A reset was asked for already. A colleague must decide it."),
    "decided": gettext_lazy("This was decided already."),
    "same-person": gettext_lazy("It takes a second person of the team to approve this."),
}


class ResetForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("How did you recognise the person?"),
        help_text=gettext_lazy("For example: called back at the number in the staff directory."),
        max_length=500,
        min_length=10,
    )


@platform_view
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Find accounts by a part of the address; the search does not show in the address bar."""
    if request.method == "POST":
        text = request.POST.get("search", "").strip()
        response = redirect("portal:platform-people")
        if text:
            response["Location"] += f"?search={seal_search(text, SCOPE)}"
        return response
    text = open_search(request.GET.get("search", ""), SCOPE)
    rows = User.objects.filter(email__icontains=text) if text else User.objects.none()
    resets = FactorReset.objects.filter(state=FactorReset.State.ASKED)
    context = {
        "search": text,
        "rows": rows.order_by("email")[:SHOWN],
        "resets": resets.select_related("user", "asked_by"),
    }
    return render(request, "platform/people.html", context)


@platform_view
@require_safe
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(User, pk=pk)
    return render(request, "platform/person.html", _about(found, ResetForm()))


@platform_view
@require_POST
def act(request: HttpRequest, pk: UUID, what: str) -> HttpResponse:
    """Do one thing to an account; each is on record."""
    found = get_object_or_404(User, pk=pk)
    if what == "reset":
        form = ResetForm(request.POST)
        if not form.is_valid():
            return render(request, "platform/person.html", _about(found, form))
    try:
        messages.success(request, _do(request, found, what))
    except NotAllowed as error:
        messages.error(request, str(REFUSALS[error.code]))
    return redirect("portal:platform-person", pk)


@platform_view
@require_POST
def decide(request: HttpRequest, reset_id: int) -> HttpResponse:
    """Approve or refuse a reset that a colleague asked for."""
    asked = get_object_or_404(FactorReset.objects.select_related("user"), pk=reset_id)
    approve = request.POST.get("decision") == "approve"
    try:
        decide_reset(asked, request, approve=approve)
    except NotAllowed as error:
        messages.error(request, str(REFUSALS[error.code]))
    else:
        if approve:
            send_alert("factors-changed", asked.user)
        done = _("The second factors are reset. The person signs in with a code by email.")
        messages.success(request, done if approve else _("The reset is refused."))
    return redirect("portal:platform-people")


def _do(request: HttpRequest, found: User, what: str) -> str:
    """Do one thing and return the words for it. Raises Http404, NotAllowed."""
    if what == "unlock":
        unlock(found, request)
        return _("The account is unlocked.")
    if what in ("block", "unblock"):
        set_active(found, request, active=what == "unblock")
        return _("The account is blocked.") if what == "block" else _("The account is open again.")
    if what == "sign-out":
        ended = sign_out_everywhere(found, request)
        text = ngettext("%(count)d session is ended.", "%(count)d sessions are ended.", ended)
        return text % {"count": ended}
    if what == "new-password":
        send_new_password_link(expire_password(found, request))
        return _("The password is useless now. The person gets a link to choose another.")
    if what == "reset":
        ask_for_reset(found, request, request.POST["reason"])
        return _("A colleague of the platform team must approve the reset now.")
    raise Http404


def _about(found: User, form: ResetForm) -> dict[str, object]:
    memberships = Membership.objects.filter(user=found).select_related("service")
    return {
        "person": found,
        "form": form,
        "memberships": memberships.order_by("service__name_en"),
        "sign_ins": SignIn.objects.filter(user=found)[:10],
        "factors": [factor.label for factor in factors_of(found)],
        "is_guarded": is_guarded(found.email),
        "open_reset": FactorReset.objects.filter(user=found, state=FactorReset.State.ASKED).first(),
    }
