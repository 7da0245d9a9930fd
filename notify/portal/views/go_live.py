"""A team's way out of trial mode: the check list, its forms, and handing in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notify.portal.access import Access, Permission, service_view
from notify.portal.forms.go_live import TermsForm, UseForm
from notify.portal.go_live import is_complete, steps_of, tell_who_decides
from notify.portal.pages import FormPage, show_form
from notify.sending.errors import SendingError
from notify.services.go_live import accept_terms, open_request, submit_request
from notify.services.models import GoLiveRequest

State = GoLiveRequest.State
ANSWERS = (
    "purposes",
    "description",
    "audiences",
    "emails_a_day",
    "texts_a_day",
    "emails_a_year",
    "texts_a_year",
)


@service_view(Permission.MANAGE_SERVICE, readable=True)
@require_safe
def go_live(request: HttpRequest, access: Access) -> HttpResponse:
    last = access.service.go_live_requests.first()
    steps = steps_of(access.service, last)
    context = {
        "access": access,
        "last": last,
        "sent_back": access.service.go_live_requests.filter(state=State.SENT_BACK).first(),
        "steps": steps,
        "is_waiting": bool(last and last.state == State.SUBMITTED),
        "is_complete": is_complete(steps),
    }
    return render(request, "portal/go_live.html", context)


@service_view(Permission.MANAGE_SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def use(request: HttpRequest, access: Access) -> HttpResponse:
    """Ask what the service is for. "Save for later" keeps what there is."""
    draft = _draft(access) if request.method == "POST" else access.service.go_live_requests.first()
    as_draft = "later" in request.POST
    initial = {name: getattr(draft, name) for name in ANSWERS} if draft else {}
    form = UseForm(request.POST or None, initial=initial, as_draft=as_draft)
    if request.method == "POST" and draft and form.is_valid():
        if draft.state == State.DRAFT:
            answers = {name: form.cleaned_data[name] for name in ANSWERS}
            GoLiveRequest.objects.filter(pk=draft.pk, state=State.DRAFT).update(**answers)
            messages.success(request, _("Your answers are kept."))
        return redirect("portal:go-live", access.service.id)
    page = FormPage(_("What you send"), _back(access))
    return show_form(request, page, form, access=access, template="portal/go_live_use.html")


@service_view(Permission.MANAGE_SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest, access: Access) -> HttpResponse:
    form = TermsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        accept_terms(_draft(access), request)
        return redirect("portal:go-live", access.service.id)
    page = FormPage(_("Accept the terms of use"), _back(access), _("Accept"))
    return show_form(request, page, form, access=access, template="portal/go_live_terms.html")


@service_view(Permission.MANAGE_SERVICE)
@require_POST
def submit(request: HttpRequest, access: Access) -> HttpResponse:
    """Hand in a request that is complete; tell the platform team."""
    draft = _draft(access)
    if not access.service.restricted:
        messages.error(request, _("The service is live already."))
    elif not is_complete(steps_of(access.service, draft)):
        messages.error(request, _("Do all the steps first."))
    elif submit_request(draft, request):
        try:
            tell_who_decides(draft)
        except SendingError:
            pass  # the request waits in the platform team's list all the same
        messages.success(
            request, _("Your request is with the platform team. They decide in two business days.")
        )
    return redirect("portal:go-live", access.service.id)


def _draft(access: Access) -> GoLiveRequest:
    return open_request(access.service)


def _back(access: Access) -> str:
    return reverse("portal:go-live", args=[access.service.id])
