"""The logo of a service's emails: see, choose, ask for one; and the platform team's decision."""

from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notify.accounts.models import User
from notify.portal.access import Access, Permission, platform_view, public_view, service_view
from notify.portal.forms.branding import DecisionForm, LogoForm
from notify.portal.framing import framed_document
from notify.portal.pages import FormPage, show_form
from notify.rendering.branding import Branding
from notify.rendering.document import render_document
from notify.rendering.email import compile_email
from notify.services.branding import (
    NotWaiting,
    ask_for_brand,
    branding_of,
    brands_for,
    choose_brand,
    decide_brand,
    look_of,
)
from notify.services.models import Brand

CACHED_SECONDS = 365 * 86400


@service_view(Permission.MANAGE_SERVICE, readable=True)
@require_safe
def branding(request: HttpRequest, access: Access) -> HttpResponse:
    asked = Brand.objects.filter(service=access.service).defer("picture").order_by("-asked_at")
    context = {
        "access": access,
        "choices": brands_for(access.service),
        "asked": asked.exclude(state=Brand.State.APPROVED).first(),
        "can_manage": access.can(Permission.MANAGE_SERVICE),
    }
    return render(request, "portal/branding.html", context)


@service_view(Permission.MANAGE_SERVICE, readable=True)
@require_safe
def branding_preview(request: HttpRequest, access: Access) -> HttpResponse:
    """Return a real email of the service, with a logo that waits when `logo` names it."""
    look = branding_of(access.service)
    if chosen := request.GET.get("logo"):
        rows = Brand.objects.filter(service=access.service)
        look = look_of(get_object_or_404(rows, pk=_read_id(chosen)), access.service.language_order)
    return framed_document(_sample(look))


@service_view(Permission.MANAGE_SERVICE)
@require_POST
def choose_logo(request: HttpRequest, access: Access) -> HttpResponse:
    chosen = request.POST.get("logo", "")
    brand = get_object_or_404(Brand, pk=_read_id(chosen)) if chosen else None
    try:
        choose_brand(access.service, brand, request)
    except NotWaiting:
        raise Http404 from None
    messages.success(request, _("Emails look like this from now on."))
    return redirect("portal:branding", access.service.id)


@service_view(Permission.MANAGE_SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_logo(request: HttpRequest, access: Access) -> HttpResponse:
    form = LogoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        ask_for_brand(access.service, form.logo, form.texts(), actor=access.user, request=request)
        messages.success(request, _("The platform team looks at the logo. You will get an email."))
        return redirect("portal:branding", access.service.id)
    page = FormPage(
        _("Ask for a logo"),
        reverse("portal:branding", args=[access.service.id]),
        _("Ask for it"),
        intro=(_("The platform team looks at each logo before emails carry it."),),
    )
    return show_form(request, page, form, access=access, template="portal/ask_for_logo.html")


@public_view
@require_safe
def logo_picture(request: HttpRequest, brand_id: UUID) -> HttpResponse:
    """Return a logo's PNG, for mail programs. One never changes, so it is cached for a year.

    A logo that waits is public too: its address has 122 random bits, and a preview must load it.
    """
    brand = get_object_or_404(Brand.objects.exclude(state=Brand.State.REFUSED), pk=brand_id)
    response = HttpResponse(bytes(brand.picture), content_type="image/png")
    patch_cache_control(response, public=True, max_age=CACHED_SECONDS, immutable=True)
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@platform_view
@require_safe
def logos(request: HttpRequest) -> HttpResponse:
    rows = Brand.objects.defer("picture").select_related("service", "organisation", "asked_by")
    context = {
        "waiting": rows.filter(state=Brand.State.ASKED).order_by("asked_at"),
        "decided": rows.exclude(state=Brand.State.ASKED).order_by("-decided_at")[:50],
    }
    return render(request, "platform/logos.html", context)


@platform_view
@require_http_methods(["GET", "HEAD", "POST"])
def decide_logo(request: HttpRequest, brand_id: UUID) -> HttpResponse:
    """Show a logo in a real email; approve it or send it back with a comment."""
    brand = get_object_or_404(Brand.objects.select_related("service"), pk=brand_id)
    form = DecisionForm(request.POST or None)
    approve = request.POST.get("decision") == "approve"
    if request.method == "POST" and form.is_valid():
        comment = form.cleaned_data["comment"].strip()
        if not approve and not comment:
            form.add_error("comment", _("Say what must change."))
        else:
            _decide(request, brand, approve=approve, comment=comment)
            return redirect("portal:platform-logos")
    return render(request, "platform/logo.html", {"brand": brand, "form": form})


@platform_view
@require_safe
def logo_in_email(request: HttpRequest, brand_id: UUID) -> HttpResponse:
    brand = get_object_or_404(Brand.objects.select_related("service"), pk=brand_id)
    order = brand.service.language_order if brand.service else "en"
    return framed_document(_sample(look_of(brand, order)))


def _decide(request: HttpRequest, brand: Brand, *, approve: bool, comment: str) -> None:
    try:
        decide_brand(
            brand,
            approve=approve,
            comment=comment,
            actor=cast(User, request.user),
            request=request,
        )
    except NotWaiting:
        messages.error(request, _("This was decided already."))
    else:
        messages.success(request, _("The logo is approved.") if approve else _("It is sent back."))


def _sample(look: Branding) -> str:
    """Render a sample message in the reader's language, with some of all that emails have."""
    body = _(
        "# Your application\n\nThis is what an email of your service looks like.\n\n"
        "* A list\n* of two things\n\n[A link](https://www.canada.ca)"
    )
    compiled = compile_email(_("Sample"), body)
    return render_document(
        fragment=compiled.html({}),
        subject=_("Sample"),
        preheader="",
        branding=look,
        language="fr" if get_language() == "fr" else "en",
        direction="ltr",
        asset_url=settings.EMAIL_ASSET_URL,
    )


def _read_id(text: str) -> UUID:
    """Raises Http404."""
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
