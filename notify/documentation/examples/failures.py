import os

from notifications_python_client import NotificationsAPIClient

client = NotificationsAPIClient(os.environ["NOTIFY_API_KEY"], base_url=os.environ["NOTIFY_URL"])

for message in client.get_all_notifications_iterator(status="failed", template_type="email"):
    print(message["id"], message["reference"], message["status"])
