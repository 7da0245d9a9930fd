"""Names of the fields that the models themselves leave unnamed, as the admin shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.contrib.admin.filters import FieldListFilter
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LABELS: dict[str, StrOrPromise] = {
    "action": _("action"),
    "actor": _("who"),
    "address": _("IP address"),
    "after": _("after"),
    "answered": _("HTTP status of the answer"),
    "api_key": _("API key"),
    "api_key_id": _("API key"),
    "applied": _("applied"),
    "at": _("when"),
    "attempted_at": _("last attempt"),
    "attempts": _("attempts"),
    "before": _("before"),
    "callback": _("callback"),
    "category": _("template category"),
    "channel": _("channel"),
    "client_reference": _("reference"),
    "confirmed": _("confirmed"),
    "cost": _("cost"),
    "count": _("number"),
    "created_at": _("created"),
    "created_by": _("created by"),
    "created_by_id": _("created by"),
    "day": _("day"),
    "due_at": _("due"),
    "event_id": _("event"),
    "expires_at": _("expires"),
    "feedback_subtype": _("feedback, in detail"),
    "feedback_type": _("feedback"),
    "finished_at": _("finished"),
    "first_row": _("first row"),
    "folder": _("folder"),
    "fragments": _("fragments"),
    "happened_at": _("happened"),
    "hard_bounces": _("hard bounces"),
    "history": _("history"),
    "hour": _("hour"),
    "international": _("sent abroad"),
    "job": _("job"),
    "job_id": _("job"),
    "job_row": _("row of the job"),
    "key_type": _("type of the key"),
    "name": _("name"),
    "next_row": _("next row"),
    "notification_id": _("notification"),
    "occurred_at": _("happened"),
    "organisation": _("organisation"),
    "parent": _("parent folder"),
    "period": _("period"),
    "provider": _("provider"),
    "provider_reference": _("provider’s reference"),
    "provider_response": _("provider’s answer"),
    "queue": _("queue"),
    "received_at": _("received"),
    "recipient_complaint": _("complaint"),
    "reference": _("reference"),
    "removed_by": _("removed by"),
    "row_count": _("rows"),
    "scan_attempts": _("attempts of the virus check"),
    "scan_detail": _("virus check, in detail"),
    "scheduled_for": _("scheduled for"),
    "sender": _("sender"),
    "sender_id": _("sender"),
    "sends": _("sends"),
    "sent": _("sent"),
    "sent_at": _("sent"),
    "service": _("service"),
    "service_id": _("service"),
    "start": _("start"),
    "started_at": _("started"),
    "state": _("state"),
    "status": _("status"),
    "subject_id": _("id of the object"),
    "subject_type": _("type of the object"),
    "template": _("template"),
    "template_id": _("template"),
    "template_version": _("template version"),
    "updated_at": _("changed"),
    "tries": _("tries"),
    "unsubscribe_url": _("address to unsubscribe"),
    "used": _("used"),
    "user": _("person"),
}


def labels_of(model: type[models.Model]) -> dict[str, StrOrPromise]:
    """Return the names of a model's fields that have none of their own."""
    unnamed = {field.name for field in model._meta.concrete_fields if is_unnamed(field)}
    return {name: label for name, label in LABELS.items() if name in unnamed}


def column(model: type[models.Model], name: str) -> Any:
    """Return a list's column for a field, under its name from here if it has none of its own."""
    label = labels_of(model).get(name)
    if label is None:
        return name
    shown = f"get_{name}_display"

    @admin.display(description=label, ordering=name)
    def show(row: models.Model) -> Any:
        return getattr(row, shown)() if hasattr(row, shown) else getattr(row, name)

    show.boolean = isinstance(model._meta.get_field(name), models.BooleanField)  # type: ignore[attr-defined]
    return show


def list_filter(model: type[models.Model], name: str) -> str | Callable[..., FieldListFilter]:
    """Return a list's filter by a field, under its name from here if it has none of its own."""
    label = labels_of(model).get(name)
    if label is None:
        return name

    def build(request: Any, params: Any, of: type[models.Model], site: Any) -> FieldListFilter:
        field = cast("models.Field[Any, Any]", of._meta.get_field(name))
        found = FieldListFilter.create(field, request, params, of, site, field_path=name)
        found.title = label
        return found

    return build


def is_unnamed(field: models.Field[Any, Any]) -> bool:
    """Say whether a field has only the name that Django makes of its attribute."""
    return getattr(field, "_verbose_name", None) is None
