"""What a newcomer reads after `make run`."""

from typing import Any

TEXT = """
Notify is running.

  Portal    {base_url}
            sign in as {email} with the password {password}
            then open "Read what was sent to you" on the page that asks for a code
  Admin     {base_url}/admin/   as {admin_email} with the same password, and a code of an
            authenticator app that has the key {admin_secret}
  Sandbox   {base_url}/sandbox  (every message ends here; nothing leaves this machine)

Send an email:

  curl -s {base_url}/v2/notifications/email \\
    -H 'Authorization: ApiKey-v1 {key}' \\
    -H 'Content-Type: application/json' \\
    -d '{{"email_address": "ana@example.ca", "template_id": "{template}",
         "personalisation": {{"name": "Ana", "date": "June 3"}}}}'

Stop with Ctrl-C.
"""


def welcome(demo: dict[str, Any]) -> str:
    """Return the text, filled from the demo's data (demo.py)."""
    people = {user["role"]: user for user in demo["users"]}
    return TEXT.format(
        base_url=demo["base_url"],
        email=people["owner"]["email"],
        password=people["owner"]["password"],
        admin_email=people["platform admin"]["email"],
        admin_secret=people["platform admin"]["totp_secret"],
        key=demo["api_keys"]["live"],
        template=demo["templates"]["email"],
    )
