"""A service's folders as one person sees them.

A folder that is hidden from a person is not shown; what is in it and not hidden itself moves up,
and its name says where it is: `Parent / Child`.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from uuid import UUID

from django.db import transaction
from django.db.models import Exists
from django.http import Http404

from notify.message_templates.models import Folder, Template
from notify.portal.access import Access


class FolderTree:
    """All folders of a service, read once."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @cached_property
    def _folders(self) -> dict[UUID, Folder]:
        rows = Folder.objects.filter(service=self._access.service).order_by("name", "id")
        for folder in rows:
            folder.service = self._access.service
        return {folder.pk: folder for folder in rows}

    @cached_property
    def _children(self) -> dict[UUID | None, list[Folder]]:
        found: dict[UUID | None, list[Folder]] = defaultdict(list)
        for folder in self._folders.values():
            found[folder.parent_id].append(folder)
        return found

    def get(self, folder_id: UUID | None) -> Folder | None:
        """Return a folder that the person sees; None for the root. Raises Http404."""
        if folder_id is None:
            return None
        folder = self._folders.get(folder_id)
        if folder is None or not self._access.can_see_folder(folder):
            raise Http404
        return folder

    @cached_property
    def visible(self) -> list[Folder]:
        """Return every folder the person sees, each after the one it is in."""
        return [folder for folder in self._walk(None) if self._access.can_see_folder(folder)]

    @cached_property
    def visible_ids(self) -> set[UUID]:
        return {folder.pk for folder in self.visible}

    def inside(self, folder: Folder | None) -> list[tuple[Folder, str]]:
        """Return the folders shown in one, each with its name there."""
        found = []
        for child in self._children[folder.pk if folder else None]:
            if self._access.can_see_folder(child):
                found.append((child, child.name))
            else:
                below = self.inside(child)
                found += [(each, f"{child.name} / {name}") for each, name in below]
        return found

    def path(self, folder: Folder | None) -> list[Folder]:
        """Return a folder and those it is in that the person sees, from the outermost."""
        found: list[Folder] = []
        while folder:
            if self._access.can_see_folder(folder):
                found.insert(0, folder)
            folder = self._folders.get(folder.parent_id) if folder.parent_id else None
        return found

    def label(self, folder: Folder | None) -> str:
        """Return the whole path of a folder as one line, nothing for the root."""
        return " / ".join(each.name for each in self.path(folder))

    def is_within(self, folder: Folder, container: Folder) -> bool:
        """Say whether a folder is another or lies in it."""
        here: Folder | None = folder
        while here:
            if here.pk == container.pk:
                return True
            here = self._folders.get(here.parent_id) if here.parent_id else None
        return False

    def _walk(self, parent: UUID | None) -> Iterator[Folder]:
        for folder in self._children[parent]:
            yield folder
            yield from self._walk(folder.pk)


def is_empty(folder: Folder) -> bool:
    """Say whether nothing is in a folder."""
    has_templates = Exists(Template.objects.filter(folder=folder))
    has_folders = Exists(Folder.objects.filter(parent=folder))
    return not Folder.objects.filter(has_templates | has_folders, pk=folder.pk).exists()


@transaction.atomic
def move_folder(tree: FolderTree, folder: Folder, target: Folder | None) -> bool:
    """Put a folder into another; return False if that would put it into itself."""
    if target and tree.is_within(target, folder):
        return False
    Folder.objects.filter(pk=folder.pk).update(parent=target)
    return True
