"""JSON as callers have always seen it: keys in order, everything outside ASCII escaped."""

import json
from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import BaseRenderer


def to_json(data: object) -> bytes:
    return json.dumps(data, separators=(",", ":")).encode()


class JsonRenderer(BaseRenderer):
    """Renders every answer, whatever the Accept header says."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else to_json(data)
