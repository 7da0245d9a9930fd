"""What the description says of one operation, and the words that all of them share.

The views do not read any of it: a send must not pay for its documentation. A test holds the
description against what the views accept and answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework.serializers import Serializer

from notify.api.openapi.serializers_errors import ErrorsSerializer, PlainErrorSerializer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Shape = type[Serializer[Any]]
PLAIN = "plain"  # in the place of an error's name: the answer has the other shape
EITHER_SHAPE = {
    "anyOf": [{"$ref": "#/components/schemas/Errors"}, {"$ref": "#/components/schemas/PlainError"}]
}


@dataclass(frozen=True)
class Refusal:
    """One way to be refused: the error's name, its message, and when it happens."""

    name: str
    message: str
    cause: StrOrPromise


@dataclass(frozen=True)
class Success:
    """The answer when all went well."""

    status: int
    shape: Shape | Mapping[str, Any] | None
    description: StrOrPromise
    example: Any = None
    media_type: str = "application/json"


@dataclass(frozen=True)
class Operation:
    """One method of one path, as it is described."""

    name: str
    tag: str
    summary: StrOrPromise
    description: StrOrPromise
    success: Success
    refusals: Mapping[int, Sequence[Refusal]]
    request: Shape | None = None
    request_example: Any = None
    parameters: Sequence[OpenApiParameter] = field(default_factory=tuple)
    needs_key: bool = True
    error_shapes: Mapping[int, Shape] = field(default_factory=dict)

    def answers(self) -> dict[Any, OpenApiResponse]:
        """Return every answer by its status, in the form of drf-spectacular."""
        success = self.success
        examples = []
        if success.example is not None:
            examples = [example(self.name, success.example, success.description)]
        answers: dict[Any, OpenApiResponse] = {
            (success.status, success.media_type): OpenApiResponse(
                success.shape, description=str(success.description), examples=examples
            )
        }
        shared = KEY_REFUSALS if self.needs_key else {}
        for status in sorted({*self.refusals, *shared}):
            every = (*shared.get(status, ()), *self.refusals.get(status, ()))
            answer = _refused(status, every, self.error_shapes.get(status))
            answers[(status, "application/json")] = answer
        return answers


def example(name: str, value: Any, summary: StrOrPromise) -> OpenApiExample:
    return OpenApiExample(name, value=value, summary=str(summary))


def _refused(
    status: int, refusals: Sequence[Refusal], shape: Shape | None = None
) -> OpenApiResponse:
    shapes = {shape} if shape else {_shape(refusal) for refusal in refusals}
    examples = [
        example(
            f"{refusal.name}{number}",
            _body(status, refusal, shape),
            refusal.cause,
        )
        for number, refusal in enumerate(refusals, 1)
    ]
    return OpenApiResponse(
        shapes.pop() if len(shapes) == 1 else EITHER_SHAPE,
        description=str(STATUS_WORDS[status]),
        examples=examples,
    )


def _shape(refusal: Refusal) -> Shape:
    return PlainErrorSerializer if refusal.name == PLAIN else ErrorsSerializer


def _body(status: int, refusal: Refusal, shape: Shape | None) -> dict[str, Any]:
    if refusal.name == PLAIN:
        return {"result": "error", "message": refusal.message}
    error = {"error": refusal.name, "message": refusal.message}
    has_code = shape is None or "status_code" in shape().fields
    return {"status_code": status, "errors": [error]} if has_code else {"errors": [error]}


STATUS_WORDS: Mapping[int, StrOrPromise] = {
    400: _("The request is not right; it must be changed before it is sent again."),
    401: _("The request has no key."),
    403: _("The key is not accepted, or may not do this."),
    404: _("There is no such object in this service."),
    409: _("The object is not in the right state for this yet."),
    413: _("The request is too large."),
    415: _("The request is not labelled as JSON."),
    422: _("The Idempotency-Key belongs to another request."),
    429: _("A limit is reached; Retry-After says when to try again."),
    502: _("A store behind Notify does not answer; try again."),
    503: _("Files cannot be kept at the moment; try again."),
}

KEY_REFUSALS: Mapping[int, Sequence[Refusal]] = {
    401: (
        Refusal(
            "AuthError",
            "Unauthorized, authentication token must be provided",
            _("There is no Authorization header."),
        ),
    ),
    403: (
        Refusal(
            "AuthError",
            "Invalid token: Enter your full API key",
            _("The key is cut short, or has been changed."),
        ),
        Refusal(
            "AuthError",
            "Invalid token: API key not found",
            _("No service has a key with this secret."),
        ),
        Refusal("AuthError", "Invalid token: API key revoked", _("The key has been revoked.")),
        Refusal(
            "AuthError",
            "Invalid token: signature, api token not found",
            _("The JWT was not signed with a key of the service."),
        ),
        Refusal(
            "AuthError",
            "Error: Your system clock must be accurate to within 30 seconds",
            _("The JWT was made too long ago, or in the future."),
        ),
    ),
}

NOT_FOUND = Refusal("NoResultFound", "No result found", _("The service has no object of this id."))
UNKNOWN_ADDRESS = Refusal(
    PLAIN,
    "The requested URL was not found on the server. If you entered the URL manually please check "
    "your spelling and try again.",
    _("There is no such address."),
)
NOT_JSON = Refusal(
    "BadRequestError",
    "Error decoding arguments: The browser (or proxy) sent a request that this server could not "
    "understand.",
    _("The body is not JSON."),
)
NOT_LABELLED = Refusal(
    "BadRequestError",
    "UnsupportedMediaType error: Did not attempt to load JSON data because the request "
    "Content-Type was not 'application/json'.",
    _("The Content-Type header does not say application/json."),
)
BODY_TOO_LARGE = Refusal(
    "BadRequestError",
    "Request body is greater than allowed limit of 15728640 bytes.",
    _("The body is larger than 15 MiB."),
)


def invalid(message: str, cause: StrOrPromise) -> Refusal:
    return Refusal("ValidationError", message, cause)


def bad_request(message: str, cause: StrOrPromise) -> Refusal:
    return Refusal("BadRequestError", message, cause)
