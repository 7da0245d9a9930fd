"""What the list of templates shows: a folder's contents, or what a search finds in all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet

from notify.message_templates.models import Category, Channel, Folder, Template, TemplateDraft
from notify.portal.access import Access
from notify.portal.template_pages.finding import templates_of
from notify.portal.template_pages.folders import FolderTree
from notify.stats.calendar import business_day
from notify.stats.queries import sent_by_template, week_until

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MOST_SHOWN = 500


@dataclass(frozen=True)
class Filters:
    """What a person asked to see. Values that mean nothing are left out."""

    search: str = ""
    channel: str = ""
    category: str = ""
    state: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filters:
        channel, category = query.get("channel", ""), query.get("category", "")
        return cls(
            search=query.get("search", "").strip(),
            channel=channel if channel in Channel.values else "",
            category=category if _is_uuid(category) else "",
            state=query.get("state", "") if query.get("state") in ("review", "unused") else "",
        )

    @property
    def any(self) -> bool:
        return bool(self.search or self.channel or self.category or self.state)

    @property
    def query(self) -> str:
        return urlencode({name: value for name, value in vars(self).items() if value})


@dataclass(frozen=True)
class Row:
    """A template in the list. `place` is its folder, where the list is over all folders."""

    template: Template
    sent: int
    place: str
    has_draft: bool


@dataclass(frozen=True)
class FolderRow:
    """A folder in the list, with how many templates are right in it."""

    folder: Folder
    name: str
    templates: int


@dataclass(frozen=True)
class Listing:
    """The list for one folder or one search."""

    folders: list[FolderRow]
    rows: list[Row]
    is_cut: bool

    @property
    def is_empty(self) -> bool:
        return not (self.folders or self.rows)


def list_templates(
    access: Access, tree: FolderTree, folder: Folder | None, filters: Filters
) -> Listing:
    """Return what a folder holds; with filters, what they find in it and all folders below."""
    found = templates_of(access)
    counts = dict.fromkeys(tree.visible_ids, 0)
    for place in found.exclude(folder=None).values_list("folder_id", flat=True):
        counts[place] = counts.get(place, 0) + 1
    sent = sent_by_template(access.service, *week_until(business_day(datetime.now(UTC))))
    drafts = _drafts(access)
    if filters.any:
        found = _filtered(found, filters, sent, drafts)
        inside = _folders_found(tree, folder, filters)
        if folder:
            below = [each.pk for each in tree.visible if tree.is_within(each, folder)]
            found = found.filter(folder__in=below)
    else:
        found = found.filter(folder=folder) if folder else found.filter(folder=None)
        inside = tree.inside(folder)
    rows = list(found.order_by("name", "id")[: MOST_SHOWN + 1])
    return Listing(
        folders=[FolderRow(each, name, counts.get(each.pk, 0)) for each, name in inside],
        rows=[
            Row(
                template=row,
                sent=sent.get(row.pk, 0),
                place=tree.label(row.folder) if filters.any else "",
                has_draft=row.pk in drafts,
            )
            for row in rows[:MOST_SHOWN]
        ],
        is_cut=len(rows) > MOST_SHOWN,
    )


def new_drafts(access: Access, folder: Folder | None) -> list[TemplateDraft]:
    """Return the texts of new templates that wait for review in a folder."""
    rows = TemplateDraft.objects.filter(
        service=access.service, template=None, state__in=TemplateDraft.OPEN, folder=folder
    )
    return list(rows.select_related("author").order_by("name", "id"))


def categories_of(access: Access) -> dict[str, str | _StrPromise]:
    """Return the categories that templates of the service are in, by id."""
    used = templates_of(access).exclude(category=None).values("category")
    return {str(each.pk): each.name for each in Category.objects.filter(pk__in=used)}


def _filtered(
    found: QuerySet[Template], filters: Filters, sent: dict[UUID, int], drafts: set[UUID]
) -> QuerySet[Template]:
    if filters.search:
        words = filters.search
        by_id = Q(pk=words) if _is_uuid(words) else Q()
        found = found.filter(
            Q(name__icontains=words)
            | Q(subject_en__icontains=words)
            | Q(subject_fr__icontains=words)
            | Q(body_en__icontains=words)
            | Q(body_fr__icontains=words)
            | by_id
        )
    if filters.channel:
        found = found.filter(channel=filters.channel)
    if filters.category:
        found = found.filter(category_id=filters.category)
    if filters.state == "review":
        found = found.filter(pk__in=drafts)
    if filters.state == "unused":
        found = found.exclude(pk__in=sent)
    return found


def _folders_found(
    tree: FolderTree, folder: Folder | None, filters: Filters
) -> list[tuple[Folder, str]]:
    """Return the folders whose name is searched for; other filters are about templates alone."""
    if not filters.search or filters.channel or filters.category or filters.state:
        return []
    words = filters.search.casefold()
    return [
        (each, tree.label(each))
        for each in tree.visible
        if words in each.name.casefold() and (folder is None or tree.is_within(each, folder))
    ]


def _drafts(access: Access) -> set[UUID]:
    rows = TemplateDraft.objects.filter(service=access.service, state__in=TemplateDraft.OPEN)
    return set(rows.exclude(template=None).values_list("template_id", flat=True))


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
