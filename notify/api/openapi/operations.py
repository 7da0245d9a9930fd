"""Every operation of version 2, by its method and path."""

from collections.abc import Mapping

from notify.api.openapi.operation import Operation
from notify.api.openapi.operations_counts import COUNTS
from notify.api.openapi.operations_jobs import JOBS
from notify.api.openapi.operations_manage import MANAGE
from notify.api.openapi.operations_notifications import NOTIFICATIONS
from notify.api.openapi.operations_people import PEOPLE
from notify.api.openapi.operations_reports import REPORTS
from notify.api.openapi.operations_send import SENDS
from notify.api.openapi.operations_templates import TEMPLATES

OPERATIONS: Mapping[tuple[str, str], Operation] = {
    **SENDS,
    **NOTIFICATIONS,
    **COUNTS,
    **JOBS,
    **TEMPLATES,
    **MANAGE,
    **REPORTS,
    **PEOPLE,
}
# The description itself, letters, and ids that no object has.
NOT_DESCRIBED = frozenset(
    {
        ("GET", "/v2/notifications/email"),
        ("GET", "/v2/notifications/sms"),
        ("GET", "/v2/notifications/bulk"),
        ("POST", "/v2/notifications/{notification_id}"),
        ("GET", "/v2/notifications/{notification_id}/pdf"),
        ("GET", "/v2/openapi-{language}"),
    }
)
