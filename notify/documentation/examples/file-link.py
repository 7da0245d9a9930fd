import base64
import os

from notifications_python_client import NotificationsAPIClient

client = NotificationsAPIClient(os.environ["NOTIFY_API_KEY"], base_url=os.environ["NOTIFY_URL"])

content = b"name,state\nAna,approved\n"
sent = client.send_email_notification(
    email_address="ana@example.ca",
    template_id=os.environ["FILE_TEMPLATE_ID"],
    personalisation={
        "decision": {
            "file": base64.b64encode(content).decode(),
            "filename": "decision.csv",
            "sending_method": "link",
        },
    },
)
print(sent["content"]["body"])
