"""Where a service hears of its messages: set up, test, read the log, replay."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notify.accounts.audit import record_event
from notify.delivery.callbacks import Answer, post, replay
from notify.delivery.models import CallbackDelivery
from notify.portal.access import Access, Permission, service_view
from notify.portal.callback_samples import sample_body
from notify.portal.forms.api import CallbackForm
from notify.portal.pages import FormPage, show_form
from notify.services.callbacks import (
    has_old_secret,
    resume_callback,
    rotate_signing_secret,
    set_callback,
    signing_secret,
    unsaved_callback,
)
from notify.services.models import Callback

State = CallbackDelivery.State
PAGE_SIZE = 50
MOST_REPLAYED = 1000
PROBLEMS = {
    "address-not-public": gettext_lazy("The address leads inside a network, not to the public."),
    "ConnectTimeoutError": gettext_lazy("The endpoint could not be reached in time."),
    "ReadTimeoutError": gettext_lazy("The endpoint did not answer in time."),
    "NameResolutionError": gettext_lazy("No machine has this name."),
    "NewConnectionError": gettext_lazy("Nothing listens at this address."),
    "SSLError": gettext_lazy("The certificate of the endpoint is not valid."),
    "UnsafeRedirect": gettext_lazy("The endpoint sends us on to an address without https."),
}


@service_view(Permission.MANAGE_API_KEYS, readable=True)
@require_safe
def callbacks(request: HttpRequest, access: Access) -> HttpResponse:
    known = {each.kind: each for each in access.service.callbacks.all()}
    kinds = [(kind, kind.label, known.get(kind)) for kind in Callback.Kind]
    context = {
        "access": access,
        "kinds": kinds,
        "can_change": access.can(Permission.MANAGE_API_KEYS),
    }
    return render(request, "portal/callbacks.html", context)


@service_view(Permission.MANAGE_API_KEYS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_callback(request: HttpRequest, access: Access, kind: str) -> HttpResponse:
    """Set up a callback. "Test" calls the endpoint as the form stands, and saves nothing."""
    _check_kind(kind)
    present = access.service.callbacks.filter(kind=kind).first()
    form = CallbackForm(
        request.POST or None,
        has_token=present is not None,
        initial={"url": present.url} if present else {},
    )
    tested = None
    if request.method == "POST" and form.is_valid():
        if "test" not in request.POST:
            _save(request, access, kind, form)
            return redirect("portal:callbacks", access.service.id)
        tested = _test(access, kind, form)
    title = _("Callback: %(kind)s") % {"kind": Callback.Kind(kind).label}
    page = FormPage(title, reverse("portal:callbacks", args=[access.service.id]))
    return show_form(
        request,
        page,
        form,
        access=access,
        template="portal/callback.html",
        tested=tested,
        callback=present,
    )


@service_view(Permission.MANAGE_API_KEYS)
@require_http_methods(["GET", "HEAD", "POST"])
def callback_secret(request: HttpRequest, access: Access, kind: str) -> HttpResponse:
    """Show the secret that our calls are signed with; a POST makes a new one."""
    callback = _find(access, kind)
    if request.method == "POST":
        with transaction.atomic():
            rotate_signing_secret(callback)
            _record("callback-secret-rotated", callback, request)
        messages.success(request, _("A new signing secret is in use from now on."))
        return redirect("portal:callback-secret", access.service.id, kind)
    context = {
        "access": access,
        "callback": callback,
        "secret": signing_secret(callback),
        "old_secret_ends_at": callback.old_secret_ends_at if has_old_secret(callback) else None,
    }
    return render(request, "portal/callback_secret.html", context)


@service_view(Permission.MANAGE_API_KEYS)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_callback(request: HttpRequest, access: Access, kind: str) -> HttpResponse:
    callback = _find(access, kind)
    if request.method == "POST":
        with transaction.atomic():
            _record("callback-removed", callback, request)
            callback.delete()
        messages.success(request, _("The callback is removed."))
        return redirect("portal:callbacks", access.service.id)
    page = FormPage(
        _("Remove the callback"),
        reverse("portal:callbacks", args=[access.service.id]),
        _("Remove"),
        warning=_("What still waits for this endpoint is dropped, and so is the log."),
        is_danger=True,
    )
    return show_form(request, page, forms.Form(), access=access)


@service_view(Permission.MANAGE_API_KEYS)
@require_POST
def resume(request: HttpRequest, access: Access, kind: str) -> HttpResponse:
    callback = _find(access, kind)
    with transaction.atomic():
        if resume_callback(callback):
            _record("callback-resumed", callback, request)
            messages.success(request, _("We call the endpoint again."))
    return redirect("portal:callbacks", access.service.id)


@service_view(Permission.MANAGE_API_KEYS, readable=True)
@require_safe
def callback_log(request: HttpRequest, access: Access, kind: str) -> HttpResponse:
    """Show the calls of an endpoint, the newest first."""
    callback = _find(access, kind)
    state = request.GET.get("state", "")
    rows = callback.deliveries.order_by("-happened_at")
    if state in State.values:
        rows = rows.filter(state=state)
    page = Paginator(rows.prefetch_related("log"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "access": access,
        "callback": callback,
        "page": page,
        "lines": [
            (
                each,
                describe(each.answered, each.problem),
                [(call, describe(call.answered, call.problem)) for call in each.log.all()],
            )
            for each in page.object_list
        ],
        "state": state,
        "states": State.choices,
        "given_up": callback.deliveries.filter(state=State.GIVEN_UP).count(),
        "can_change": access.can(Permission.MANAGE_API_KEYS),
    }
    return render(request, "portal/callback_log.html", context)


@service_view(Permission.MANAGE_API_KEYS)
@require_POST
def replay_callbacks(request: HttpRequest, access: Access, kind: str) -> HttpResponse:
    """Make one call again, or all that were given up."""
    callback = _find(access, kind)
    rows = callback.deliveries.filter(state=State.GIVEN_UP)
    if "delivery" in request.POST:
        rows = callback.deliveries.filter(pk=_read_id(request.POST["delivery"]))
    chosen = list(rows[:MOST_REPLAYED])
    with transaction.atomic():
        for each in chosen:
            replay(each)
        _record("callbacks-replayed", callback, request, number=len(chosen))
    words = ngettext(
        "%(number)d call is made again.", "%(number)d calls are made again.", len(chosen)
    )
    messages.success(request, words % {"number": len(chosen)})
    return redirect("portal:callback-log", access.service.id, kind)


def describe(answered: int | None, problem: str) -> str:
    """Say how an endpoint answered."""
    if answered:
        return _("HTTP %(status)d") % {"status": answered}
    if problem:
        return str(PROBLEMS.get(problem, _("No answer (%(problem)s)") % {"problem": problem}))
    return _("Not called yet")


def _test(access: Access, kind: str, form: CallbackForm) -> dict[str, Any]:
    """Call the endpoint with a sample, and say what was sent and what came back."""
    callback = unsaved_callback(access.service, kind, **form.cleaned_data)
    body = sample_body(kind)
    answer: Answer = post(callback, str(uuid4()), body)
    return {
        "url": callback.url,
        "body": json.dumps(body, indent=2, ensure_ascii=False),
        "answer": describe(answer.status, answer.problem),
        "is_good": answer.is_good,
        "milliseconds": round(answer.seconds * 1000),
    }


def _save(request: HttpRequest, access: Access, kind: str, form: CallbackForm) -> None:
    with transaction.atomic():
        callback = set_callback(access.service, kind, **form.cleaned_data)
        # The path of an address may hold a secret of its receiver.
        host = urlsplit(callback.url).netloc
        _record("callback-set", callback, request, host=host)
    messages.success(request, _("The callback is saved."))


def _record(action: str, callback: Callback, request: HttpRequest, **after: object) -> None:
    after = {"kind": callback.kind, **after}
    record_event(action, callback, service_id=callback.service_id, after=after, request=request)


def _check_kind(kind: str) -> None:
    if kind not in Callback.Kind.values:
        raise Http404


def _find(access: Access, kind: str) -> Callback:
    _check_kind(kind)
    return get_object_or_404(access.service.callbacks, kind=kind)


def _read_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
