import os

from notifications_python_client import NotificationsAPIClient

client = NotificationsAPIClient(os.environ["NOTIFY_API_KEY"], base_url=os.environ["NOTIFY_URL"])

job = client.post(f"/v2/jobs/{os.environ['JOB_ID']}/cancel", {})
print(job["data"]["job_status"])
