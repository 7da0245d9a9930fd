"""Sending to one person and to lists, and what becomes of it."""

from django.urls import path

from notify.portal.views import checked_lists, jobs, lists, one_off, send_to_myself

TEMPLATE = "services/<uuid:service_id>/templates/<uuid:template_id>"
SENDS = "services/<uuid:service_id>/sends"
DRAFT = f"{SENDS}/messages/<uuid:draft_id>"
LIST = f"{SENDS}/lists/<uuid:draft_id>"
JOB = f"{SENDS}/<uuid:job_id>"

urlpatterns = [
    path(f"{TEMPLATE}/send", one_off.send, name="send"),
    path(f"{TEMPLATE}/send-to-myself", send_to_myself.send_to_myself, name="send-to-myself"),
    path(DRAFT, one_off.draft, name="send-draft"),
    path(f"{DRAFT}/edit", one_off.edit_draft, name="edit-draft"),
    path(f"{DRAFT}/body.html", one_off.draft_body, name="draft-body"),
    path(f"{DRAFT}/discard", one_off.discard_draft, name="discard-draft"),
    path(f"{TEMPLATE}/send-list", lists.send_to_list, name="send-list"),
    path(f"{TEMPLATE}/sample.csv", lists.sample_list, {"kind": "csv"}, name="sample-list"),
    path(f"{TEMPLATE}/sample.xlsx", lists.sample_list, {"kind": "xlsx"}, name="sample-workbook"),
    path(LIST, checked_lists.list_draft, name="list-draft"),
    path(f"{LIST}/replace", lists.replace_list, name="replace-list"),
    path(f"{LIST}/progress.json", lists.list_progress, name="list-progress"),
    path(
        f"{LIST}/problems.csv", checked_lists.list_problems, {"kind": "csv"}, name="list-problems"
    ),
    path(
        f"{LIST}/problems.xlsx",
        checked_lists.list_problems,
        {"kind": "xlsx"},
        name="list-problems-workbook",
    ),
    path(f"{LIST}/rows/<int:row>/body.html", checked_lists.list_row_body, name="list-row-body"),
    path(f"{LIST}/discard", lists.discard_list, name="discard-list"),
    path(SENDS, jobs.sends, name="sends"),
    path(JOB, jobs.job, name="job"),
    path(f"{JOB}/progress.json", jobs.job_progress, name="job-progress"),
    path(f"{JOB}/pause", jobs.pause, name="pause-job"),
    path(f"{JOB}/resume", jobs.resume, name="resume-job"),
    path(f"{JOB}/cancel", jobs.cancel, name="cancel-job"),
    path(f"{JOB}/report.csv", jobs.job_report, name="job-report"),
    path(f"{JOB}/resend", jobs.resend_failures, name="resend-failures"),
]
