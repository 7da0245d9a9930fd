"""Make, change and archive templates with a key that may."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from notify.api.openapi import examples, parameters
from notify.api.openapi.operation import (
    BODY_TOO_LARGE,
    NOT_FOUND,
    NOT_JSON,
    NOT_LABELLED,
    Operation,
    Refusal,
    Success,
    bad_request,
    invalid,
)
from notify.api.openapi.operations_templates import NOT_AN_ID
from notify.api.openapi.serializers_manage import (
    ErrorsWithCategoriesSerializer,
    NewTemplateRequest,
    TemplateChangesRequest,
)
from notify.api.v2.template_object import CategoryListAnswer, ManagedTemplate

TAG = "manage"
TEMPLATE_ID = parameters.path("template_id", _("The id of a template."))
NOT_PERMITTED = Refusal(
    "ForbiddenError",
    "This API key does not have permission to manage templates.",
    _("The key was made without the permission to manage templates."),
)
WITH_CATEGORIES = {400: ErrorsWithCategoriesSerializer}
_TEXTS: Sequence[Refusal] = (
    invalid("content 5 is not of type string", _("A field holds something of another type.")),
    invalid("content cannot be empty", _("A text is empty.")),
    invalid("content_fr is a required property", _("Half of a bilingual template is missing.")),
    invalid(
        "Additional properties are not allowed (title was unexpected)",
        _("There is a field that is not described here."),
    ),
    Refusal(
        "TemplateCategoryValidationError",
        "template_category_id must be a valid UUID",
        _("The category is not a UUID. The answer lists the categories that there are."),
    ),
    Refusal(
        "TemplateCategoryNotFoundError",
        "template_category_id not found",
        _("There is no such category. The answer lists those that there are."),
    ),
    Refusal(
        "TemplateCategoryUnavailable",
        "There are no template categories to choose from",
        _("The platform team has made no category yet."),
    ),
    bad_request("parent_folder_id not found", _("The service has no such folder.")),
    bad_request("Template name must be less than 255 characters", _("The name is too long.")),
    bad_request(
        "Content has a character count greater than the limit of 612",
        _("The text is too long: 612 characters for a text message, 50,000 for an email."),
    ),
)

MANAGE: Mapping[tuple[str, str], Operation] = {
    ("GET", "/v2/manage-template/template-categories"): Operation(
        name="listTemplateCategories",
        tag=TAG,
        summary=_("See the categories of templates"),
        description=_("Every template has one; it decides how urgent its messages are."),
        success=Success(200, CategoryListAnswer, _("The categories."), examples.CATEGORIES),
        refusals={403: (NOT_PERMITTED,)},
    ),
    ("POST", "/v2/manage-template"): Operation(
        name="createTemplate",
        tag=TAG,
        summary=_("Make a template"),
        description=_(
            "With French texts beside the English ones it is a bilingual template: one that is "
            "sent in the recipient's language, or in both."
        ),
        error_shapes=WITH_CATEGORIES,
        request=NewTemplateRequest,
        request_example=examples.NEW_TEMPLATE,
        success=Success(201, ManagedTemplate, _("The template."), examples.MANAGED_TEMPLATE),
        refusals={
            400: (
                NOT_JSON,
                invalid("content is a required property", _("A field is missing.")),
                invalid(
                    "template_type letter is not one of [email, sms]",
                    _("There is no such channel."),
                ),
                *_TEXTS,
            ),
            403: (
                NOT_PERMITTED,
                Refusal(
                    "ForbiddenError",
                    "Creating email templates is not allowed",
                    _("The service may not use this channel."),
                ),
            ),
            413: (BODY_TOO_LARGE,),
            415: (NOT_LABELLED,),
        },
    ),
    ("GET", "/v2/manage-template/{template_id}"): Operation(
        name="readManagedTemplate",
        tag=TAG,
        summary=_("Read all of a template"),
        description=_("Its folder, its category and both its texts, archived or not."),
        success=Success(200, ManagedTemplate, _("The template."), examples.MANAGED_TEMPLATE),
        refusals={400: (NOT_AN_ID,), 403: (NOT_PERMITTED,), 404: (NOT_FOUND,)},
        parameters=(TEMPLATE_ID,),
    ),
    ("PATCH", "/v2/manage-template/{template_id}"): Operation(
        name="changeTemplate",
        tag=TAG,
        summary=_("Change a template"),
        description=_(
            "Changes what the request names and makes a new version. Messages that were accepted "
            "before keep the version that they had."
        ),
        error_shapes=WITH_CATEGORIES,
        request=TemplateChangesRequest,
        request_example={"subject": "Your appointment on ((date)) at ((time))"},
        success=Success(200, ManagedTemplate, _("The template."), examples.MANAGED_TEMPLATE),
        refusals={
            400: (
                NOT_JSON,
                NOT_AN_ID,
                *_TEXTS,
                bad_request(
                    f"Template {examples.TEMPLATE_ID} has been deleted",
                    _("The template has been archived."),
                ),
            ),
            403: (NOT_PERMITTED,),
            404: (NOT_FOUND,),
            413: (BODY_TOO_LARGE,),
            415: (NOT_LABELLED,),
        },
        parameters=(TEMPLATE_ID,),
    ),
    ("DELETE", "/v2/manage-template/{template_id}"): Operation(
        name="archiveTemplate",
        tag=TAG,
        summary=_("Archive a template"),
        description=_("It can still be read, and no longer sent."),
        success=Success(
            200,
            ManagedTemplate,
            _("The template."),
            examples.MANAGED_TEMPLATE | {"archived": True, "folder_id": None},
        ),
        refusals={
            400: (
                NOT_AN_ID,
                bad_request(
                    "Template is already archived.", _("The template has been archived before.")
                ),
            ),
            403: (NOT_PERMITTED,),
            404: (NOT_FOUND,),
        },
        parameters=(TEMPLATE_ID,),
    ),
}
