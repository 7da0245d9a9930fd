"""GET /v2/jobs, GET /v2/jobs/{id} and POST /v2/jobs/{id}/cancel: follow and stop lists."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from notify.api.refusals import BadRequest, NoResultFound
from notify.api.v2.job_object import describe_full_progress, describe_job, describe_progress
from notify.api.v2.problems import ValidationFailed, as_uuid
from notify.api.v2.queries import NOT_A_UUID, link, read_older_than
from notify.api.views import ApiView, base_url, caller_of
from notify.notifications.models import Job
from notify.sending.account import Account
from notify.sending.job_control import CannotChangeJob, cancel_job, progress_of

PAGE_SIZE = 250
CANNOT_CANCEL = "Job cannot be cancelled: every message has been sent or is being sent"


class JobListView(ApiView):
    """Newest first, the jobs of the caller's key type, as the list of notifications has it."""

    def get(self, request: Request) -> Response:
        caller = caller_of(request)
        older_than = read_older_than(request.query_params)
        jobs = jobs_of(caller.account).filter(key_type=caller.key.key_type)
        if older_than is not None:
            known = jobs_of(caller.account).filter(id=older_than).exists()
            jobs = jobs.filter(id__lt=older_than) if known else jobs.none()
        page = list(jobs.order_by("-id")[:PAGE_SIZE])
        url = f"{base_url(request)}/v2/jobs"
        links = {"current": link(url, {"older_than": str(older_than)} if older_than else {})}
        if page:
            links["next"] = link(url, {}, older_than=page[-1].id)
        found = [describe_job(job) | {"progress": describe_progress(job)} for job in page]
        return Response({"jobs": found, "links": links})


class JobView(ApiView):
    def get(self, request: Request, job_id: str) -> Response:
        return Response(_answer(find_job(caller_of(request).account, job_id)))


class CancelJobView(ApiView):
    def post(self, request: Request, job_id: str) -> Response:
        """Cancel what has not left. A key stops jobs of its own type only."""
        caller = caller_of(request)
        job = find_job(caller.account, job_id)
        if job.key_type != caller.key.key_type:
            raise NoResultFound
        try:
            cancel_job(job.id)
        except CannotChangeJob as error:
            raise BadRequest(CANNOT_CANCEL) from error
        return Response(_answer(find_job(caller.account, job_id)))


def jobs_of(account: Account) -> QuerySet[Job]:
    jobs = Job.objects.select_related("service", "api_key", "created_by")
    return jobs.filter(service_id=account.id)


def find_job(account: Account, text: str) -> Job:
    """Raises ValidationFailed, NoResultFound."""
    identifier = as_uuid(text)
    if identifier is None:
        raise ValidationFailed([f"job_id {NOT_A_UUID}"])
    job = jobs_of(account).filter(id=identifier).first()
    if job is None:
        raise NoResultFound
    return job


def _answer(job: Job) -> dict[str, Any]:
    progress = describe_full_progress(job, progress_of(job))
    return {"data": describe_job(job) | {"progress": progress}}
