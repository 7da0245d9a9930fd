"""What a request to make or change a template may hold (contract, section 1.10)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from notify.api.v2.problems import Problems, ValidationFailed, as_uuid, not_one_of
from notify.api.v2.schema import Reader, as_object
from notify.message_templates.models import Channel

CATEGORY = "template_category_id"
FOLDER = "parent_folder_id"
TEXTS = ("name", "content", "subject", "content_fr", "subject_fr")
NEW_FIELDS = ("name", "template_type", "content", CATEGORY, "subject", FOLDER)
FRENCH_FIELDS = ("content_fr", "subject_fr")
LONGEST_NAME = 255
LONGEST_CONTENT = {"sms": 612, "email": 50_000}


class TemplateChanges(serializers.Serializer[Any]):
    """The body of a PATCH; the French texts are the second half of a bilingual pair."""

    name = serializers.CharField(required=False, max_length=LONGEST_NAME)
    content = serializers.CharField(required=False)
    subject = serializers.CharField(required=False)
    content_fr = serializers.CharField(required=False)
    subject_fr = serializers.CharField(required=False)
    template_category_id = serializers.UUIDField(required=False)
    parent_folder_id = serializers.UUIDField(required=False, allow_null=True)


class NewTemplate(serializers.Serializer[Any]):
    """The body of a POST."""

    name = serializers.CharField(max_length=LONGEST_NAME)
    template_type = serializers.ChoiceField(choices=Channel.values)
    content = serializers.CharField()
    template_category_id = serializers.UUIDField()
    subject = serializers.CharField(required=False, help_text="Required for an email.")
    content_fr = serializers.CharField(required=False)
    subject_fr = serializers.CharField(required=False)
    parent_folder_id = serializers.UUIDField(required=False)


class CategoryRefused(Exception):
    """The category is the trouble, or part of it: the answer lists those that there are."""

    def __init__(self, errors: Sequence[tuple[str, str]]) -> None:
        super().__init__("category refused")
        self.errors = errors

    @classmethod
    def unknown(cls) -> "CategoryRefused":
        return cls([("TemplateCategoryNotFoundError", f"{CATEGORY} not found")])


@dataclass(frozen=True)
class TemplateForm:
    """What was asked for; `given` names the fields, for a null takes a template out of a folder."""

    given: frozenset[str]
    texts: dict[str, str]
    channel: str | None
    category_id: UUID | None
    folder_id: UUID | None


def read_new_template(body: object) -> TemplateForm:
    """Raises ValidationFailed, CategoryRefused."""
    given = as_object(body)
    reader = _Reader(given)
    texts = reader.texts()
    channel = reader.channel()
    folder_id = reader.uuid(FOLDER)
    required = ["name", "template_type", "content"]
    if channel == "email":
        required.append("subject")
    if channel and given.keys() & FRENCH_FIELDS:
        required += french_half(channel)
    category_id = reader.category(required=True)
    reader.finish(required, (*NEW_FIELDS, *FRENCH_FIELDS))
    return TemplateForm(frozenset(given), texts, channel, category_id, folder_id)


def read_template_changes(body: object) -> TemplateForm:
    """Raises ValidationFailed, CategoryRefused."""
    given = as_object(body)
    reader = _Reader(given)
    texts = reader.texts()
    folder_id = None if given.get(FOLDER) is None else reader.uuid(FOLDER)
    category_id = reader.category(required=False)
    reader.finish((), (*TEXTS, CATEGORY, FOLDER))
    return TemplateForm(frozenset(given), texts, None, category_id, folder_id)


def french_half(channel: str) -> Sequence[str]:
    """Return what a pair needs beside its English half."""
    return FRENCH_FIELDS if channel == Channel.EMAIL else FRENCH_FIELDS[:1]


def check_french_half(given: Iterable[str], channel: str) -> None:
    """Raises ValidationFailed."""
    problems = Problems()
    problems.add_missing(french_half(channel), given)
    problems.raise_if_any()


class _Reader(Reader):
    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__(body, datetime.now(UTC))
        self.category_problem: str | None = None

    def texts(self) -> dict[str, str]:
        found = {name: self.text(name) for name in TEXTS}
        for name, value in found.items():
            if value is not None and not value.strip():
                self.problems.add(name, "cannot be empty")
        return {name: value for name, value in found.items() if value is not None}

    def channel(self) -> str | None:
        value = self.body.get("template_type")
        if "template_type" in self.body and value not in Channel.values:
            self.problems.add("template_type", not_one_of(value, Channel.values))
        return value if value in Channel.values else None

    def category(self, *, required: bool) -> UUID | None:
        if CATEGORY not in self.body:
            if required:
                self.category_problem = f"{CATEGORY} is a required property"
            return None
        identifier = as_uuid(self.body[CATEGORY])
        if identifier is None:
            self.category_problem = f"{CATEGORY} must be a valid UUID"
        return identifier

    def finish(self, required: Sequence[str], allowed: Sequence[str]) -> None:
        """Raises ValidationFailed, or CategoryRefused with all that is wrong."""
        self.problems.add_missing(required, self.body)
        self.problems.add_unexpected(allowed, self.body)
        if self.category_problem is None:
            self.problems.raise_if_any()
            return
        others = ValidationFailed(self.problems.messages).messages
        errors = [("ValidationError", message) for message in others]
        raise CategoryRefused([*errors, ("TemplateCategoryValidationError", self.category_problem)])
