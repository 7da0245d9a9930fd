"""Lists: send to one, follow it, stop it."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from notify.api.openapi import examples, parameters
from notify.api.openapi.operation import (
    BODY_TOO_LARGE,
    NOT_FOUND,
    NOT_JSON,
    NOT_LABELLED,
    Operation,
    Success,
    bad_request,
    invalid,
)
from notify.api.openapi.operations_send import (
    BAD_RETRY_KEY,
    EMAIL_LIMITS,
    KEY_REUSED,
    SCHEDULE,
    SUSPENDED,
    TEMPLATE,
    TEXT_LIMITS,
)
from notify.api.openapi.serializers_jobs import (
    JobAcceptedSerializer,
    JobAnswerSerializer,
    JobListSerializer,
)
from notify.api.openapi.serializers_send import BulkRequest

TAG = "lists"
JOB_ID = parameters.path("job_id", _("The id of a list."))
NOT_AN_ID = invalid("job_id is not a valid UUID", _("The id is not a UUID."))

BULK = Operation(
    name="sendToList",
    tag=TAG,
    summary=_("Send to a list"),
    description=_(
        "Sends one template to up to 50,000 people. The heading names the column of the recipient, "
        "“email address” or “phone number”, and each variable; columns “reference” and “language” "
        "are optional. A 201 means that the whole list is stored; if any row has an error, nothing "
        "is."
    ),
    request=BulkRequest,
    request_example=examples.BULK_REQUEST,
    success=Success(201, JobAcceptedSerializer, _("The list is stored."), examples.BULK_SENT),
    refusals={
        400: (
            NOT_JSON,
            invalid("name is a required property", _("A field is missing.")),
            invalid("template_id is not a valid UUID", _("An id is not a UUID.")),
            invalid("rows [[email address]] is too short", _("The list has no row.")),
            *SCHEDULE,
            bad_request("You should specify either rows or csv", _("There is no list, or two.")),
            *TEMPLATE[:2],
            bad_request(
                "Error converting to CSV: iterable expected, not int", _("A row is not a list.")
            ),
            bad_request(
                "Missing column headers: email address, name", _("The heading lacks columns.")
            ),
            bad_request(
                "Duplicate column headers: email address, email_address",
                _("Two columns have recipients."),
            ),
            bad_request(
                "You only have 10 remaining messages before you reach your daily limit. You've "
                "tried to send 12 messages.",
                _("The list is longer than what is left of the day's or the year's limit."),
            ),
            bad_request(
                "Too many rows. Maximum number of rows allowed is 50000", _("The list is too long.")
            ),
            bad_request(
                "You cannot send to these recipients because you used a team and safelist API key.",
                _("A team key writes to the service's team and safelist only."),
            ),
            bad_request(
                "Some rows have errors. Row 1 - `name`: Missing. Row 2 - `email address`: invalid "
                "recipient.",
                _("Rows have errors; the first row below the heading is row 0."),
            ),
            bad_request(
                "Bulk sending to testing and non-testing numbers is not supported",
                _("The list has numbers for testing among others."),
            ),
            BAD_RETRY_KEY,
        ),
        403: (SUSPENDED,),
        413: (BODY_TOO_LARGE,),
        415: (NOT_LABELLED,),
        422: (KEY_REUSED,),
        429: (*EMAIL_LIMITS, *TEXT_LIMITS[1:]),
    },
    parameters=parameters.SEND,
)

JOBS: Mapping[tuple[str, str], Operation] = {
    ("POST", "/v2/notifications/bulk"): BULK,
    ("GET", "/v2/jobs"): Operation(
        name="listJobs",
        tag=TAG,
        summary=_("See your lists"),
        description=_("The lists that were sent with this type of key, newest first, 250 a page."),
        success=Success(200, JobListSerializer, _("A page of lists."), examples.JOB_LIST),
        refusals={
            400: (
                invalid("older_than is not a valid UUID", _("The id is not a UUID.")),
                invalid(
                    "Additional properties are not allowed (page was unexpected)",
                    _("There is a parameter that is not described here."),
                ),
            )
        },
        parameters=(parameters.OLDER_THAN,),
    ),
    ("GET", "/v2/jobs/{job_id}"): Operation(
        name="readJob",
        tag=TAG,
        summary=_("Follow a list"),
        description=_("How far a list is, and how many of its messages are in which status."),
        success=Success(200, JobAnswerSerializer, _("The list."), examples.JOB),
        refusals={400: (NOT_AN_ID,), 404: (NOT_FOUND,)},
        parameters=(JOB_ID,),
    ),
    ("POST", "/v2/jobs/{job_id}/cancel"): Operation(
        name="cancelJob",
        tag=TAG,
        summary=_("Stop a list"),
        description=_(
            "Cancels the messages that have not left, and gives back what they took from the "
            "limits. A key stops the lists that were sent with its type."
        ),
        success=Success(200, JobAnswerSerializer, _("The list."), examples.JOB),
        refusals={
            400: (
                NOT_AN_ID,
                bad_request(
                    "Job cannot be cancelled: every message has been sent or is being sent",
                    _("There is nothing left to stop."),
                ),
            ),
            404: (NOT_FOUND,),
        },
        parameters=(JOB_ID,),
    ),
}
