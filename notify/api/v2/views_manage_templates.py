"""/v2/manage-template: make, change and archive templates (contract, section 1.10)."""

from typing import Any
from uuid import UUID

from django.db import transaction
from rest_framework.request import Request
from rest_framework.response import Response

from notify.accounts.audit import record_event
from notify.accounts.models import User
from notify.api.bodies import read_json
from notify.api.errors import v2_error
from notify.api.keys import Caller
from notify.api.refusals import ApiError, BadRequest, NoResultFound
from notify.api.v2.template_form import (
    FOLDER,
    FRENCH_FIELDS,
    LONGEST_CONTENT,
    LONGEST_NAME,
    CategoryRefused,
    TemplateForm,
    check_french_half,
    read_new_template,
    read_template_changes,
)
from notify.api.v2.template_object import describe_managed, list_categories
from notify.api.v2.views_templates import read_template_id
from notify.api.views import ApiView, caller_of
from notify.message_templates.actions import archive_template, create_template, edit_template
from notify.message_templates.models import Category, Channel, Folder, Template, Text
from notify.services.models import ApiKey, Service

NOT_PERMITTED = "This API key does not have permission to manage templates."
NO_CATEGORIES = "There are no template categories to choose from"
CHANNEL_WORDS = {"email": "email", "sms": "text message"}


class ManageTemplatesView(ApiView):
    """Asks for the permission before anything else, and shows categories when one is wrong."""

    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        if not caller_of(request).key.can(ApiKey.Permission.MANAGE_TEMPLATES):
            raise ApiError(403, "ForbiddenError", NOT_PERMITTED)

    def handle_exception(self, error: Exception) -> Response:
        if not isinstance(error, CategoryRefused):
            return super().handle_exception(error)
        categories = list_categories()
        errors = list(error.errors)
        if not categories:
            errors.append(("TemplateCategoryUnavailable", NO_CATEGORIES))
        answer = v2_error(400, errors)
        answer.data["template_categories"] = categories
        return answer


class CategoryListView(ManageTemplatesView):
    def get(self, request: Request) -> Response:
        return Response({"template_categories": list_categories()})


class NewTemplateView(ManageTemplatesView):
    def post(self, request: Request) -> Response:
        caller = caller_of(request)
        form = read_new_template(read_json(request))
        channel = form.channel or ""  # the form has made sure
        category = _find_category(form)
        if not caller.account.can(channel):
            words = f"Creating {CHANNEL_WORDS[channel]} templates is not allowed"
            raise ApiError(403, "ForbiddenError", words)
        folder = _find_folder(caller, form)
        _check_lengths(form, channel)
        service = Service.objects.get(pk=caller.account.id)
        with transaction.atomic():
            template = create_template(
                service,
                author=_author(caller),
                channel=channel,
                category=category,
                folder=folder,
                text=Text.PAIR if form.given.intersection(FRENCH_FIELDS) else Text.ENGLISH,
                **_texts(form, channel, Text.PAIR),
            )
            _record("template-created", template, caller)
        return Response(_answer(caller, template.id), status=201)


class ManagedTemplateView(ManageTemplatesView):
    def get(self, request: Request, template_id: str) -> Response:
        caller = caller_of(request)
        return Response(_answer(caller, read_template_id(template_id)))

    def patch(self, request: Request, template_id: str) -> Response:
        """Change what is given. A request that changes nothing makes no version."""
        caller = caller_of(request)
        template = _find(caller, read_template_id(template_id))
        form = read_template_changes(read_json(request))
        if template.archived:
            raise BadRequest(f"Template {template.id} has been deleted")
        fields = _changed(template, _fields(template, form, caller))
        _check_lengths(form, template.channel)
        if fields:
            with transaction.atomic():
                edit_template(template, author=_author(caller), **fields)
                _record("template-changed", template, caller)
        return Response(_answer(caller, template.id))

    def delete(self, request: Request, template_id: str) -> Response:
        caller = caller_of(request)
        template = _find(caller, read_template_id(template_id))
        with transaction.atomic():
            if not archive_template(template):
                raise BadRequest("Template is already archived.")
            _record("template-archived", template, caller)
        return Response(_answer(caller, template.id))


def _answer(caller: Caller, template_id: UUID) -> dict[str, Any]:
    return describe_managed(_find(caller, template_id))


def _find(caller: Caller, template_id: UUID) -> Template:
    """Return a service's template, archived or not. Raises NoResultFound."""
    rows = Template.objects.select_related("service", "category", "created_by")
    found = rows.filter(service_id=caller.account.id, hidden=False, id=template_id).first()
    if found is None:
        raise NoResultFound
    return found


def _find_category(form: TemplateForm) -> Category | None:
    """Raises CategoryRefused."""
    if form.category_id is None:
        return None
    category = Category.objects.filter(id=form.category_id, hidden=False).first()
    if category is None:
        raise CategoryRefused.unknown()
    return category


def _find_folder(caller: Caller, form: TemplateForm) -> Folder | None:
    """Raises BadRequest."""
    if form.folder_id is None:
        return None
    folder = Folder.objects.filter(id=form.folder_id, service_id=caller.account.id).first()
    if folder is None:
        raise BadRequest(f"{FOLDER} not found")
    return folder


def _check_lengths(form: TemplateForm, channel: str) -> None:
    """Raises BadRequest."""
    if len(form.texts.get("name", "")) > LONGEST_NAME:
        raise BadRequest(f"Template name must be less than {LONGEST_NAME} characters")
    most = LONGEST_CONTENT[channel]
    if any(len(form.texts.get(name, "")) > most for name in ("content", "content_fr")):
        raise BadRequest(f"Content has a character count greater than the limit of {most}")


def _fields(template: Template, form: TemplateForm, caller: Caller) -> dict[str, Any]:
    """Return the fields of the model that a change asks for. Raises CategoryRefused, BadRequest."""
    fields: dict[str, Any] = _texts(form, template.channel, template.text)
    if template.text == Text.ENGLISH and form.given.intersection(FRENCH_FIELDS):
        check_french_half(form.given, template.channel)
        fields["text"] = Text.PAIR
    category = _find_category(form)
    if category:
        fields["category"] = category
    if FOLDER in form.given:
        fields["folder"] = _find_folder(caller, form)
    return fields


def _changed(template: Template, fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if getattr(template, name) != value}


def _texts(form: TemplateForm, channel: str, text: str) -> dict[str, str]:
    """Return the texts under the model's names: the one text of a template in French is French.

    A text message has no subject, so one that is given means nothing.
    """
    main = "fr" if text == Text.FRENCH else "en"
    names = {
        "name": "name",
        "content": f"body_{main}",
        "subject": f"subject_{main}",
        "content_fr": "body_fr",
        "subject_fr": "subject_fr",
    }
    if channel == Channel.SMS:
        names = {name: field for name, field in names.items() if "subject" not in name}
    return {names[name]: value for name, value in form.texts.items() if name in names}


def _author(caller: Caller) -> User | None:
    return User.objects.filter(
        pk__in=ApiKey.objects.filter(pk=caller.key.id).values("created_by")
    ).first()


def _record(action: str, template: Template, caller: Caller) -> None:
    record_event(
        action, template, service_id=caller.account.id, after={"api_key": str(caller.key.id)}
    )
