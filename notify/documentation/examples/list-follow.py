import os

from notifications_python_client import NotificationsAPIClient

client = NotificationsAPIClient(os.environ["NOTIFY_API_KEY"], base_url=os.environ["NOTIFY_URL"])

job = client.get(f"/v2/jobs/{os.environ['JOB_ID']}")
print(job["data"]["job_status"], job["data"]["progress"])
