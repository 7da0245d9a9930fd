"""Parameters and headers, each in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Schema = dict[str, Any]
UUID: Schema = {"type": "string", "format": "uuid"}


def path(name: str, description: StrOrPromise, schema: Schema | None = None) -> OpenApiParameter:
    return OpenApiParameter(
        name, schema or UUID, OpenApiParameter.PATH, required=True, description=description
    )


def query(name: str, description: StrOrPromise, schema: Schema) -> OpenApiParameter:
    return OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=description)


def header(name: str, description: StrOrPromise, schema: Schema) -> OpenApiParameter:
    return OpenApiParameter(name, schema, OpenApiParameter.HEADER, description=description)


def answer_header(
    name: str, description: StrOrPromise, schema: Schema, *statuses: int
) -> OpenApiParameter:
    return OpenApiParameter(
        name,
        schema,
        OpenApiParameter.HEADER,
        description=description,
        response=[str(status) for status in statuses],
    )


OLDER_THAN = query(
    "older_than", _("Only what was made before the object of this id: the next page."), UUID
)
NUMBER: Schema = {"type": "string", "pattern": "^[0-9]+$"}
LIMITS = (
    answer_header("Retry-After", _("After how many seconds to try again."), NUMBER, 429),
    answer_header(
        "RateLimit-Limit", _("How many requests the limit allows in its time."), NUMBER, 201, 429
    ),
    answer_header("RateLimit-Remaining", _("How many requests are left."), NUMBER, 201, 429),
    answer_header(
        "RateLimit-Reset", _("After how many seconds the limit starts again."), NUMBER, 201, 429
    ),
)
RETRY_KEY = header(
    "Idempotency-Key",
    _(
        "A name that you make up for this request. Sent again within 24 hours with the same key "
        "and body, it is answered as the first time and nothing is sent twice."
    ),
    {"type": "string", "pattern": "^[ -~]{1,255}$"},
)
REPLAYED = answer_header(
    "Idempotent-Replayed",
    _("“true” when this is the answer to an earlier request."),
    {"type": "string", "enum": ["true"]},
    201,
)
SEND = (RETRY_KEY, REPLAYED, *LIMITS)
