"""Change templates. Every change of a text writes the version that old messages are shown from."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from notify.accounts.models import User
from notify.message_templates.models import (
    Content,
    Folder,
    Template,
    TemplateDraft,
    TemplateVersion,
)
from notify.services.models import Service

TEXT_FIELDS = ("subject_en", "subject_fr", "body_en", "body_fr")
VERSIONED_FIELDS = ("name", "text", *TEXT_FIELDS)


class TemplateChanged(Exception):
    """Somebody else saved the template meanwhile; `template` is as it stands now."""

    def __init__(self, template: Template) -> None:
        super().__init__(f"template {template.pk} is at version {template.version}")
        self.template = template


@transaction.atomic
def create_template(service: Service, *, author: User | None = None, **fields: Any) -> Template:
    """Create a template at version 1. `fields` are the model's own."""
    template = Template(service=service, created_by=author, **fields)
    fill_texts(template)
    template.save()
    _write_version(template, author)
    return template


@transaction.atomic
def edit_template(
    template: Template,
    *,
    author: User | None = None,
    based_on: int | None = None,
    **fields: Any,
) -> Template:
    """Change a template and raise its version, under a lock so that no version is written twice.

    `based_on` is the version that the change was made to. Raises TemplateChanged if it is not the
    present one.
    """
    locked = Template.objects.select_for_update().get(pk=template.pk)
    if based_on is not None and locked.version != based_on:
        raise TemplateChanged(locked)
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.version += 1
    locked.updated_at = timezone.now()
    fill_texts(locked)
    locked.save()
    _write_version(locked, author)
    return locked


def restore_version(version: TemplateVersion, *, author: User, based_on: int) -> Template:
    """Make an old version's text the template's newest version. Raises TemplateChanged."""
    fields = {name: getattr(version, name) for name in VERSIONED_FIELDS}
    return edit_template(version.template, author=author, based_on=based_on, **fields)


def move_template(template: Template, folder: Folder | None) -> bool:
    """Put a template into a folder; return whether it was elsewhere. Its text is not touched."""
    if template.folder_id == (folder.pk if folder else None):
        return False
    return bool(Template.objects.filter(pk=template.pk).update(folder=folder))


@transaction.atomic
def archive_template(template: Template) -> bool:
    """Archive a template, out of its folder; return whether it was not archived before.

    A change that waits for review is withdrawn with it.
    """
    now = timezone.now()
    changed = Template.objects.filter(pk=template.pk, archived=False).update(
        archived=True, folder=None, updated_at=now
    )
    waiting = TemplateDraft.objects.filter(template=template, state__in=TemplateDraft.OPEN)
    waiting.update(state=TemplateDraft.State.WITHDRAWN, updated_at=now)
    return changed == 1


def restore_template(template: Template) -> bool:
    """Bring an archived template back, outside any folder; return False if it is in use."""
    gone = Template.objects.filter(pk=template.pk, archived=True)
    return bool(gone.update(archived=False, updated_at=timezone.now()))


def redact_template(template: Template) -> bool:
    """Hide the values of the template's messages from now on, for good."""
    open_ones = Template.objects.filter(pk=template.pk, redacted=False)
    return bool(open_ones.update(redacted=True, updated_at=timezone.now()))


def _write_version(template: Template, author: User | None) -> None:
    version = TemplateVersion(template=template, version=template.version, created_by=author)
    for name in VERSIONED_FIELDS:
        setattr(version, name, getattr(template, name))
    version.save()


def fill_texts(content: Content) -> None:
    """Make a text that is not written an empty one.

    `subject` and `body` themselves are left alone: to set them is to set the text of whatever
    language the page is in.
    """
    for name in TEXT_FIELDS:
        setattr(content, name, getattr(content, name) or "")
