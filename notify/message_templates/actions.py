"""Change templates. Every change writes the version that old messages are shown from."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from notify.accounts.models import User
from notify.message_templates.models import Template, TemplateVersion
from notify.services.models import Service

VERSIONED_FIELDS = ("name", "text", "subject_en", "subject_fr", "body_en", "body_fr")


@transaction.atomic
def create_template(service: Service, *, author: User | None = None, **fields: Any) -> Template:
    """Create a template at version 1. `fields` are the model's own."""
    template = Template(service=service, created_by=author, **fields)
    template.subject = template.subject_en or template.subject_fr or ""
    template.body = template.body_en or template.body_fr or ""
    template.save()
    _write_version(template, author)
    return template


@transaction.atomic
def edit_template(template: Template, *, author: User | None = None, **fields: Any) -> Template:
    """Change a template and raise its version, under a lock so that no version is written twice."""
    locked = Template.objects.select_for_update().get(pk=template.pk)
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.version += 1
    locked.updated_at = timezone.now()
    locked.subject = locked.subject_en or locked.subject_fr or ""
    locked.body = locked.body_en or locked.body_fr or ""
    locked.save()
    _write_version(locked, author)
    return locked


def archive_template(template: Template) -> bool:
    """Archive a template, out of its folder; return whether it was not archived before."""
    now = timezone.now()
    changed = Template.objects.filter(pk=template.pk, archived=False).update(
        archived=True, folder=None, updated_at=now
    )
    return changed == 1


def _write_version(template: Template, author: User | None) -> None:
    version = TemplateVersion(template=template, version=template.version, created_by=author)
    for name in VERSIONED_FIELDS:
        setattr(version, name, getattr(template, name))
    version.subject, version.body = template.subject, template.body
    version.save()
