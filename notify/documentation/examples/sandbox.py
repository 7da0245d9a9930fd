import os

import requests

answer = requests.get(
    f"{os.environ['NOTIFY_URL']}/sandbox/messages.json",
    params={"to": "ana@example.ca"},
    headers={"Authorization": f"ApiKey-v1 {os.environ['NOTIFY_API_KEY']}"},
    timeout=30,
)
answer.raise_for_status()
for message in answer.json()["messages"]:
    print(message["subject"], message["text"])
