import os

from notifications_python_client import NotificationsAPIClient

client = NotificationsAPIClient(os.environ["NOTIFY_API_KEY"], base_url=os.environ["NOTIFY_URL"])

message = client.get_notification_by_id(os.environ["NOTIFICATION_ID"])
print(message["status"], message["status_description"])
