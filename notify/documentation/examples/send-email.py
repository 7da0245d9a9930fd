import os

from notifications_python_client import NotificationsAPIClient

client = NotificationsAPIClient(os.environ["NOTIFY_API_KEY"], base_url=os.environ["NOTIFY_URL"])

sent = client.send_email_notification(
    email_address="ana@example.ca",
    template_id=os.environ["EMAIL_TEMPLATE_ID"],
    personalisation={"name": "Ana", "date": "June 3"},
    reference="file-2026-118",
)
print(sent["id"])
