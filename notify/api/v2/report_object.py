"""What a request for a report may hold, and a report as v2 answers it (contract, section 1.11)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from notify.api.timestamps import print_instant, print_instant_or_null
from notify.api.v2.problems import not_one_of
from notify.api.v2.schema import LANGUAGES, NOT_A_UUID, Reader, as_object
from notify.sending.models import Report

KINDS = ("sms", "email", "job")
FIELDS = ("report_type", "language", "job_id")


class NewReport(serializers.Serializer[Any]):
    """The body of a POST."""

    report_type = serializers.ChoiceField(choices=KINDS)
    language = serializers.ChoiceField(choices=LANGUAGES)
    job_id = serializers.UUIDField(
        required=False, allow_null=True, help_text="Required for a report about a job."
    )


class RequestedReport(serializers.Serializer[Any]):
    report_id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=Report.Status.values[:1])


class ReportItem(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    report_type = serializers.ChoiceField(choices=KINDS)
    service_id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=Report.Status.values)
    requested_at = serializers.DateTimeField()
    completed_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(
        allow_null=True, help_text=_("When the file is deleted.")
    )
    api_key_id = serializers.UUIDField(
        allow_null=True, help_text=_("Null for a report that a person asked for.")
    )


@dataclass(frozen=True)
class ReportForm:
    kind: str
    language: str
    job_id: UUID | None


def read_report(body: object) -> ReportForm:
    """Raises ValidationFailed."""
    given = as_object(body)
    reader = Reader(given, datetime.now(UTC))
    kind = _choice(reader, "report_type", KINDS)
    language = _choice(reader, "language", LANGUAGES)
    job_id = None if given.get("job_id") is None else reader.uuid("job_id")
    if kind == Report.Kind.JOB and "job_id" in given and given["job_id"] is None:
        reader.problems.add("job_id", NOT_A_UUID)
    required = FIELDS if kind == Report.Kind.JOB else FIELDS[:2]
    reader.close(required, FIELDS)
    return ReportForm(kind, language, job_id)


def _choice(reader: Reader, name: str, choices: tuple[str, ...]) -> str:
    value = reader.body.get(name)
    if name in reader.body and value not in choices:
        reader.problems.add(name, not_one_of(value, choices))
    return str(value)


def describe_report(report: Report) -> dict[str, Any]:
    return {
        "id": str(report.id),
        "report_type": report.kind,
        "service_id": str(report.service_id),
        "status": report.status,
        "requested_at": print_instant(report.requested_at),
        "completed_at": print_instant_or_null(report.completed_at),
        "expires_at": print_instant_or_null(report.expires_at),
        "api_key_id": str(report.api_key_id) if report.api_key_id else None,
    }
