"""Upload lists through the portal and have them checked, as a worker would."""

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from notify.message_templates.models import Template
from notify.recipients.sample_file import csv_text
from notify.sending.list_checking import check_next_list
from notify.sending.models import ListDraft

HEADING = ("email address", "name", "state")
GOOD = [("ana@example.ca", "Ana", "open"), ("bo@example.ca", "Bo", "closed")]


def page(name: str, *args: Any) -> str:
    return reverse(f"portal:{name}", args=args)


def table(rows: Sequence[Sequence[str]], heading: Sequence[str] = HEADING) -> bytes:
    return csv_text([heading, *rows]).encode()


def upload(
    client: Client, template: Template, content: bytes, name: str = "list.csv", **fields: str
) -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    address = page("send-list", template.service_id, template.id)
    return client.post(address, {"file": file, **fields})


def checked(
    client: Client,
    template: Template,
    rows: Sequence[Sequence[str]] = tuple(GOOD),
    heading: Sequence[str] = HEADING,
    **fields: str,
) -> ListDraft:
    """Upload rows, have them checked, and return the list."""
    answer = upload(client, template, table(rows, heading), **fields)
    assert answer.status_code == 302, answer.content.decode()
    assert check_next_list()
    return ListDraft.objects.latest("created_at")


def open_list(client: Client, draft: ListDraft, query: str = "") -> str:
    return client.get(page("list-draft", draft.service_id, draft.id) + query).content.decode()


def send(client: Client, draft: ListDraft, **fields: str) -> HttpResponse:
    address = page("list-draft", draft.service_id, draft.id)
    return client.post(address, {"when": "now", **fields}, follow=True)
