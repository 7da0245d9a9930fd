"""Changes to templates that a second person approves.

A change waits as a TemplateDraft, one at a time for a template. Whoever wrote it last does not
approve it. Nothing is sent with it before.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from notify.accounts.models import User
from notify.message_templates.actions import (
    TemplateChanged,
    create_template,
    edit_template,
    fill_texts,
)
from notify.message_templates.models import Folder, Template, TemplateDraft
from notify.services.models import Service

DRAFTED_FIELDS = (
    "name",
    "text",
    "subject_en",
    "subject_fr",
    "body_en",
    "body_fr",
    "category",
    "right_to_left",
    "one_click_unsubscribe",
)


class OwnDraft(Exception):
    """Whoever wrote a draft cannot approve it."""


class DraftChanged(Exception):
    """The draft was changed, approved or withdrawn meanwhile; `draft` is as it stands now."""

    def __init__(self, draft: TemplateDraft) -> None:
        super().__init__(f"draft {draft.pk} is {draft.state} at revision {draft.revision}")
        self.draft = draft


@transaction.atomic
def propose_new(
    service: Service, *, author: User, channel: str, folder: Folder | None, **fields: Any
) -> TemplateDraft:
    """Keep the text of a template that does not exist yet for review."""
    draft = TemplateDraft(service=service, author=author, channel=channel, folder=folder)
    return _save(draft, fields)


@transaction.atomic
def propose_change(
    template: Template, *, author: User, based_on: int, **fields: Any
) -> TemplateDraft:
    """Keep a change for review. Raises TemplateChanged, DraftChanged (one waits already)."""
    locked = Template.objects.select_for_update().get(pk=template.pk)
    if locked.version != based_on:
        raise TemplateChanged(locked)
    waiting = open_draft(locked)
    if waiting:
        raise DraftChanged(waiting)
    draft = TemplateDraft(
        service=locked.service,
        template=locked,
        author=author,
        channel=locked.channel,
        folder=locked.folder,
        based_on=based_on,
    )
    return _save(draft, fields)


@transaction.atomic
def rewrite_draft(
    draft: TemplateDraft, *, author: User, revision: int, based_on: int, **fields: Any
) -> TemplateDraft:
    """Change a draft, which then waits again. Raises DraftChanged, TemplateChanged."""
    locked = _locked(draft, revision)
    _check_base(locked, based_on)
    locked.author, locked.based_on, locked.reviewer = author, based_on, None
    locked.state, locked.comment = TemplateDraft.State.WAITING, ""
    locked.revision += 1
    return _save(locked, fields)


@transaction.atomic
def approve_draft(draft: TemplateDraft, *, reviewer: User, revision: int) -> Template:
    """Make a draft the template's text. Raises OwnDraft, DraftChanged, TemplateChanged."""
    locked = _locked(draft, revision)
    if locked.state != TemplateDraft.State.WAITING:
        raise DraftChanged(locked)
    if locked.author_id == reviewer.pk:
        raise OwnDraft
    fields = {name: getattr(locked, name) for name in DRAFTED_FIELDS}
    if locked.template:
        template = edit_template(
            locked.template, author=locked.author, based_on=locked.based_on, **fields
        )
    else:
        template = create_template(
            locked.service,
            author=locked.author,
            channel=locked.channel,
            folder=locked.folder,
            **fields,
        )
    locked.template = template
    _settle(locked, TemplateDraft.State.APPROVED, reviewer)
    return template


@transaction.atomic
def send_back_draft(
    draft: TemplateDraft, *, reviewer: User, revision: int, comment: str
) -> TemplateDraft:
    """Ask for another text. Raises DraftChanged."""
    locked = _locked(draft, revision)
    if locked.state != TemplateDraft.State.WAITING:
        raise DraftChanged(locked)
    locked.comment = comment
    _settle(locked, TemplateDraft.State.SENT_BACK, reviewer)
    return locked


@transaction.atomic
def withdraw_draft(draft: TemplateDraft, *, revision: int) -> TemplateDraft:
    """Give a draft up; the template stays as it is. Raises DraftChanged."""
    locked = _locked(draft, revision)
    _settle(locked, TemplateDraft.State.WITHDRAWN, None)
    return locked


def open_draft(template: Template) -> TemplateDraft | None:
    """Return the change of a template that is not settled."""
    return TemplateDraft.objects.filter(template=template, state__in=TemplateDraft.OPEN).first()


def _locked(draft: TemplateDraft, revision: int) -> TemplateDraft:
    locked = TemplateDraft.objects.select_for_update().get(pk=draft.pk)
    if not locked.is_open or locked.revision != revision:
        raise DraftChanged(locked)
    return locked


def _check_base(draft: TemplateDraft, based_on: int) -> None:
    if draft.template and draft.template.version != based_on:
        raise TemplateChanged(draft.template)


def _save(draft: TemplateDraft, fields: dict[str, Any]) -> TemplateDraft:
    for name, value in fields.items():
        setattr(draft, name, value)
    fill_texts(draft)
    draft.updated_at = timezone.now()
    draft.save()
    return draft


def _settle(draft: TemplateDraft, state: str, reviewer: User | None) -> None:
    draft.state, draft.reviewer, draft.updated_at = state, reviewer, timezone.now()
    draft.save()
