"""Judge requests and answers by the description, as a stranger would."""

from copy import deepcopy
from functools import lru_cache
from typing import Any

import jsonschema
from jsonschema.protocols import Validator

from notify.api.openapi.document import document
from notify.api.v2.problems import as_uuid

checker = jsonschema.FormatChecker(())


@checker.checks("uuid")
def is_uuid(value: object) -> bool:
    return not isinstance(value, str) or as_uuid(value) is not None


def request_schema(name: str) -> Validator:
    return _validator(document("en"), {"$ref": f"#/components/schemas/{name}"})


def answer_schema(method: str, path: str, status: int) -> Validator:
    """Return what an answer must be, and no field more. Fails for one that is not described."""
    closed = _closed_document()
    answers = closed["paths"][path][method.lower()]["responses"]
    assert str(status) in answers, f"{method} {path} answered {status}, which is not described"
    return _validator(closed, answers[str(status)]["content"]["application/json"]["schema"])


def _validator(whole: dict[str, Any], schema: dict[str, Any]) -> Validator:
    found = {**schema, "components": whole["components"]}
    return jsonschema.Draft202012Validator(found, format_checker=checker)


@lru_cache
def _closed_document() -> dict[str, Any]:
    closed = deepcopy(document("en"))
    _close(closed)
    return closed


def _close(node: Any) -> None:
    if isinstance(node, dict):
        if "properties" in node and "anyOf" not in node and node.get("type") == "object":
            node.setdefault("additionalProperties", False)
        for child in node.values():
            _close(child)
    elif isinstance(node, list):
        for child in node:
            _close(child)
