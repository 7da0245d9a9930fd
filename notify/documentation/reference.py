"""The OpenAPI document as a page shows it: sections of operations, and the objects they answer."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from notify.api.openapi.document import document
from notify.documentation.markdown import Code, render_code

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """A row about a field, a parameter or a header; `link` leads to the object that it holds."""

    name: str
    type: str
    link: str
    is_required: bool
    description: str


@dataclass(frozen=True)
class Refusal:
    status: str
    name: str
    message: str
    cause: str


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    description: str
    needs_key: bool
    parameters: Sequence[Field]
    headers: Sequence[Field]
    fields: Sequence[Field]
    request: str
    status: str
    answer: str
    answer_object: str
    answer_headers: Sequence[Field]
    answer_example: str
    refusals: Sequence[Refusal]


@dataclass(frozen=True)
class Section:
    id: str
    name: str
    operations: Sequence[Operation]


@dataclass(frozen=True)
class Thing:
    """An object that answers hold."""

    name: str
    fields: Sequence[Field]


@dataclass(frozen=True)
class Reference:
    description: str
    server: str
    keys: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    things: Sequence[Thing]


@lru_cache
def read_reference(language: str) -> Reference:
    """Return the whole page. It does not change while the process lives."""
    whole = document(language)
    with override(language):
        operations = list(_operations(whole))
        return Reference(
            description=whole["info"]["description"],
            server=whole["servers"][0]["url"],
            keys=[(name, key["description"]) for name, key in _keys(whole).items()],
            sections=[
                Section(
                    tag["name"],
                    tag["description"],
                    [operation for name, operation in operations if name == tag["name"]],
                )
                for tag in whole["tags"]
            ],
            things=_things(whole),
        )


def _keys(whole: Schema) -> Schema:
    keys: Schema = whole["components"]["securitySchemes"]
    return keys


def _operations(whole: Schema) -> Iterator[tuple[str, Operation]]:
    for address, methods in [*whole["paths"].items(), *whole["webhooks"].items()]:
        for method, operation in methods.items():
            path = address if address in whole["paths"] else ""
            yield operation["tags"][0], _operation(whole, method, path, operation)


def _operation(whole: Schema, method: str, path: str, operation: Schema) -> Operation:
    answers = dict(operation["responses"])
    status = min(answers)
    success = answers.pop(status)
    media: Schema = next(iter(success.get("content", {}).values()), {})
    request = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    given = operation.get("parameters", [])
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation["description"],
        needs_key="security" in operation,
        parameters=[_parameter(each) for each in given if each["in"] != "header"],
        headers=[_parameter(each) for each in given if each["in"] == "header"],
        fields=_fields(_resolve(whole, request["schema"])) if request else (),
        request=_code(request),
        status=status,
        answer=success["description"],
        answer_object=_name_of(media.get("schema", {})),
        answer_headers=_headers(success),
        answer_example=_code(media),
        refusals=list(_refusals(answers)),
    )


def _refusals(answers: Schema) -> Iterator[Refusal]:
    for status, answer in answers.items():
        for example in answer["content"]["application/json"]["examples"].values():
            value = example["value"]
            first = value["errors"][0] if "errors" in value else value
            yield Refusal(status, first.get("error", ""), first["message"], example["summary"])


def _headers(answer: Schema) -> list[Field]:
    return [
        _field(name, header["schema"], header["description"])
        for name, header in answer.get("headers", {}).items()
    ]


def _parameter(parameter: Schema) -> Field:
    return _field(
        parameter["name"],
        parameter["schema"],
        parameter["description"],
        is_required=parameter.get("required", False),
    )


def _things(whole: Schema) -> list[Thing]:
    """Return the objects of answers: requests and errors are shown where they belong."""
    schemas: Schema = whole["components"]["schemas"]
    return [
        Thing(name, _fields(schema))
        for name, schema in sorted(schemas.items())
        if not name.endswith("Request") and "Error" not in name and schema.get("properties")
    ]


def _fields(schema: Schema) -> list[Field]:
    """Return an object's fields, those that it must have first."""
    required = schema.get("required", ())
    rows = [
        _field(name, field, field.get("description", ""), is_required=name in required)
        for name, field in schema["properties"].items()
    ]
    return sorted(rows, key=lambda row: not row.is_required)


def _field(name: str, schema: Schema, description: str, *, is_required: bool = False) -> Field:
    return Field(name, _type_of(schema), _name_of(schema), is_required, description)


def _resolve(whole: Schema, schema: Schema) -> Schema:
    found: Schema = whole["components"]["schemas"][_name_of(schema)]
    return found


def _name_of(schema: Schema) -> str:
    """Return the object that a schema refers to, itself or for each of its items."""
    for each in (schema, schema.get("items"), schema.get("additionalProperties")):
        if isinstance(each, Mapping):
            choices = [each, *each.get("oneOf", ()), *each.get("allOf", ()), *each.get("anyOf", ())]
            for choice in choices:
                if "$ref" in choice:
                    return str(choice["$ref"]).rpartition("/")[2]
    return ""


def _type_of(schema: Schema) -> str:
    """Say in words what a value is."""
    types = schema.get("type", "object")
    types = [types] if isinstance(types, str) else list(types)
    is_nullable = "null" in types or {"type": "null"} in schema.get("oneOf", ())
    main = next((each for each in types if each != "null"), "object")
    word = _word(main, schema)
    return _("%(type)s or null") % {"type": word} if is_nullable else word


def _word(main: str, schema: Schema) -> str:
    choices = [str(choice) for choice in schema.get("enum", ()) if choice is not None]
    if choices:
        return _("one of: %(choices)s") % {"choices": ", ".join(choices)}
    if main == "array":
        inner = schema.get("items", {})
        if inner.get("enum"):
            return _word("string", inner)
        return _("list")
    words = {
        "uuid": _("UUID"),
        "date": _("day"),
        "date-time": _("time"),
        "string": _("text"),
        "integer": _("number"),
        "boolean": _("true or false"),
        "object": _("object"),
    }
    return words.get(schema.get("format", ""), words.get(main, words["object"]))


def _code(media: Schema) -> str:
    example = next(iter(media.get("examples", {}).values()), None)
    if example is None:
        return ""
    text = json.dumps(example["value"], indent=2, ensure_ascii=False)
    return render_code([Code("JSON", text)])
