"""The platform team's queue of services that want to go live, and its decisions."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from notify.portal.access import platform_view
from notify.portal.forms.go_live import ApprovalForm, SendBackForm
from notify.portal.go_live import OFFERED, steps_of
from notify.services.go_live import approve_request, send_request_back
from notify.services.lifecycle import link_organisation
from notify.services.models import GoLiveRequest

State = GoLiveRequest.State
PAGE_SIZE = 25


@platform_view
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """List what waits, the longest first, and what was decided lately."""
    every = GoLiveRequest.objects.select_related("service__organisation", "decided_by")
    waiting = every.filter(state=State.SUBMITTED).order_by("submitted_at")
    decided = every.filter(state__in=(State.APPROVED, State.SENT_BACK)).order_by("-decided_at")
    context = {
        "waiting": waiting,
        "page": Paginator(decided, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "portal/go_live_queue.html", context)


@platform_view
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a request with what it says; approve it or send it back."""
    found = GoLiveRequest.objects.select_related(
        "service__organisation", "submitted_by", "terms_accepted_by", "decided_by"
    )
    asked = get_object_or_404(found.exclude(state=State.DRAFT), pk=pk)
    sends_back = "comment" in request.POST
    approval = ApprovalForm(
        request.POST if request.method == "POST" and not sends_back else None,
        initial=_offer(asked),
    )
    refusal = SendBackForm(request.POST if sends_back else None)
    if request.method == "POST" and _decide(request, asked, approval, refusal):
        return redirect("portal:go-live-queue")
    context = {
        "asked": asked,
        "approval": approval,
        "refusal": refusal,
        "form": refusal if sends_back else approval,
        "steps": steps_of(asked.service, asked),
        "history": asked.service.go_live_requests.exclude(pk=asked.pk).exclude(state=State.DRAFT),
    }
    return render(request, "portal/go_live_decision.html", context)


def _decide(
    request: HttpRequest, asked: GoLiveRequest, approval: ApprovalForm, refusal: SendBackForm
) -> bool:
    """Do what the form that was sent asks for; False when it has errors."""
    name = {"name": asked.service.name}
    if refusal.is_bound:
        if not refusal.is_valid():
            return False
        done = send_request_back(asked, request, refusal.cleaned_data["comment"])
        words = _("%(name)s is sent back to its team.") % name
    else:
        if not approval.is_valid():
            return False
        link_organisation(asked.service, approval.cleaned_data["organisation"], request)
        limits = {each: approval.cleaned_data[each] for each in ("emails_a_day", "texts_a_day")}
        done = approve_request(asked, request, **limits)
        words = _("%(name)s is live.") % name
    if done:
        messages.success(request, words)
    else:
        messages.error(request, _("A colleague decided about this request meanwhile."))
    return True


def _offer(asked: GoLiveRequest) -> dict[str, object]:
    return {
        "organisation": asked.service.organisation,
        "emails_a_day": OFFERED.get(asked.emails_a_day, 0),
        "texts_a_day": OFFERED.get(asked.texts_a_day, 0),
    }
