"""The two shapes of an answer that says no."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers


class ErrorSerializer(serializers.Serializer[Any]):
    error = serializers.CharField(help_text=_("The name of the error; it does not change."))
    message = serializers.CharField(help_text=_("What is wrong, in English."))


class ErrorsSerializer(serializers.Serializer[Any]):
    status_code = serializers.IntegerField(help_text=_("The status of the answer again."))
    errors = ErrorSerializer(many=True, help_text=_("Everything that is wrong, in order."))  # type: ignore[assignment]


class PlainErrorSerializer(serializers.Serializer[Any]):
    result = serializers.ChoiceField(["error"])
    message = serializers.CharField(help_text=_("What is wrong, in English."))
