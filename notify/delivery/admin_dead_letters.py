"""Messages that were given up: a list with the reason, and a way to send them again."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notify.accounts.models import User
from notify.delivery.dead_letters import MOST_AT_ONCE, dead_letters, send_again
from notify.delivery.models import DeadLetter
from notify.notifications.admin import NotificationAdmin
from notify.notifications.models import NotificationQuerySet


class DeadLetterAdmin(NotificationAdmin):
    list_display: Any = (
        "id",
        "channel",
        "masked_recipient",
        "code",
        "provider",
        "attempts",
        "key_type",
        "created_at",
    )
    list_filter = ("channel", "key_type", "queue")  # type: ignore[assignment]  # no status
    actions = ("send_chosen_again",)

    def get_queryset(self, request: HttpRequest) -> NotificationQuerySet:
        return dead_letters()

    def has_send_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("delivery.change_deadletter")

    @admin.display(description=gettext_lazy("reason"))
    def code(self, row: DeadLetter) -> str:
        return str(row.history[-1].get("code", "")) if row.history else ""

    @admin.action(description=gettext_lazy("Send the chosen again"), permissions=["send_again"])
    def send_chosen_again(
        self, request: HttpRequest, rows: QuerySet[DeadLetter]
    ) -> HttpResponse | None:
        """Ask first: a message whose outcome is unknown may arrive twice."""
        ids = list(rows.values_list("id", flat=True)[:MOST_AT_ONCE])
        if "confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": _("Send again"),
                "opts": self.model._meta,
                "ids": ids,
                "checkbox": ACTION_CHECKBOX_NAME,
            }
            return render(request, "admin/delivery/send_again.html", context)
        ip = request.META.get("REMOTE_ADDR") or None
        number = send_again(ids, actor=cast(User, request.user), ip=ip)
        told = ngettext(
            "%(number)d message is sent again.", "%(number)d messages are sent again.", number
        )
        self.message_user(request, told % {"number": number})
        if number < len(ids):
            left = _("The others are older than 3 days, erased, or on their way already.")
            self.message_user(request, left, messages.WARNING)
        return None
