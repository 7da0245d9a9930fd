"""What the description adds to the requests of those who manage templates."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from notify.api.openapi.serializers_errors import ErrorsSerializer
from notify.api.v2.template_form import NewTemplate, TemplateChanges
from notify.api.v2.template_object import CategoryRow


class ErrorsWithCategoriesSerializer(ErrorsSerializer):
    template_categories = CategoryRow(
        many=True,
        required=False,
        help_text=_("The categories that there are, where the request's is wrong."),
    )


class NewTemplateRequest(NewTemplate):
    is_closed = True

    content = serializers.CharField(help_text=_("The text with its ((variables))."))
    subject = serializers.CharField(required=False, help_text=_("Needed for an email."))
    content_fr = serializers.CharField(
        required=False, help_text=_("The French text of a bilingual template.")
    )
    subject_fr = serializers.CharField(
        required=False, help_text=_("The French subject of a bilingual email.")
    )
    parent_folder_id = serializers.UUIDField(
        required=False, help_text=_("The folder to put it in.")
    )


class TemplateChangesRequest(TemplateChanges):
    is_closed = True

    content = serializers.CharField(required=False, help_text=_("The text with its ((variables))."))
    content_fr = serializers.CharField(
        required=False, help_text=_("The French text of a bilingual template.")
    )
    parent_folder_id = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text=_("The folder to put it in; null takes it out of its folder."),
    )
