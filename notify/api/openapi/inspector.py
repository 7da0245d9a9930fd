"""Where drf-spectacular asks, answer from our own operations."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiRequest
from rest_framework import serializers

from notify.api.openapi.callbacks import CALLBACKS
from notify.api.openapi.operation import Operation, example
from notify.api.openapi.operations import OPERATIONS

Schema = dict[str, Any]
CALLBACK_PATH = "/"  # where drf-spectacular imagines that a webhook is


class Inspector(AutoSchema):
    """Describes what OPERATIONS has; what is not in it is left out."""

    @property
    def operation(self) -> Operation:
        if self.path != CALLBACK_PATH:
            return OPERATIONS[self.method, self.path]
        # What a webhook decorates is a subclass of this one, which knows the name it was given.
        name = self.get_operation_id()
        return next(callback for callback in CALLBACKS.values() if callback.name == name)

    def is_excluded(self) -> bool:
        return (self.method, self.path) not in OPERATIONS

    def get_operation_id(self) -> str:
        return self.operation.name

    def get_tags(self) -> list[str]:
        return [self.operation.tag]

    def get_summary(self) -> str:
        return str(self.operation.summary)

    def get_description(self) -> str:  # type: ignore[override]  # as its parent does
        return str(self.operation.description)

    def get_auth(self) -> list[Schema]:
        return [{"ApiKey": []}, {"Bearer": []}] if self.operation.needs_key else []

    def get_override_parameters(self) -> list[Any]:
        return list(self.operation.parameters)

    def get_request_serializer(self) -> Any:
        operation = self.operation
        if operation.request is None:
            return None
        examples = []
        if operation.request_example is not None:
            examples = [example(operation.name, operation.request_example, operation.summary)]
        return {"application/json": OpenApiRequest(operation.request, examples=examples)}

    def get_response_serializers(self) -> Any:
        return self.operation.answers()

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Any:
        """Close what may hold no other field; a request is told of each field that it may not."""
        schema: Schema = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        if getattr(serializer, "is_closed", False):
            schema["additionalProperties"] = False
        return schema

    def _get_serializer_name(
        self, serializer: Any, direction: Any, bypass_extensions: bool = False
    ) -> str:
        name = type(serializer).__name__
        if isinstance(serializer, serializers.ListSerializer):
            name = type(serializer.child).__name__
        return name.removesuffix("Serializer")
