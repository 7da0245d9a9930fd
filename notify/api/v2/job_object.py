"""A job as v2 answers it (contract, section 1.3), and how far it is."""

from datetime import UTC, datetime
from typing import Any

from notify.notifications.models import Job
from notify.sending.job_control import Progress

# Who made a job that came by a key: the product itself, under an id and name that never change.
SYSTEM_PERSON = {"id": "b4b7d8a6-3f0e-4f5a-9d2c-6e1a0c5f7e21", "name": "Notify service user"}


def describe_job(job: Job) -> dict[str, Any]:
    """Return a job; read its service, key and author with it where there are many."""
    author = job.created_by
    return {
        "id": str(job.id),
        "original_file_name": job.name,
        "notification_count": job.row_count,
        "job_status": job.status,
        "template": str(job.template_id),
        "template_version": job.template_version,
        "template_type": job.channel,
        "service": str(job.service_id),
        "service_name": {"name": job.service.name},
        "api_key": _describe_key(job),
        "created_by": {"id": str(author.id), "name": author.name} if author else SYSTEM_PERSON,
        "created_at": _print(job.created_at),
        "updated_at": _print(job.updated_at),
        "scheduled_for": _print(job.scheduled_for),
        "processing_started": _print(job.started_at),
        "processing_finished": _print(job.finished_at),
        "archived": False,
        "sender_id": str(job.sender_id) if job.sender_id else None,
    }


def describe_progress(job: Job) -> dict[str, Any]:
    return {
        "rows": job.row_count,
        "rows_stored": job.next_row,
        "percentage": job.percent_stored,
    }


def describe_full_progress(job: Job, progress: Progress) -> dict[str, Any]:
    """Add how many messages are in which status, for as long as retention leaves them."""
    return describe_progress(job) | {"statuses": dict(sorted(progress.statuses.items()))}


def _describe_key(job: Job) -> dict[str, str] | None:
    key = job.api_key
    return {"id": str(key.id), "key_type": key.key_type, "name": key.name} if key else None


def _print(instant: datetime | None) -> str | None:
    """Write an instant the way of the job object, which is not that of the rest of v2."""
    if instant is None:
        return None
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
