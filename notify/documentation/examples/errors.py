import os

from notifications_python_client import NotificationsAPIClient
from notifications_python_client.errors import HTTPError

client = NotificationsAPIClient(os.environ["NOTIFY_API_KEY"], base_url=os.environ["NOTIFY_URL"])

try:
    client.send_email_notification("ana@example.ca", "not an id")
except HTTPError as error:
    print(error.status_code)
    for problem in error.message:
        print(problem["error"], problem["message"])
