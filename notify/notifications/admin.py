"""Messages and jobs, to look at. Recipients are masked and contents are not shown at all."""

from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from notify.accounts.admin_bases import BigTableAdmin, ReadOnlyAdmin
from notify.notifications.masking import mask_recipient
from notify.notifications.models import Job, JobChunk, Notification
from notify.notifications.recipients import recipient_index
from notify.recipients.email_address import parse_email_address
from notify.recipients.errors import RecipientError
from notify.recipients.phone_number import parse_phone_number
from notify.vault import CannotOpen


@admin.register(Notification)
class NotificationAdmin(BigTableAdmin):
    list_display = ("id", "channel", "masked_recipient", "status", "key_type", "created_at")
    list_filter = ("channel", "status", "key_type", "queue")
    search_fields = ("id",)  # shows the box; get_search_results looks things up by their indexes
    search_help_text = _("A whole id, recipient or provider’s reference")
    ordering = ("-id",)
    fields = (
        "id",
        "service_id",
        "template_id",
        "template_version",
        "job_id",
        "job_row",
        "api_key_id",
        "key_type",
        "channel",
        "queue",
        "language",
        "masked_recipient",
        "client_reference",
        "status",
        "attempts",
        "fragments",
        "international",
        "created_at",
        "scheduled_for",
        "due_at",
        "sent_at",
        "updated_at",
        "provider",
        "provider_reference",
        "provider_response",
        "feedback_type",
        "feedback_subtype",
        "timeline",
    )

    @admin.display(description=_("recipient"))
    def masked_recipient(self, row: Notification) -> str:
        try:
            return mask_recipient(row.recipient)
        except CannotOpen:
            return "–"

    @admin.display(description=_("history"))
    def timeline(self, row: Notification) -> str:
        steps = row.timeline()
        lines = ((" ".join(str(value) for value in step.values()),) for step in steps)
        return format_html_join("", "<div>{}</div>", lines)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Notification], search_term: str
    ) -> tuple[QuerySet[Notification], bool]:
        """Look for exactly one thing, each by an index: an id, a recipient, a reference."""
        term = search_term.strip()
        if not term:
            return queryset, False
        try:
            return queryset.filter(pk=UUID(term)), False
        except ValueError:
            pass
        index = _index(term)
        if index:
            return queryset.filter(recipient_index=index), False
        return queryset.filter(provider_reference=term), False


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("name", "service", "channel", "status", "row_count", "next_row", "created_at")
    list_filter = ("status", "channel")
    list_select_related = ("service",)
    search_fields = ("name", "=id", "service__name_en", "service__name_fr")
    ordering = ("-created_at",)


@admin.register(JobChunk)
class JobChunkAdmin(ReadOnlyAdmin):
    """What is left of jobs that are being sent; the rows themselves are sealed."""

    list_display = ("job", "first_row", "row_count", "cost")
    list_select_related = ("job",)
    search_fields = ("=job__id", "job__name")
    ordering = ("job", "first_row")
    fields = ("job", "first_row", "row_count", "cost")


def _index(term: str) -> bytes | None:
    """Return the blind index of a recipient, or None where the term is not one."""
    try:
        if "@" in term:
            return recipient_index(parse_email_address(term).normalised)
        return recipient_index(parse_phone_number(term).e164)
    except RecipientError:
        return None
