"""Requests made up from the description, with ids that exist so that some get far."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schemathesis import Case
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from notify.api.openapi.document import document


def errors_are_described(ctx: Any, response: Any, case: Case) -> None:
    """Fail for an error whose name is in none of the examples of its status."""
    operation = document("en")["paths"][case.path].get(case.method.lower())
    if operation is None or response.status_code < 400:  # methods that are not described: no 5xx
        return
    examples = operation["responses"][str(response.status_code)]["content"]["application/json"][
        "examples"
    ]
    described = {
        error["error"]
        for example in examples.values()
        for error in example["value"].get("errors", ())
    }
    named = {error["error"] for error in response.json().get("errors", ())}
    assert named <= described, f"{named - described} on {response.status_code}"


# What is judged: no 5xx, and nothing that the description does not have.
CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    errors_are_described,
]


@dataclass(frozen=True)
class Known:
    """What exists in the service that is written to; `values` fill its templates."""

    parameters: Mapping[str, str]
    spare: str  # a template that may be changed and archived
    email: str
    sms: str
    values: Mapping[str, str]


def configuration(examples: int, *, repeat: bool) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "generation": {
                "max-examples": examples,
                "deterministic": repeat,
                "no-shrink": True,
                "database": "none",
            },
            "phases": {"stateful": {"enabled": False}},
        }
    )


def put_in_what_exists(case: Case, known: Known) -> None:
    """Let half of the requests be about what is there, and half of those be right."""
    if isinstance(case.path_parameters, dict):
        for name, value in case.path_parameters.items():
            if name in known.parameters and chance(value, 2):
                changes = case.method in ("PATCH", "DELETE")
                case.path_parameters[name] = known.spare if changes else known.parameters[name]
    if chance(case.body, 2):
        case.body = _with_known(case.body, known)


def chance(value: object, one_in: int) -> bool:
    """Return True for one value in so many, always the same ones: a replay must be a replay."""
    return zlib.crc32(repr(value).encode("utf-8", "replace")) % one_in == 0


def _with_known(body: Any, known: Known) -> Any:
    if not isinstance(body, dict):
        return body
    body = dict(body)
    if "template_id" in body:
        is_text = "phone_number" in body or ("rows" in body and chance(body["rows"], 2))
        body["template_id"] = known.sms if is_text else known.email
    if isinstance(body.get("email_address"), str) and chance(body["email_address"], 2):
        body["email_address"] = "ana@example.ca"
    if isinstance(body.get("phone_number"), str) and chance(body["phone_number"], 2):
        body["phone_number"] = "+16135550199"
    if isinstance(body.get("personalisation"), dict) and chance(body["personalisation"], 2):
        body["personalisation"] = {**body["personalisation"], **known.values}
    return body
