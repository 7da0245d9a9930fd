"""Addresses that a service no longer writes to, and those whose emails came back lately."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notify.delivery.bounces import bounce_rate, suspended_at
from notify.delivery.models import Suppression
from notify.delivery.suppression import recipient_of, remove_suppression, suppressed_for
from notify.portal.access import Access, Permission, service_view
from notify.portal.sealed_search import open_search, seal_search
from notify.portal.suppressed_addresses import (
    PROBLEM_DAYS,
    page_of,
    problem_addresses,
    suppression_scope,
)

CAN_REMOVE = (Permission.MANAGE_SERVICE, Permission.SEND_MESSAGES)


class RemovalForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why can we write to this address again?"),
        help_text=gettext_lazy("For example: the person has a new inbox. Do not name the person."),
        max_length=500,
    )


@service_view(Permission.VIEW_ACTIVITY)
@require_safe
def suppression(request: HttpRequest, access: Access) -> HttpResponse:
    search = open_search(request.GET.get("search", ""), suppression_scope(access.service))
    before = request.GET.get("before", "")
    rows = suppressed_for(access.service, search)
    context = {
        "access": access,
        "search": search,
        "page": page_of(rows, access.service, int(before) if before.isdecimal() else None),
        "token": request.GET.get("search", ""),
        "can_remove": any(access.can(permission) for permission in CAN_REMOVE),
    }
    return render(request, "portal/suppression.html", context)


@service_view(Permission.VIEW_ACTIVITY)
@require_POST
def search_suppression(request: HttpRequest, access: Access) -> HttpResponse:
    """Turn a search into an address that does not show what is searched for."""
    search = request.POST.get("search", "").strip()
    address = reverse("portal:suppression", args=[access.service.id])
    token = seal_search(search, suppression_scope(access.service)) if search else ""
    return redirect(f"{address}?search={token}" if token else address)


@service_view(*CAN_REMOVE)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_from_suppression(request: HttpRequest, access: Access, row_id: int) -> HttpResponse:
    rows = Suppression.objects.filter(service=access.service, removed_at=None)
    row = get_object_or_404(rows, pk=row_id)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        ip = request.META.get("REMOTE_ADDR") or None
        remove_suppression(row, actor=access.user, reason=reason, ip=ip)
        messages.success(request, _("The address is off the list. Emails go to it again."))
        return redirect("portal:suppression", access.service.id)
    context: dict[str, Any] = {
        "access": access,
        "row": row,
        "recipient": recipient_of(row),
        "form": form,
    }
    return render(request, "portal/suppression_removal.html", context)


@service_view(Permission.VIEW_ACTIVITY)
@require_safe
def problems(request: HttpRequest, access: Access) -> HttpResponse:
    context = {
        "access": access,
        "rate": bounce_rate(access.service),
        "suspended_at": suspended_at(access.service),
        "days": PROBLEM_DAYS,
        "entries": problem_addresses(access.service),
    }
    return render(request, "portal/problem_addresses.html", context)
