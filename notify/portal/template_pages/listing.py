"""What the list of templates shows: a folder's contents, or what a search finds in all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from notify.message_templates.models import Category, Channel, Folder, Template, TemplateDraft
from notify.portal.access import Access
from notify.portal.kept import Kept
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


@dataclass(frozen=True)
class Stock:
    """What a service has of templates that a person sees, from two queries."""

    folders: dict[UUID, int]
    category_ids: frozenset[UUID]
    has_archived: bool
    drafts: list[TemplateDraft]

    @property
    def drafted(self) -> set[UUID]:
        """Return the templates that have changes waiting for review."""
        return {draft.template_id for draft in self.drafts if draft.template_id}

    def new_drafts(self, folder: Folder | None) -> list[TemplateDraft]:
        """Return the texts of new templates that wait for review in a folder."""
        wanted = folder.pk if folder else None
        return [
            draft
            for draft in self.drafts
            if draft.template_id is None and draft.folder_id == wanted
        ]


def stock_of(access: Access) -> Stock:
    """Count a service's templates by place, category and state, and read its open drafts."""
    rows = templates_of(access, archived=None).order_by()
    groups = rows.values_list("folder_id", "category_id", "archived").annotate(Count("pk"))
    folders: dict[UUID, int] = {}
    categories, has_archived = set(), False
    for folder_id, category_id, archived, count in groups:
        has_archived = has_archived or archived
        if archived:
            continue
        if folder_id:
            folders[folder_id] = folders.get(folder_id, 0) + count
        if category_id:
            categories.add(category_id)
    drafts = TemplateDraft.objects.filter(service=access.service, state__in=TemplateDraft.OPEN)
    read = list(drafts.select_related("author").order_by("name", "id"))
    return Stock(folders, frozenset(categories), has_archived, read)


def list_templates(
    access: Access, tree: FolderTree, folder: Folder | None, filters: Filters, stock: Stock
) -> Listing:
    """Return what a folder holds; with filters, what they find in it and all folders below."""
    found = templates_of(access)
    sent = sent_by_template(access.service, *week_until(business_day(datetime.now(UTC))))
    drafts = stock.drafted
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
        folders=[FolderRow(each, name, stock.folders.get(each.pk, 0)) for each, name in inside],
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


def categories_of(stock: Stock) -> dict[str, str | _StrPromise]:
    """Return the categories that templates of the service are in, by id."""
    return {str(each.pk): each.name for each in _categories.get() if each.pk in stock.category_ids}


def _read_categories() -> list[Category]:
    return list(Category.objects.order_by("name"))


# The platform team has a few dozen, and seldom changes one.
_categories = Kept(_read_categories, 60.0)


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


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
