"""Ask for reports, follow them and fetch them with a key that may."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from notify.api.openapi import examples, parameters
from notify.api.openapi.operation import (
    BODY_TOO_LARGE,
    NOT_FOUND,
    NOT_JSON,
    NOT_LABELLED,
    Operation,
    Refusal,
    Success,
    bad_request,
    invalid,
)
from notify.api.openapi.parameters import NUMBER, answer_header
from notify.api.openapi.serializers_reports import (
    NewReportRequest,
    ReportListSerializer,
    TooManyReportsErrorsSerializer,
)
from notify.api.v2.report_object import ReportItem, RequestedReport

TAG = "reports"
REPORT_ID = parameters.path("report_id", _("The id of a report."))
NOT_AN_ID = invalid("report_id is not a valid UUID", _("The id is not a UUID."))
NOT_PERMITTED = Refusal(
    "ForbiddenError",
    "This API key does not have permission to manage reports.",
    _("The key was made without the permission to manage reports."),
)
LOCATION = answer_header("Location", _("Where to ask for the report."), {"type": "string"}, 202)
PEERS_HEADERS = (
    answer_header(
        "X-RateLimit-Limit", _("How many requests the limit allows in its time."), NUMBER, 429
    ),
    answer_header("X-RateLimit-Remaining", _("How many requests are left."), NUMBER, 429),
    answer_header(
        "X-RateLimit-Reset", _("When the limit starts again, in seconds since 1970."), NUMBER, 429
    ),
)

REPORTS: Mapping[tuple[str, str], Operation] = {
    ("POST", "/v2/reports"): Operation(
        name="createReport",
        tag=TAG,
        summary=_("Ask for a report"),
        description=_(
            "A report is a CSV file of the last 7 days' emails or text messages, or of one list. "
            "It is made after the answer, and kept for 3 days."
        ),
        request=NewReportRequest,
        request_example={"report_type": "email", "language": "en"},
        success=Success(202, RequestedReport, _("It will be made."), examples.REPORT_REQUESTED),
        error_shapes={429: TooManyReportsErrorsSerializer},
        refusals={
            400: (
                NOT_JSON,
                invalid("report_type is a required property", _("A field is missing.")),
                invalid(
                    "report_type letter is not one of [sms, email, job]",
                    _("There is no such report."),
                ),
                invalid("language de is not one of [en, fr]", _("There is no such language.")),
                invalid("job_id is a required property", _("A report about a list needs its id.")),
                invalid("job_id is not a valid UUID", _("An id is not a UUID.")),
                bad_request("job_id not found", _("The service has no such list.")),
                invalid(
                    "Additional properties are not allowed (to was unexpected)",
                    _("There is a field that is not described here."),
                ),
            ),
            403: (NOT_PERMITTED,),
            413: (BODY_TOO_LARGE,),
            415: (NOT_LABELLED,),
            429: (
                Refusal(
                    "RateLimitExceeded",
                    "Maximum 10 report requests per hour",
                    _("The service asked for ten reports in the last hour."),
                ),
            ),
        },
        parameters=(LOCATION, *parameters.LIMITS, *PEERS_HEADERS),
    ),
    ("GET", "/v2/reports"): Operation(
        name="listReports",
        tag=TAG,
        summary=_("See your reports"),
        description=_("The reports of the service, newest first, 250 a page."),
        success=Success(200, ReportListSerializer, _("A page of reports."), examples.REPORT_LIST),
        refusals={
            400: (
                invalid("older_than is not a valid UUID", _("The id is not a UUID.")),
                invalid(
                    "Additional properties are not allowed (page was unexpected)",
                    _("There is a parameter that is not described here."),
                ),
            ),
            403: (NOT_PERMITTED,),
        },
        parameters=(parameters.OLDER_THAN,),
    ),
    ("GET", "/v2/reports/{report_id}"): Operation(
        name="readReport",
        tag=TAG,
        summary=_("Follow a report"),
        description=_("Whether a report is ready."),
        success=Success(200, ReportItem, _("The report."), examples.REPORT),
        refusals={400: (NOT_AN_ID,), 403: (NOT_PERMITTED,), 404: (NOT_FOUND,)},
        parameters=(REPORT_ID,),
    ),
    ("GET", "/v2/reports/{report_id}/content"): Operation(
        name="fetchReport",
        tag=TAG,
        summary=_("Fetch a report"),
        description=_("The CSV file, with its headings in the report's language."),
        success=Success(200, {"type": "string"}, _("The file."), media_type="text/csv"),
        refusals={
            400: (NOT_AN_ID,),
            403: (NOT_PERMITTED,),
            404: (NOT_FOUND,),
            409: (
                bad_request(
                    "Report is not ready for download (status: generating)",
                    _("The report is being made, or could not be."),
                ),
            ),
            502: (
                Refusal(
                    "S3ReportDownloadError",
                    "Failed to retrieve report content",
                    _("The file store is down."),
                ),
            ),
        },
        parameters=(REPORT_ID,),
    ),
}
