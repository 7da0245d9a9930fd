"""The OpenAPI document of version 2, made once in each language and then kept."""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import yaml
from django.conf import settings
from django.urls import include, path
from django.utils.translation import gettext, override
from drf_spectacular.generators import SchemaGenerator

from notify.api.openapi import callbacks
from notify.api.openapi.fields import FILE

Endpoint = tuple[str, str, str, Callable[..., Any]]


@lru_cache
def document(language: str) -> dict[str, Any]:
    """Return the description in a language. It does not change while the process lives."""
    patterns = [path("v2/", include("notify.api.v2.urls"))]
    with override(language):
        generator: Any = SchemaGenerator  # the library has no types
        schema: dict[str, Any] = generator(patterns=patterns).get_schema(public=True)
    return schema


@lru_cache
def as_json(language: str) -> bytes:
    return json.dumps(document(language), ensure_ascii=False, separators=(",", ":")).encode()


@lru_cache
def as_yaml(language: str) -> bytes:
    text: str = yaml.safe_dump(document(language), allow_unicode=True, sort_keys=False, width=100)
    return text.encode()


def name_parameters(endpoints: list[Endpoint]) -> list[Endpoint]:
    """Call the id of a message by its name: the address serves sends too, and says `which`."""
    return [
        (address.replace("{which}", "{notification_id}"), regex, method, callback)
        for address, regex, method, callback in endpoints
    ]


def complete(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:
    """Add what no serializer says: the title, the sections, the keys, files, callbacks' headers."""
    result["info"] = {
        "title": gettext("Notify API"),
        "version": "2",
        "description": gettext(
            "Send emails and text messages, alone or to a list, and see what became of them. GC "
            "Notify's and GOV.UK Notify's client libraries work with it unmodified."
        ),
    }
    result["servers"] = [{"url": settings.BASE_URL}]
    result["tags"] = _sections()
    result["components"] = generator.registry.build({})  # again, now with those of callbacks
    result["components"]["schemas"]["File"] = FILE
    result["components"]["securitySchemes"] = _keys()
    for name, item in result["webhooks"].items():
        item["post"]["operationId"] = callbacks.CALLBACKS[name].name
        item["post"]["parameters"] = callbacks.HEADERS
    _drop_marks(result)
    return result


def _drop_marks(node: Any) -> None:
    """Take out what drf-spectacular leaves for its own hooks."""
    if isinstance(node, dict):
        node.pop("x-spec-enum-id", None)
    for child in node.values() if isinstance(node, dict) else node:
        if isinstance(child, dict | list):
            _drop_marks(child)


def _sections() -> list[dict[str, str]]:
    return [
        {"name": "send", "description": gettext("Send one message")},
        {"name": "lists", "description": gettext("Send to a list")},
        {"name": "messages", "description": gettext("See what became of messages")},
        {"name": "templates", "description": gettext("Templates")},
        {"name": "manage", "description": gettext("Manage templates")},
        {"name": "reports", "description": gettext("Reports")},
        {"name": "reminders", "description": gettext("Reminders")},
        {"name": "topics", "description": gettext("Topics that people follow")},
        {"name": "callbacks", "description": gettext("Callbacks")},
    ]


def _keys() -> dict[str, Any]:
    return {
        "ApiKey": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": gettext("“ApiKey-v1”, a space, and the whole API key."),
        },
        "Bearer": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": gettext(
                "A JWT signed with HS256 and the last 36 characters of the key. Its “iss” is the "
                "service's id and its “iat” the time, right within 30 seconds. The client "
                "libraries make one for each request."
            ),
        },
    }
