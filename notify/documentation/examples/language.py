import os

from notifications_python_client import NotificationsAPIClient

client = NotificationsAPIClient(os.environ["NOTIFY_API_KEY"], base_url=os.environ["NOTIFY_URL"])

sent = client.post(
    "/v2/notifications/email",
    {
        "email_address": "luc@example.ca",
        "template_id": os.environ["BILINGUAL_TEMPLATE_ID"],
        "personalisation": {"name": "Luc"},
        "language": "fr",
    },
)
print(sent["content"]["subject"])
