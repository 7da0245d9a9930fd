"""What people do to templates and folders, each act on record.

Records name what was done, never what a template says.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from notify.accounts.audit import record_event
from notify.message_templates import actions
from notify.message_templates.models import Folder, Template
from notify.portal.access import Access
from notify.portal.template_pages.finding import templates_of
from notify.portal.template_pages.folders import FolderTree, move_folder
from notify.services.models import Membership


def move_many(
    access: Access,
    tree: FolderTree,
    template_ids: Sequence[str],
    folder_ids: Sequence[str],
    target: Folder | None,
    *,
    request: HttpRequest,
) -> tuple[int, list[str]]:
    """Move templates and folders; return how many were and the names of folders that cannot be."""
    moved, refused = 0, []
    wanted = [pk for pk in template_ids if _is_uuid(pk)]
    for template in templates_of(access).filter(pk__in=wanted):
        moved += move_one(template, target, request=request)
    for folder in tree.visible:
        if str(folder.pk) not in folder_ids:
            continue
        if not move_folder(tree, folder, target):
            refused.append(folder.name)
            continue
        moved += 1
        _record("folder-moved", folder, request, folder=_id(folder.parent), to=_id(target))
    return moved, refused


@transaction.atomic
def move_one(template: Template, target: Folder | None, *, request: HttpRequest) -> bool:
    before = template.folder
    if not actions.move_template(template, target):
        return False
    _record("template-moved", template, request, folder=_id(before), to=_id(target))
    return True


@transaction.atomic
def archive(template: Template, *, request: HttpRequest) -> None:
    if actions.archive_template(template):
        _record("template-archived", template, request)


@transaction.atomic
def restore(template: Template, *, request: HttpRequest) -> None:
    if actions.restore_template(template):
        _record("template-restored", template, request)


@transaction.atomic
def redact(template: Template, *, request: HttpRequest) -> None:
    if actions.redact_template(template):
        _record("template-redacted", template, request)


@transaction.atomic
def create_folder(
    access: Access, name: str, parent: Folder | None, *, request: HttpRequest
) -> Folder:
    folder = Folder.objects.create(service=access.service, name=name, parent=parent)
    _record("folder-created", folder, request, name=name)
    return folder


@transaction.atomic
def rename_folder(folder: Folder, name: str, *, request: HttpRequest) -> None:
    before = folder.name
    Folder.objects.filter(pk=folder.pk).update(name=name)
    _record("folder-renamed", folder, request, before=before, name=name)


@transaction.atomic
def hide_folder(folder: Folder, members: Sequence[Membership], *, request: HttpRequest) -> None:
    """Let only the others see a folder."""
    folder.hidden_from.set(members)
    people = sorted(str(member.user_id) for member in members)
    _record("folder-visibility-changed", folder, request, hidden_from=people)


@transaction.atomic
def delete_folder(folder: Folder, *, request: HttpRequest) -> None:
    _record("folder-deleted", folder, request, name=folder.name)
    folder.delete()


def _record(action: str, subject: Template | Folder, request: HttpRequest, **after: object) -> None:
    record_event(action, subject, service_id=subject.service_id, after=after, request=request)


def _id(folder: Folder | None) -> str:
    return str(folder.pk) if folder else ""


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
