"""Calls of the API that work as they are once a key is put in: curl, Python and Node."""

import json
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from notify.message_templates.compiled import compiled_version
from notify.message_templates.models import Channel, Template, Text
from notify.services.models import Service

KEY = "YOUR_API_KEY"

CURL = """curl -X POST {url} \\
  -H "Authorization: ApiKey-v1 {key}" \\
  -H "Content-Type: application/json" \\
  -d '{body}'"""
PYTHON = """# pip install notifications-python-client
from notifications_python_client.notifications import NotificationsAPIClient

client = NotificationsAPIClient("{key}", base_url="{base}")
answer = client.{call}(
    {argument}="{recipient}",
    template_id="{template}",
    personalisation={values},
)
print(answer["id"])"""
NODE = """// Node 18 or later
const answer = await fetch("{url}", {{
  method: "POST",
  headers: {{
    "Authorization": "ApiKey-v1 {key}",
    "Content-Type": "application/json",
  }},
  body: JSON.stringify({body}),
}});
console.log((await answer.json()).id);"""


@dataclass(frozen=True)
class Example:
    name: str
    code: str


def examples_for(service: Service, template: Template | None) -> list[Example]:
    """Return a call in each language, for one of the service's templates."""
    if template is None:
        return []
    is_email = template.channel == Channel.EMAIL
    recipient = "person@example.ca" if is_email else "+16135550123"
    argument = "email_address" if is_email else "phone_number"
    values = {name: _("value") for name in _variables(service, template)}
    body = {argument: recipient, "template_id": str(template.pk), "personalisation": values}
    if template.text == Text.PAIR:
        body["language"] = "en"
    url = f"{settings.BASE_URL}/v2/notifications/{template.channel}"
    filled = {
        "url": url,
        "base": settings.BASE_URL,
        "key": KEY,
        "call": f"send_{template.channel}_notification",
        "argument": argument,
        "recipient": recipient,
        "template": template.pk,
        "values": json.dumps(values, ensure_ascii=False),
        "body": json.dumps(body, indent=2, ensure_ascii=False),
    }
    curl = CURL.format(**{**filled, "body": _quoted(str(filled["body"]))})
    return [
        Example("curl", curl),
        Example("Python", PYTHON.format(**filled)),
        Example("Node", NODE.format(**filled)),
    ]


def _variables(service: Service, template: Template) -> list[str]:
    content = compiled_version(
        template.pk, template.version, language=None, order=service.language_order
    )
    return sorted(content.missing({}))


def _quoted(text: str) -> str:
    """Keep an apostrophe inside a shell's single quotes."""
    return text.replace("'", "'\\''")
