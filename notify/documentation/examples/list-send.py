import os

from notifications_python_client import NotificationsAPIClient

client = NotificationsAPIClient(os.environ["NOTIFY_API_KEY"], base_url=os.environ["NOTIFY_URL"])

job = client.post(
    "/v2/notifications/bulk",
    {
        "name": "Appointments of June 3",
        "template_id": os.environ["EMAIL_TEMPLATE_ID"],
        "rows": [
            ["email address", "name", "date", "reference"],
            ["ana@example.ca", "Ana", "June 3", "file-2026-118"],
            ["luc@example.ca", "Luc", "June 3", "file-2026-119"],
        ],
    },
)
print(job["data"]["id"])
