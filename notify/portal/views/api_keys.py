"""API keys of a service: make, rotate, end, revoke. A key's text is shown once."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from notify.accounts.audit import record_event
from notify.portal.access import Access, Permission, service_view
from notify.portal.forms.api import NAME_TAKEN, KeyEndForm, KeyForm, RotationForm
from notify.portal.pages import FormPage, show_form
from notify.services.api_keys import NewApiKey, create_api_key
from notify.services.key_ends import KeyEnded, rotate_key, set_key_end
from notify.services.models import ApiKey


@service_view(Permission.MANAGE_API_KEYS, readable=True)
@require_safe
def keys(request: HttpRequest, access: Access) -> HttpResponse:
    every = access.service.api_keys.select_related("created_by").order_by("-created_at")
    now = timezone.now()
    context = {
        "access": access,
        "working": [key for key in every if key.works(now)],
        "ended": [key for key in every if not key.works(now)],
        "can_change": access.can(Permission.MANAGE_API_KEYS),
    }
    return render(request, "portal/api_keys.html", context)


@service_view(Permission.MANAGE_API_KEYS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_key(request: HttpRequest, access: Access) -> HttpResponse:
    form = KeyForm(request.POST or None, service=access.service)
    if request.method == "POST" and form.is_valid():
        made = _make(request, access, form)
        if made:
            return _show(request, access, made)
    page = FormPage(_("Create an API key"), _back(access), _("Create the key"))
    return show_form(request, page, form, access=access)


@service_view(Permission.MANAGE_API_KEYS)
@require_http_methods(["GET", "HEAD", "POST"])
def rotate(request: HttpRequest, access: Access, key_id: UUID) -> HttpResponse:
    """Make a new key; the old one works until the programs that use it have changed over."""
    key = _find(access, key_id)
    name = _("%(name)s, %(day)s") % {"name": key.name, "day": f"{timezone.now():%Y-%m-%d}"}
    form = RotationForm(request.POST or None, service=access.service, initial={"name": name})
    if request.method == "POST" and form.is_valid():
        overlap = timedelta(hours=form.cleaned_data["overlap"])
        try:
            made = rotate_key(key, form.cleaned_data["name"], overlap, request)
        except KeyEnded:
            return redirect("portal:api-keys", access.service.id)
        except IntegrityError:
            form.add_error("name", NAME_TAKEN)
        else:
            key.refresh_from_db()
            return _show(request, access, made, old=key)
    page = FormPage(
        _("Rotate %(name)s") % {"name": key.name},
        _back(access),
        _("Make the new key"),
        intro=(
            _("A new key of the same type is made, and both work for a while."),
            _("Give your program the new key before the old one ends."),
        ),
    )
    return show_form(request, page, form, access=access)


@service_view(Permission.MANAGE_API_KEYS)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, access: Access, key_id: UUID) -> HttpResponse:
    """Set the day on which a key ends, or take it back."""
    key = _find(access, key_id)
    form = KeyEndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_key_end(key, form.cleaned_data["expires_at"], request)
        except KeyEnded:
            messages.error(request, _("The key has ended already."))
        else:
            messages.success(request, _("The end of the key is saved."))
        return redirect("portal:api-keys", access.service.id)
    page = FormPage(_("End of %(name)s") % {"name": key.name}, _back(access))
    return show_form(request, page, form, access=access)


@service_view(Permission.MANAGE_API_KEYS)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, access: Access, key_id: UUID) -> HttpResponse:
    key = _find(access, key_id)
    if request.method == "POST":
        with transaction.atomic():
            key.revoke()
            record_event("api-key-revoked", key, service_id=access.service.id, request=request)
        messages.success(request, _("%(name)s is revoked.") % {"name": key.name})
        return redirect("portal:api-keys", access.service.id)
    page = FormPage(
        _("Revoke %(name)s") % {"name": key.name},
        _back(access),
        _("Revoke the key"),
        warning=_("Programs that use it are refused at once. This cannot be undone."),
        is_danger=True,
    )
    return show_form(request, page, forms.Form(), access=access)


def _make(request: HttpRequest, access: Access, form: KeyForm) -> NewApiKey | None:
    asked = form.cleaned_data
    try:
        with transaction.atomic():
            made = create_api_key(
                access.service,
                asked["name"],
                asked["key_type"],
                permissions=asked["permissions"],
                created_by=access.user,
            )
            ApiKey.objects.filter(pk=made.key.pk).update(expires_at=asked["expires_at"])
            record_event(
                "api-key-made",
                made.key,
                service_id=access.service.id,
                after={"name": asked["name"], "key_type": asked["key_type"]},
                request=request,
            )
    except IntegrityError:
        form.add_error("name", NAME_TAKEN)
        return None
    return made


def _show(
    request: HttpRequest, access: Access, made: NewApiKey, old: ApiKey | None = None
) -> HttpResponse:
    """Show a key in this answer and nowhere else."""
    context = {"access": access, "made": made, "old": old}
    return render(request, "portal/api_key_made.html", context)


def _find(access: Access, key_id: UUID) -> ApiKey:
    return get_object_or_404(access.service.api_keys.filter(revoked_at=None), pk=key_id)


def _back(access: Access) -> str:
    return reverse("portal:api-keys", args=[access.service.id])
