import os

from notifications_python_client import NotificationsAPIClient

client = NotificationsAPIClient(os.environ["NOTIFY_API_KEY"], base_url=os.environ["NOTIFY_URL"])

values = {"name": "Ana", "date": "June 3"}
preview = client.post_template_preview(os.environ["EMAIL_TEMPLATE_ID"], values)
print(preview["subject"])
