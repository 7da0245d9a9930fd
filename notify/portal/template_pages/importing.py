"""Take templates over from a file: all of them, or none and a list of every problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notify.message_templates.files import TemplateFile, UnreadableFile, read_files
from notify.message_templates.models import Category, Channel, Folder, Template, TemplateDraft
from notify.message_templates.review import open_draft
from notify.portal.access import Access
from notify.portal.template_pages.acts import create_folder, move_one
from notify.portal.template_pages.editor_form import EditorForm
from notify.portal.template_pages.folders import FolderTree
from notify.portal.template_pages.saving import is_unchanged, save
from notify.portal.template_pages.task import Task

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PROBLEMS: dict[str, StrOrPromise] = {
    "not-a-zip": gettext_lazy("The zip file is damaged."),
    "too-large": gettext_lazy("The file holds more than can be taken over at once."),
    "not-json": gettext_lazy("This is not JSON."),
    "not-utf-8": gettext_lazy("Save the file as UTF-8."),
    "no-front-matter": gettext_lazy(
        "The file must begin with properties between two lines of three hyphens (---)."
    ),
    "bad-line": gettext_lazy("This line is not a property and its value."),
    "not-an-object": gettext_lazy("This is not a template."),
    "unknown-property": gettext_lazy("There is no such property."),
    "wrong-type": gettext_lazy("The value of this property is of the wrong kind."),
}


@dataclass(frozen=True)
class Problem:
    """What is wrong, and in which file and property."""

    place: str
    words: str


@dataclass
class Outcome:
    """What was done, or, where there are problems, that nothing was."""

    problems: list[Problem] = field(default_factory=list)
    created: int = 0
    changed: int = 0
    same: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class _Planned:
    """One template of the file that is fine."""

    file: TemplateFile
    present: Template | None
    content: dict[str, Any]


def import_file(access: Access, name: str, content: bytes, request: HttpRequest) -> Outcome:
    """Check a whole file and then take it over in one transaction."""
    try:
        files = read_files(name, content)
    except UnreadableFile as error:
        return Outcome([Problem(error.detail, str(PROBLEMS[error.code]))])
    if not files:
        return Outcome([Problem(name, _("There is no template in the file."))])
    checker = _Checker(access)
    planned = [checker.check(place, file) for place, file in files]
    if checker.problems:
        return Outcome(checker.problems)
    return _apply(access, [each for each in planned if each], checker.tree, request)


class _Checker:
    """Checks each template as the editor would, and keeps every problem."""

    def __init__(self, access: Access) -> None:
        self.access, self.tree = access, FolderTree(access)
        self.problems: list[Problem] = []
        self._seen: set[str] = set()
        categories = Category.objects.filter(hidden=False)
        self._categories = {each.name_en: each for each in categories}
        self._categories |= {each.name_fr: each for each in categories}

    def check(self, place: str, file: TemplateFile) -> _Planned | None:
        before = len(self.problems)
        present = self._present(place, file)
        if file.channel not in Channel.values:
            self._add(f"{place}: channel", _("Write “email” or “sms”."))
        elif present and present.channel != file.channel:
            self._add(f"{place}: channel", _("A template cannot change its channel."))
        category = present.category if present else None
        if file.category and not (
            category and file.category in (category.name_en, category.name_fr)
        ):
            category = self._categories.get(file.category)
        if category is None:
            self._add(f"{place}: category", _("There is no category of this name."))
        if len(self.problems) > before:
            return None
        form = self._form(file, category)
        if form.is_valid():
            return _Planned(file, present, form.content)
        for name, errors in form.errors.items():
            property_name = {"text": "languages"}.get(name, name)
            self._add(f"{place}: {property_name}", str(errors[0]))
        return None

    def _present(self, place: str, file: TemplateFile) -> Template | None:
        if not file.id:
            return None
        try:
            identifier = UUID(file.id)
        except ValueError:
            self._add(f"{place}: id", _("This is not an id. Leave it out for a new template."))
            return None
        if file.id in self._seen:
            self._add(f"{place}: id", _("Two templates of the file have this id."))
        self._seen.add(file.id)
        rows = Template.objects.filter(service=self.access.service, pk=identifier)
        found = rows.select_related("category", "folder").first()
        if found is None:
            return None
        if found.archived or not self.access.can_see_folder(found.folder):
            self._add(f"{place}: id", _("This template is archived or hidden from you."))
        elif open_draft(found):
            self._add(f"{place}: id", _("A change to this template waits for review."))
        return found

    def _form(self, file: TemplateFile, category: Category | None) -> EditorForm:
        values = {name: getattr(file, name) for name in ("subject_en", "subject_fr")}
        values |= {name: getattr(file, name) for name in ("name", "body_en", "body_fr")}
        values |= {"text": file.languages, "category": category and category.pk}
        for name in ("right_to_left", "one_click_unsubscribe"):
            values |= {name: "on"} if getattr(file, name) else {}
        return EditorForm(values, access=self.access, channel=file.channel, category=category)

    def _add(self, place: str, words: str) -> None:
        self.problems.append(Problem(place, words))


@transaction.atomic
def _apply(
    access: Access, planned: Sequence[_Planned], tree: FolderTree, request: HttpRequest
) -> Outcome:
    outcome = Outcome()
    folders = {tree.label(folder): folder for folder in tree.visible}
    for each in planned:
        folder = _folder(access, each.file.folder, folders, request)
        if each.present:
            move_one(each.present, folder, request=request)
            if is_unchanged(each.present, each.content):
                outcome.same += 1
                continue
        channel = each.file.channel
        saved = save(
            access,
            Task(channel, template=each.present),
            each.content,
            folder=folder,
            request=request,
        )
        if isinstance(saved, TemplateDraft):
            outcome.waiting += 1
        elif each.present:
            outcome.changed += 1
        else:
            outcome.created += 1
    return outcome


def _folder(
    access: Access, path: str, known: dict[str, Folder], request: HttpRequest
) -> Folder | None:
    """Return the folder of a path; make those that are missing."""
    folder, here = None, ""
    for name in (part.strip() for part in path.split("/") if part.strip()):
        here = f"{here} / {name}" if here else name
        if here not in known:
            known[here] = create_folder(access, name[:255], folder, request=request)
        folder = known[here]
    return folder
