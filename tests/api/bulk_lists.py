"""Lists to send in bulk, and what callers read about them."""

from typing import Any

from notify.message_templates.models import Template
from tests.api.caller import Answer, ApiCaller

HEADING = ["email address", "name"]
ROWS = [HEADING, ["a@example.ca", "Zoé"], ["b@example.ca", "B"]]
SMS_ROWS = [["phone number", "code"], ["+16137363100", "1"], ["6137363101", "2"]]
KEYS = [
    "id",
    "original_file_name",
    "notification_count",
    "job_status",
    "template",
    "template_version",
    "template_type",
    "service",
    "service_name",
    "api_key",
    "created_by",
    "created_at",
    "updated_at",
    "scheduled_for",
    "processing_started",
    "processing_finished",
    "archived",
    "sender_id",
]
TRIAL = (
    "You cannot send to these recipients because your service is in trial mode. "
    "You can only send to members of your team and your safelist."
)
TEAM = "You cannot send to these recipients because you used a team and safelist API key."


def send(api: ApiCaller, template: Template, **fields: Any) -> Answer:
    body = {"name": "May list", "template_id": str(template.id), "rows": ROWS, **fields}
    body = {name: value for name, value in body.items() if value is not ...}
    return api.post("/v2/notifications/bulk", body)
