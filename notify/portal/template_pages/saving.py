"""Save what the editor holds: at once, or as a draft where the service wants a second person."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from notify.accounts.audit import changes, record_event
from notify.message_templates import actions, review
from notify.message_templates.models import Folder, Template, TemplateDraft, TemplateVersion
from notify.portal.access import Access, Permission
from notify.portal.template_pages.editor_form import SAVED
from notify.portal.template_pages.task import Task
from notify.services.models import Service
from notify.services.notices import record_notice

REVIEWERS = (Permission.MANAGE_TEMPLATES,)
RECORDED = ("name", "text", "category", "right_to_left", "one_click_unsubscribe")


@transaction.atomic
def save(
    access: Access,
    task: Task,
    content: Mapping[str, Any],
    *,
    folder: Folder | None = None,
    request: HttpRequest,
) -> Template | TemplateDraft:
    """Keep a text, which is then live or waits. Raises TemplateChanged, DraftChanged."""
    if task.draft:
        draft = review.rewrite_draft(
            task.draft,
            author=access.user,
            revision=task.revision,
            based_on=task.version,
            **content,
        )
        return _waiting(draft, request)
    if task.template is None:
        return _save_new(access, task.channel, content, folder, request)
    if access.service.templates_need_review:
        change = review.propose_change(
            task.template, author=access.user, based_on=task.version, **content
        )
        return _waiting(change, request)
    before = _facts(task.template)
    template = actions.edit_template(
        task.template, author=access.user, based_on=task.version, **content
    )
    _record("template-edited", template, request, before=before)
    return template


@transaction.atomic
def restore_version(
    access: Access, version: TemplateVersion, *, based_on: str, request: HttpRequest
) -> Template | TemplateDraft:
    """Make an old text the newest, or propose it. Raises TemplateChanged, DraftChanged."""
    template = version.template
    number = int(based_on) if based_on.isdecimal() and len(based_on) < 10 else 0
    fields = {name: getattr(version, name) for name in actions.VERSIONED_FIELDS}
    if access.service.templates_need_review:
        kept = {name: getattr(template, name) for name in SAVED if name not in fields}
        change = review.propose_change(
            template, author=access.user, based_on=number, **fields, **kept
        )
        return _waiting(change, request)
    before = _facts(template)
    saved = actions.restore_version(version, author=access.user, based_on=number)
    _record("template-edited", saved, request, before=before, restored=version.version)
    return saved


def is_unchanged(template: Template, content: Mapping[str, Any]) -> bool:
    return all((getattr(template, name) or "") == (content[name] or "") for name in SAVED)


@transaction.atomic
def approve(access: Access, draft: TemplateDraft, revision: int, request: HttpRequest) -> Template:
    """Raises OwnDraft, DraftChanged, TemplateChanged."""
    before = _facts(draft.template) if draft.template else {}
    template = review.approve_draft(draft, reviewer=access.user, revision=revision)
    _record("template-approved", template, request, before=before)
    _tell(draft, revision, "template-approved")
    return template


@transaction.atomic
def send_back(
    access: Access, draft: TemplateDraft, revision: int, comment: str, request: HttpRequest
) -> None:
    """Raises DraftChanged."""
    review.send_back_draft(draft, reviewer=access.user, revision=revision, comment=comment)
    _record_draft("template-draft-sent-back", draft, request)
    _tell(draft, revision, "template-sent-back")


@transaction.atomic
def withdraw(draft: TemplateDraft, revision: int, request: HttpRequest) -> None:
    """Raises DraftChanged."""
    review.withdraw_draft(draft, revision=revision)
    _record_draft("template-draft-withdrawn", draft, request)


@transaction.atomic
def set_review(service: Service, *, wanted: bool, request: HttpRequest) -> None:
    """Ask for a second person from now on, or no longer."""
    before = service.templates_need_review
    Service.objects.filter(pk=service.pk).update(templates_need_review=wanted)
    record_event(
        "template-review-changed",
        service,
        service_id=service.pk,
        request=request,
        before={"templates_need_review": before},
        after={"templates_need_review": wanted},
    )


def _save_new(
    access: Access,
    channel: str,
    content: Mapping[str, Any],
    folder: Folder | None,
    request: HttpRequest,
) -> Template | TemplateDraft:
    if access.service.templates_need_review:
        draft = review.propose_new(
            access.service, author=access.user, channel=channel, folder=folder, **content
        )
        return _waiting(draft, request)
    template = actions.create_template(
        access.service, author=access.user, channel=channel, folder=folder, **content
    )
    _record("template-created", template, request, before={})
    return template


def _waiting(draft: TemplateDraft, request: HttpRequest) -> TemplateDraft:
    _record_draft("template-draft-saved", draft, request)
    _tell(draft, draft.revision, "template-waits-for-review")
    return draft


def _facts(template: Template) -> dict[str, Any]:
    found = {name: getattr(template, name) for name in RECORDED if name != "category"}
    return {**found, "category": str(template.category_id or ""), "version": template.version}


def _record(
    action: str,
    template: Template,
    request: HttpRequest,
    *,
    before: dict[str, Any],
    restored: int | None = None,
) -> None:
    after = _facts(template) if restored is None else {**_facts(template), "restored": restored}
    halves = changes(before, after)
    record_event(
        action,
        template,
        service_id=template.service_id,
        request=request,
        before=halves["before"],
        after=halves["after"],
    )


def _record_draft(action: str, draft: TemplateDraft, request: HttpRequest) -> None:
    template_id = str(draft.template_id or "")
    record_event(
        action,
        draft,
        service_id=draft.service_id,
        request=request,
        after={"template": template_id, "revision": draft.revision},
    )


def _tell(
    draft: TemplateDraft, revision: int, kind: str, permissions: Sequence[str] = REVIEWERS
) -> None:
    page = reverse("portal:template-draft", args=[draft.service_id, draft.pk])
    record_notice(
        draft.service_id,
        kind,
        {"template_name": draft.name, "page": f"{settings.BASE_URL}{page}"},
        once_key=f"{draft.pk} {revision}",
        permissions=permissions,
    )
