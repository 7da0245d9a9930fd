"""The API integration of a service: its last messages, the safelist, examples to copy."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from notify.message_templates.models import Template
from notify.notifications.models import Notification, NotificationQuerySet
from notify.notifications.statuses import KINDS, kind_of, state_of
from notify.portal.access import Access, Permission, service_view
from notify.portal.api_examples import examples_for
from notify.portal.forms.api import SafelistForm
from notify.portal.message_list import readable_recipient
from notify.portal.pages import FormPage, show_form
from notify.portal.views.messages import STATES
from notify.services.models import ApiKey, SafelistEntry, Service
from notify.services.safelist import set_safelist
from notify.vault import CannotOpen

MOST = 50
MOST_TEMPLATES = 200
LOOK_BACK = 20_000  # messages: no index tells those of programs from a list of millions


@dataclass(frozen=True)
class Line:
    """A message that a program sent."""

    message: Notification
    recipient: str
    state: object
    kind: str
    key_name: str
    values: str


@service_view(Permission.MANAGE_API_KEYS, readable=True)
@require_safe
def api(request: HttpRequest, access: Access) -> HttpResponse:
    """Show the last fifty messages that programs sent, by state and by key."""
    keys = list(access.service.api_keys.order_by("name"))
    state, key = request.GET.get("state", ""), _read_key(request.GET.get("key", ""), keys)
    rows = _lately(access.service)
    rows = rows.filter(api_key_id=key) if key else rows.filter(api_key_id__isnull=False)
    if state in KINDS:
        rows = rows.filter(status__in=KINDS[state])
    context = {
        "access": access,
        "lines": _lines(list(rows[:MOST]), keys),
        "keys": keys,
        "state": state,
        "key": key,
        "states": STATES,
        "look_back": LOOK_BACK,
        "base_url": settings.BASE_URL,
        "opens_messages": access.can(Permission.VIEW_ACTIVITY)
        or access.can(Permission.SEND_MESSAGES),
    }
    return render(request, "portal/api.html", context)


def _lately(service: Service) -> NotificationQuerySet:
    """Return a service's messages, the newest first, as far back as the page looks."""
    rows = Notification.objects.of_service(service).newest_first()
    oldest = rows.values_list("id", flat=True)[LOOK_BACK : LOOK_BACK + 1].first()
    return rows.filter(id__gte=oldest) if oldest else rows


@service_view(Permission.MANAGE_API_KEYS, readable=True)
@require_http_methods(["GET", "HEAD", "POST"])
def safelist(request: HttpRequest, access: Access) -> HttpResponse:
    if not access.can(Permission.MANAGE_API_KEYS):
        entries = access.service.safelist.order_by("channel", "pk")
        return render(request, "portal/safelist.html", {"access": access, "entries": entries})
    form = SafelistForm(request.POST or None, service=access.service, initial=_listed(access))
    if request.method == "POST" and form.is_valid():
        set_safelist(access.service, form.values("email_"), form.values("number_"), request)
        messages.success(request, _("The safelist is saved."))
        return redirect("portal:api", access.service.id)
    page = FormPage(
        _("Safelist"),
        reverse("portal:api", args=[access.service.id]),
        intro=(_("A team key, or a service in trial mode, writes to the team and to these only."),),
    )
    return show_form(request, page, form, access=access)


@service_view(Permission.MANAGE_API_KEYS, readable=True)
@require_safe
def examples(request: HttpRequest, access: Access) -> HttpResponse:
    """Show calls that work as they are, once a key is put in."""
    found = Template.objects.filter(service=access.service, archived=False, hidden=False)
    templates = [
        each
        for each in found.select_related("folder").order_by("name")[:MOST_TEMPLATES]
        if access.can_see_folder(each.folder)
    ]
    wanted = request.GET.get("template", "")
    chosen = next((each for each in templates if str(each.pk) == wanted), None)
    chosen = chosen or next(iter(templates), None)
    context = {
        "access": access,
        "templates": templates,
        "chosen": chosen,
        "examples": examples_for(access.service, chosen),
    }
    return render(request, "portal/api_examples.html", context)


def _lines(found: list[Notification], keys: list[ApiKey]) -> list[Line]:
    names = {key.pk: key.name for key in keys}
    redacted = set(
        Template.objects.filter(
            pk__in={each.template_id for each in found}, redacted=True
        ).values_list("pk", flat=True)
    )
    return [
        Line(
            message=each,
            recipient=readable_recipient(each),
            state=state_of(each),
            kind=kind_of(each.status),
            key_name=names.get(each.api_key_id, ""),  # type: ignore[arg-type]  # filtered above
            values=_values(each, is_hidden=each.template_id in redacted),
        )
        for each in found
    ]


def _values(message: Notification, *, is_hidden: bool) -> str:
    """Return a message as JSON, without what its template hides or retention erased."""
    try:
        values = message.personalisation
    except CannotOpen:
        values = {}
    if is_hidden:
        values = dict.fromkeys(values, _("[hidden]"))
    shown = {
        "id": str(message.id),
        "template_id": str(message.template_id),
        "template_version": message.template_version,
        "reference": message.client_reference,
        "status": message.status,
        "personalisation": values,
    }
    return json.dumps(shown, indent=2, ensure_ascii=False, default=str)


def _read_key(text: str, keys: list[ApiKey]) -> UUID | None:
    return next((key.pk for key in keys if str(key.pk) == text), None)


def _listed(access: Access) -> dict[str, str]:
    starts = {SafelistEntry.Channel.EMAIL: "email", SafelistEntry.Channel.SMS: "number"}
    found: dict[str, str] = {}
    for channel, start in starts.items():
        entries = access.service.safelist.filter(channel=channel).order_by("pk")
        found |= {f"{start}_{place}": each.recipient for place, each in enumerate(entries, 1)}
    return found
