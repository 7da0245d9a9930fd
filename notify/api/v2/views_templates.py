"""GET /v2/template(s) and POST /v2/template/{id}/preview."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from notify.api.bodies import read_json
from notify.api.refusals import BadRequest, NoResultFound
from notify.api.timestamps import print_instant, print_instant_or_null
from notify.api.v2.problems import ValidationFailed, as_uuid
from notify.api.v2.queries import NOT_A_UUID, read_channel
from notify.api.v2.schema import read_preview
from notify.api.views import ApiView, caller_of
from notify.files.links import link_of_simulation
from notify.message_templates.compiled import CompiledTemplate, compiled_for
from notify.message_templates.models import Template, TemplateVersion
from notify.sending.account import Account
from notify.sending.files import check_permission, is_attachment

LARGEST_VERSION = 2**31 - 1


class TemplateView(ApiView):
    def get(self, request: Request, template_id: str, version: int = 0) -> Response:
        """Answer a template, or one version of it; version 0 is the latest."""
        account = caller_of(request).account
        template = find_template(account, read_template_id(template_id))
        if not version:
            return Response(describe_template(template, account))
        if version > LARGEST_VERSION:
            raise NoResultFound
        old = template.versions.select_related("created_by").filter(version=version).first()
        if old is None:
            raise NoResultFound
        return Response(describe_version(template, old, account))


class TemplateListView(ApiView):
    def get(self, request: Request) -> Response:
        account = caller_of(request).account
        channel = read_channel(request.query_params)
        templates = templates_of(account).filter(archived=False).order_by("name", "channel", "id")
        if channel:
            templates = templates.filter(channel=channel)
        found = [describe_template(template, account) for template in templates]
        return Response({"templates": found})


class TemplatePreviewView(ApiView):
    def post(self, request: Request, template_id: str) -> Response:
        account = caller_of(request).account
        identifier, values = read_preview(read_json(request), template_id)
        template = find_template(account, identifier)
        content = _compile(template, account)
        usable = {name: value for name, value in values.items() if not is_attachment(value)}
        missing = content.missing(usable)
        if missing:
            raise BadRequest(f"Missing personalisation: {', '.join(missing)}")
        check_permission(account, values)
        # No file is kept for a preview: a link shows as the address of a test file does.
        address = link_of_simulation(account.id)
        values = {name: address if isinstance(v, dict) else v for name, v in usable.items()}
        is_email = template.channel == "email"
        answer = {
            "id": str(template.id),
            "type": template.channel,
            "version": template.version,
            "body": content.body(values),
            "html": content.html(values) if is_email else None,
            "subject": content.subject_escaped(values) if is_email else None,
            "postage": None,
        }
        return Response(answer)


def read_template_id(text: str) -> UUID:
    """Raises ValidationFailed."""
    identifier = as_uuid(text)
    if identifier is None:
        raise ValidationFailed([f"id {NOT_A_UUID}"])
    return identifier


def templates_of(account: Account) -> QuerySet[Template]:
    return Template.objects.select_related("created_by").filter(service_id=account.id, hidden=False)


def find_template(account: Account, template_id: UUID) -> Template:
    """Return a service's template, archived or not. Raises NoResultFound."""
    template = templates_of(account).filter(id=template_id).first()
    if template is None:
        raise NoResultFound
    return template


def describe_template(template: Template, account: Account) -> dict[str, Any]:
    return _describe(template, template, account) | {
        "updated_at": print_instant_or_null(template.updated_at)
    }


def describe_version(
    template: Template, version: TemplateVersion, account: Account
) -> dict[str, Any]:
    changed = version.created_at if version.version > 1 else None
    return _describe(template, version, account) | {"updated_at": print_instant_or_null(changed)}


def _describe(
    template: Template, content: Template | TemplateVersion, account: Account
) -> dict[str, Any]:
    compiled = _compile(content, account)
    author = content.created_by
    return {
        "id": str(template.id),
        "type": template.channel,
        "name": content.name,
        "version": content.version,
        "body": compiled.source_body,
        "subject": compiled.source_subject if template.channel == "email" else None,
        "personalisation": {name: {"required": True} for name in compiled.placeholders},
        "created_at": print_instant(template.created_at),
        "updated_at": None,
        # The clients require a text: what nobody wrote is the service's.
        "created_by": author.email if author else account.from_address(),
        "postage": None,
        "letter_contact_block": None,
    }


def _compile(content: Template | TemplateVersion, account: Account) -> CompiledTemplate:
    return compiled_for(content, language=None, order=account.language_order)
