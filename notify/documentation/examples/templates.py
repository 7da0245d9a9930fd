import os

from notifications_python_client import NotificationsAPIClient

client = NotificationsAPIClient(os.environ["NOTIFY_API_KEY"], base_url=os.environ["NOTIFY_URL"])

for template in client.get_all_templates()["templates"]:
    print(template["id"], template["name"])
