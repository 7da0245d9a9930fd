"""What the description adds about reports."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from notify.api.openapi.fields import LinksSerializer
from notify.api.openapi.serializers_errors import ErrorSerializer
from notify.api.v2.report_object import NewReport, ReportItem


class NewReportRequest(NewReport):
    is_closed = True

    job_id = serializers.UUIDField(
        required=False, allow_null=True, help_text=_("The list; needed for a report about one.")
    )


class ReportListSerializer(serializers.Serializer[Any]):
    reports = ReportItem(many=True, help_text=_("At most 250, newest first."))
    links = LinksSerializer()


class TooManyReportsErrorsSerializer(serializers.Serializer[Any]):
    """The one answer without a status_code."""

    errors = ErrorSerializer(many=True, help_text=_("Everything that is wrong, in order."))  # type: ignore[assignment]
