"""The list of services."""

from typing import cast

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from notify.accounts.models import User
from notify.portal.access import signed_in_view
from notify.services.models import Service

PAGE_SIZE = 50


@signed_in_view
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """List the person's services; all services, with a search, for the platform team."""
    user = cast(User, request.user)
    search = request.GET.get("search", "").strip() if user.is_staff else ""
    page = Paginator(find_services(user, search), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "portal/services.html", {"page": page, "search": search})


def find_services(user: User, search: str) -> QuerySet[Service]:
    found = Service.objects.select_related("organisation").order_by("name", "id")
    if not user.is_staff:
        return found.filter(memberships__user=user, archived_at=None)
    if search:
        return found.filter(
            Q(name_en__icontains=search)
            | Q(name_fr__icontains=search)
            | Q(email_from__icontains=search)
            | Q(organisation__name_en__icontains=search)
            | Q(organisation__name_fr__icontains=search)
        )
    return found
