"""What the editor is open for: a new template, a change to one, or a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from notify.message_templates.differences import Piece, find_differences, merge_texts
from notify.message_templates.models import Template, TemplateDraft, TemplateVersion
from notify.portal.template_pages.editor_form import CONTENT, TEXT_FIELDS, content_of
from notify.rendering.placeholders import list_names, placeholder_key, split_placeholders

MULTILINE = ("body_en", "body_fr")


@dataclass(frozen=True)
class Task:
    """`template` and `draft` are None for a text that is not kept yet."""

    channel: str
    template: Template | None = None
    draft: TemplateDraft | None = None
    initial: Mapping[str, Any] = field(default_factory=dict)

    @property
    def version(self) -> int:
        """Return the version of the template that a change is made to."""
        return self.template.version if self.template else 0

    @property
    def revision(self) -> int:
        return self.draft.revision if self.draft else 0

    @property
    def present(self) -> Template | TemplateDraft | None:
        """Return what is kept now, that a save replaces."""
        return self.draft or self.template

    def start(self) -> dict[str, Any]:
        """Return what the form starts with."""
        kept = content_of(self.present) if self.present else dict(self.initial)
        return {**kept, "version": self.version, "revision": self.revision}

    def is_behind(self, version: int, revision: int) -> bool:
        """Say whether somebody saved since the form was opened."""
        return (version, revision) != (self.version, self.revision)


@dataclass(frozen=True)
class FieldDifference:
    """One field of a text before and after."""

    name: str
    pieces: list[Piece]

    @property
    def language(self) -> str:
        return self.name.rpartition("_")[2] if self.name in TEXT_FIELDS else ""


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[FieldDifference]:
    """Return the fields that differ, with what was added and removed."""
    return [
        FieldDifference(name, find_differences(str(old.get(name) or ""), str(new.get(name) or "")))
        for name in CONTENT
        if name != "text" and (old.get(name) or "") != (new.get(name) or "")
    ]


def merged(task: Task, mine: Mapping[str, Any], version: int) -> dict[str, Any]:
    """Return a text with a person's changes and those that were saved meanwhile."""
    theirs = content_of(task.present) if task.present else {}
    base = _base_of(task, version)
    found = dict(mine)
    for name in CONTENT:
        ours, others, before = mine.get(name), theirs.get(name), base.get(name)
        if ours == before:
            found[name] = others
        elif name in MULTILINE and others != before:
            text, _ = merge_texts(str(before or ""), str(ours or ""), str(others or ""))
            found[name] = text
    return {**found, "version": task.version, "revision": task.revision}


def changed_placeholders(
    template: Template, content: Mapping[str, Any]
) -> tuple[list[str], list[str]]:
    """Return the variables that a new text adds to a template, and those it no longer has."""
    old, new = names_in(content_of(template)), names_in(content)
    added = [name for key, name in new.items() if key not in old]
    removed = [name for key, name in old.items() if key not in new]
    return added, removed


def _base_of(task: Task, version: int) -> Mapping[str, Any]:
    if task.template is None:
        return {}
    number = task.draft.based_on if task.draft else version
    row = TemplateVersion.objects.filter(template=task.template, version=number).first()
    return content_of(row) if row else {}


def names_in(content: Mapping[str, Any]) -> dict[str, str]:
    """Return a text's variables by key, each in the spelling that comes first."""
    found: dict[str, str] = {}
    for name in TEXT_FIELDS:
        for placeholder in list_names(split_placeholders(str(content.get(name) or ""))):
            found.setdefault(placeholder_key(placeholder), placeholder)
    return found
