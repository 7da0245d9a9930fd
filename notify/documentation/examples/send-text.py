import os

from notifications_python_client import NotificationsAPIClient

client = NotificationsAPIClient(os.environ["NOTIFY_API_KEY"], base_url=os.environ["NOTIFY_URL"])

sent = client.send_sms_notification(
    phone_number="613-555-0199",
    template_id=os.environ["TEXT_TEMPLATE_ID"],
    personalisation={"code": "493021"},
)
print(sent["id"])
