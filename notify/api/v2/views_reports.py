"""/v2/reports: ask for reports, follow them and fetch them (contract, section 1.11)."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from notify.api.bodies import read_json
from notify.api.refusals import ApiError, BadRequest, NoResultFound
from notify.api.v2.problems import ValidationFailed, as_uuid
from notify.api.v2.queries import NOT_A_UUID, link, read_older_than
from notify.api.v2.report_object import ReportForm, describe_report, read_report
from notify.api.views import ApiView, base_url, caller_of
from notify.files.errors import FileError
from notify.notifications.models import Job
from notify.sending.account import Account
from notify.sending.models import Report
from notify.sending.reports import (
    MOST_AN_HOUR,
    ReportRequest,
    TooManyReports,
    check_limit,
    open_report,
    request_report,
)
from notify.services.models import ApiKey

PAGE_SIZE = 250
NOT_PERMITTED = "This API key does not have permission to manage reports."
TOO_MANY = f"Maximum {MOST_AN_HOUR} report requests per hour"
NO_CONTENT = "Failed to retrieve report content"


class ReportsView(ApiView):
    """Asks for the permission before anything else."""

    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        if not caller_of(request).key.can(ApiKey.Permission.MANAGE_REPORTS):
            raise ApiError(403, "ForbiddenError", NOT_PERMITTED)

    def handle_exception(self, error: Exception) -> Response:
        if isinstance(error, TooManyReports):
            return _too_many(error)
        return super().handle_exception(error)


class ReportListView(ReportsView):
    def get(self, request: Request) -> Response:
        account = caller_of(request).account
        older_than = read_older_than(request.query_params)
        reports = reports_of(account)
        if older_than is not None:
            known = reports.filter(id=older_than).exists()
            reports = reports.filter(id__lt=older_than) if known else reports.none()
        page = list(reports.order_by("-id")[:PAGE_SIZE])
        url = f"{base_url(request)}/v2/reports"
        links = {"current": link(url, {"older_than": str(older_than)} if older_than else {})}
        if page:
            links["next"] = link(url, {}, older_than=page[-1].id)
        return Response({"reports": [describe_report(one) for one in page], "links": links})

    def post(self, request: Request) -> Response:
        """Ask for a report. The hourly limit is told before the body is looked at."""
        caller = caller_of(request)
        check_limit(caller.account.id, by_key=True)
        form = read_report(read_json(request))
        report = request_report(
            ReportRequest(
                service_id=caller.account.id,
                kind=form.kind,
                language=form.language,
                job=_find_job(form, caller.account),
                api_key_id=caller.key.id,
            )
        )
        answer = {"report_id": str(report.id), "status": report.status}
        return Response(answer, status=202, headers={"Location": f"/v2/reports/{report.id}"})


class ReportView(ReportsView):
    def get(self, request: Request, report_id: str) -> Response:
        return Response(describe_report(find_report(caller_of(request).account, report_id)))


class ReportContentView(ReportsView):
    def get(self, request: Request, report_id: str) -> HttpResponseBase:
        report = find_report(caller_of(request).account, report_id)
        if not report.is_ready:
            raise BadRequest(
                f"Report is not ready for download (status: {report.status})", status=409
            )
        try:
            content = open_report(report)
        except FileError as error:
            raise ApiError(502, "S3ReportDownloadError", NO_CONTENT) from error
        answer = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{report.id}.csv"'
        answer["Cache-Control"] = "no-store"
        return answer


def reports_of(account: Account) -> QuerySet[Report]:
    """Return a service's reports that are not past their three days."""
    kept = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    return Report.objects.filter(kept, service_id=account.id)


def find_report(account: Account, text: str) -> Report:
    """Raises ValidationFailed, NoResultFound."""
    identifier = as_uuid(text)
    if identifier is None:
        raise ValidationFailed([f"report_id {NOT_A_UUID}"])
    report = reports_of(account).filter(id=identifier).first()
    if report is None:
        raise NoResultFound
    return report


def _find_job(form: ReportForm, account: Account) -> Job | None:
    """Raises BadRequest."""
    if form.kind != Report.Kind.JOB or form.job_id is None:
        return None
    job = Job.objects.filter(id=form.job_id, service_id=account.id).first()
    if job is None:
        raise BadRequest("job_id not found")
    return job


def _too_many(error: TooManyReports) -> Response:
    """The contract's one answer without a `status_code`."""
    body: dict[str, Any] = {"errors": [{"error": "RateLimitExceeded", "message": TOO_MANY}]}
    headers = {
        "Retry-After": str(error.retry_after),
        "X-RateLimit-Limit": str(MOST_AN_HOUR),
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": str(int(error.free_at.timestamp())),
        "RateLimit-Limit": str(MOST_AN_HOUR),
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": str(error.retry_after),
    }
    return Response(body, status=429, headers=headers)
