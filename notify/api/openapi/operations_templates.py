"""Templates: read them and preview them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from notify.api.openapi import examples, parameters
from notify.api.openapi.operation import (
    BODY_TOO_LARGE,
    NOT_FOUND,
    NOT_JSON,
    NOT_LABELLED,
    UNKNOWN_ADDRESS,
    Operation,
    Success,
    bad_request,
    invalid,
)
from notify.api.openapi.operations_send import FILES, VALUES
from notify.api.openapi.serializers_read import (
    PreviewRequest,
    PreviewSerializer,
    TemplateListSerializer,
    TemplateSerializer,
)

TAG = "templates"
TEMPLATE_ID = parameters.path("template_id", _("The id of a template."))
NOT_AN_ID = invalid("id is not a valid UUID", _("The id is not a UUID."))

TEMPLATES: Mapping[tuple[str, str], Operation] = {
    ("GET", "/v2/templates"): Operation(
        name="listTemplates",
        tag=TAG,
        summary=_("See your templates"),
        description=_("Every template that is not archived, by name, on one page."),
        success=Success(200, TemplateListSerializer, _("The templates."), examples.TEMPLATE_LIST),
        refusals={
            400: (
                invalid(
                    "type coconut is not one of [sms, email, letter]",
                    _("There is no such channel."),
                ),
            )
        },
        parameters=(
            parameters.query(
                "type",
                _("Only this channel."),
                {"type": "string", "enum": ["sms", "email", "letter"]},
            ),
        ),
    ),
    ("GET", "/v2/template/{template_id}"): Operation(
        name="readTemplate",
        tag=TAG,
        summary=_("Read a template"),
        description=_("The newest version of a template, archived or not."),
        success=Success(200, TemplateSerializer, _("The template."), examples.TEMPLATE),
        refusals={400: (NOT_AN_ID,), 404: (NOT_FOUND,)},
        parameters=(TEMPLATE_ID,),
    ),
    ("GET", "/v2/template/{template_id}/version/{version}"): Operation(
        name="readTemplateVersion",
        tag=TAG,
        summary=_("Read a version of a template"),
        description=_("The template as it was then."),
        success=Success(200, TemplateSerializer, _("The version."), examples.TEMPLATE),
        refusals={400: (NOT_AN_ID,), 404: (NOT_FOUND, UNKNOWN_ADDRESS)},
        parameters=(
            TEMPLATE_ID,
            parameters.path(
                "version",
                _("The number of the version; 0 is the newest."),
                {"type": "integer", "minimum": 0},
            ),
        ),
    ),
    ("POST", "/v2/template/{template_id}/preview"): Operation(
        name="previewTemplate",
        tag=TAG,
        summary=_("Preview a message"),
        description=_("Fills a template with values and sends nothing."),
        request=PreviewRequest,
        request_example={"personalisation": examples.VALUES},
        success=Success(200, PreviewSerializer, _("The message as it would be."), examples.PREVIEW),
        refusals={
            400: (
                NOT_JSON,
                NOT_AN_ID,
                bad_request(
                    "Missing personalisation: name, date",
                    _("Variables of the template have no value."),
                ),
                VALUES,
                *FILES[:6],
                FILES[-1],
            ),
            404: (NOT_FOUND,),
            413: (BODY_TOO_LARGE,),
            415: (NOT_LABELLED,),
        },
        parameters=(TEMPLATE_ID,),
    ),
}
