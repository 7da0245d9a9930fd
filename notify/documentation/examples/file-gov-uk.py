import io
import os

from notifications_python_client import NotificationsAPIClient, prepare_upload

client = NotificationsAPIClient(os.environ["NOTIFY_API_KEY"], base_url=os.environ["NOTIFY_URL"])

file = io.BytesIO(b"name,state\nAna,approved\n")
sent = client.send_email_notification(
    email_address="ana@example.ca",
    template_id=os.environ["FILE_TEMPLATE_ID"],
    personalisation={
        "decision": prepare_upload(file, filename="decision.csv", retention_period="4 weeks"),
    },
)
print(sent["content"]["body"])
