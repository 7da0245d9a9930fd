import os
import time
import uuid

import requests

headers = {
    "Authorization": f"ApiKey-v1 {os.environ['NOTIFY_API_KEY']}",
    "Idempotency-Key": str(uuid.uuid4()),
}
message = {
    "email_address": "ana@example.ca",
    "template_id": os.environ["EMAIL_TEMPLATE_ID"],
    "personalisation": {"name": "Ana", "date": "June 3"},
}
url = f"{os.environ['NOTIFY_URL']}/v2/notifications/email"

for attempt in range(5):
    wait = 2**attempt
    try:
        answer = requests.post(url, json=message, headers=headers, timeout=30)
    except requests.RequestException:
        pass
    else:
        if answer.status_code != 429 and answer.status_code < 500:
            answer.raise_for_status()
            print(answer.json()["id"])
            break
        wait = int(answer.headers.get("Retry-After", wait))
    time.sleep(wait)
else:
    raise SystemExit("Notify did not answer")
