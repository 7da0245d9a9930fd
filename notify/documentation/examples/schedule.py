import os
from datetime import UTC, datetime, timedelta

from notifications_python_client import NotificationsAPIClient

client = NotificationsAPIClient(os.environ["NOTIFY_API_KEY"], base_url=os.environ["NOTIFY_URL"])

sent = client.post(
    "/v2/notifications/email",
    {
        "email_address": "ana@example.ca",
        "template_id": os.environ["EMAIL_TEMPLATE_ID"],
        "personalisation": {"name": "Ana", "date": "June 3"},
        "scheduled_for": (datetime.now(UTC) + timedelta(days=1)).isoformat(),
    },
)
print(sent["scheduled_for"])
