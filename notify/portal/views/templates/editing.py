"""The editor: write a new template, change one, or change a draft."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from notify.message_templates.actions import TemplateChanged
from notify.message_templates.models import Category, Channel, Template, TemplateDraft
from notify.message_templates.review import DraftChanged, open_draft
from notify.portal.access import Access, Permission, service_view
from notify.portal.template_pages.drafts import find_draft
from notify.portal.template_pages.editor_form import EditorForm, typed, unsaved_template
from notify.portal.template_pages.finding import find_template
from notify.portal.template_pages.folders import FolderTree
from notify.portal.template_pages.known_variables import known_variables
from notify.portal.template_pages.preview import Look, preview_of
from notify.portal.template_pages.samples import sample_content
from notify.portal.template_pages.saving import is_unchanged, save
from notify.portal.template_pages.task import Task, changed_placeholders, differences, merged

EDITOR_METHODS = ["GET", "HEAD", "POST"]


@service_view(Permission.MANAGE_TEMPLATES)
@require_safe
def new(request: HttpRequest, access: Access) -> HttpResponse:
    """Ask what to start from."""
    folder = FolderTree(access).get(_uuid(request.GET.get("folder", "")))
    context = {"access": access, "folder": folder, "channels": Channel.choices}
    return render(request, "portal/templates/new.html", context)


@service_view(Permission.MANAGE_TEMPLATES)
@require_http_methods(EDITOR_METHODS)
def new_of(request: HttpRequest, access: Access, channel: str) -> HttpResponse:
    """Write a new template, from nothing or from a sample."""
    if channel not in Channel.values:
        raise Http404
    initial: dict[str, Any] = {"text": "pair", "folder": request.GET.get("folder", "")}
    initial |= sample_content(request.GET.get("sample", ""), channel)
    return _edit(request, access, Task(channel, initial=initial))


@service_view(Permission.MANAGE_TEMPLATES)
@require_http_methods(EDITOR_METHODS)
def edit(request: HttpRequest, access: Access, template_id: UUID) -> HttpResponse:
    """Change a template; its waiting draft, if there is one."""
    template = find_template(access, template_id, in_use=True)
    draft = open_draft(template)
    if draft and request.method != "POST":
        return redirect("portal:edit-template-draft", access.service.id, draft.pk)
    return _edit(request, access, Task(template.channel, template=template))


@service_view(Permission.MANAGE_TEMPLATES)
@require_http_methods(EDITOR_METHODS)
def edit_draft(request: HttpRequest, access: Access, change_id: UUID) -> HttpResponse:
    draft = find_draft(access, change_id)
    if not draft.is_open and request.method != "POST":
        return redirect("portal:template-draft", access.service.id, draft.pk)
    return _edit(request, access, Task(draft.channel, template=draft.template, draft=draft))


def _edit(request: HttpRequest, access: Access, task: Task) -> HttpResponse:
    if request.method != "POST":
        return _show(request, access, task, task.start())
    values, action = typed(request.POST), request.POST.get("action", "save")
    if action == "merge":
        values = merged(task, values, values["version"])
        messages.info(request, _("Both texts are together below. Read them before you save."))
    if action in ("preview", "merge", "return"):
        return _show(request, access, task, values)
    form = _form(access, task, data=request.POST)
    if not form.is_valid():
        return _show(request, access, task, values, form=form)
    if task.is_behind(values["version"], values["revision"]):
        return _show_conflict(request, access, task, form)
    return _save(request, access, task, form)


def _save(request: HttpRequest, access: Access, task: Task, form: EditorForm) -> HttpResponse:
    content, template = form.content, task.template
    if template and not task.draft and is_unchanged(template, content):
        messages.info(request, _("Nothing was changed."))
        return redirect("portal:template", access.service.id, template.pk)
    if template and request.POST.get("confirmed") != "yes":
        added, removed = changed_placeholders(template, content)
        if added or removed:
            return _show_breaking(request, access, task, form, added, removed)
    chosen = form.cleaned_data.get("folder") or ""
    folder = FolderTree(access).get(_uuid(chosen))
    try:
        saved = save(access, task, content, folder=folder, request=request)
    except TemplateChanged as changed:
        return _show_conflict(request, access, _renewed(task, changed.template), form)
    except DraftChanged as changed:
        return _show_conflict(request, access, _with_draft(task, changed.draft), form)
    return _after_save(request, access, saved)


def _after_save(
    request: HttpRequest, access: Access, saved: Template | TemplateDraft
) -> HttpResponse:
    if isinstance(saved, TemplateDraft):
        messages.success(
            request, _("Saved as a draft. It is used once another person approves it.")
        )
        return redirect("portal:template-draft", access.service.id, saved.pk)
    messages.success(request, _("Saved as version %(number)d.") % {"number": saved.version})
    return redirect("portal:template", access.service.id, saved.pk)


def _show(
    request: HttpRequest,
    access: Access,
    task: Task,
    values: dict[str, Any],
    form: EditorForm | None = None,
) -> HttpResponse:
    form = form or _form(access, task, initial=values)
    shown = unsaved_template(access.service, task.channel, values)
    context = {
        **_context(access, task, form),
        "preview": preview_of(shown, access.service, Look.read(request.POST)),
        "look": Look.read(request.POST),
        "values": values,
        "is_pair": shown.text == "pair",
        "is_preview": request.POST.get("action") == "preview",
        "is_unsaved": request.method == "POST",
    }
    context["known_variables"] = known_variables(access)
    return render(request, "portal/templates/editor.html", context)


def _show_conflict(
    request: HttpRequest, access: Access, task: Task, form: EditorForm
) -> HttpResponse:
    """Show both texts and let the person decide; the form holds what they typed."""
    mine = form.content
    theirs = task.start()
    context = {
        **_context(access, task, form),
        "kept": _kept(request),
        "differences": differences(theirs, mine),
        "saved_by": _last_author(task),
        "settled": task.draft is not None and not task.draft.is_open,
    }
    return render(request, "portal/templates/conflict.html", context, status=409)


def _show_breaking(
    request: HttpRequest,
    access: Access,
    task: Task,
    form: EditorForm,
    added: list[str],
    removed: list[str],
) -> HttpResponse:
    context = {
        **_context(access, task, form),
        "kept": _kept(request),
        "added": added,
        "removed": removed,
    }
    return render(request, "portal/templates/breaking.html", context)


def _context(access: Access, task: Task, form: EditorForm) -> dict[str, Any]:
    return {
        "access": access,
        "task": task,
        "form": form,
        "template": task.template,
        "draft": task.draft,
        "channel": task.channel,
        "is_email": task.channel == Channel.EMAIL,
        "address": _address(access, task),
    }


def _address(access: Access, task: Task) -> str:
    """Return where the form goes: a draft that is there, the template, or a new one."""
    if task.draft:
        return reverse("portal:edit-template-draft", args=[access.service.pk, task.draft.pk])
    if task.template:
        return reverse("portal:edit-template", args=[access.service.pk, task.template.pk])
    return reverse("portal:new-template-of", args=[access.service.pk, task.channel])


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was typed, for the hidden fields of a page between the editor and the save."""
    values = typed(request.POST)
    kept = {name: value for name, value in values.items() if name not in ("version", "revision")}
    return [(name, "on" if value is True else str(value)) for name, value in kept.items() if value]


def _form(access: Access, task: Task, **values: Any) -> EditorForm:
    is_new = task.template is None and task.draft is None
    present = task.present
    category: Category | None = present.category if present else None
    tree = FolderTree(access) if is_new else None
    return EditorForm(access=access, channel=task.channel, tree=tree, category=category, **values)


def _renewed(task: Task, template: Template) -> Task:
    return Task(task.channel, template=template, draft=task.draft)


def _with_draft(task: Task, draft: TemplateDraft) -> Task:
    return Task(task.channel, template=task.template, draft=draft)


def _last_author(task: Task) -> str:
    if task.draft:
        return task.draft.author.name
    if task.template is None:
        return ""
    last = task.template.versions.select_related("created_by").order_by("-version").first()
    return last.created_by.name if last and last.created_by else ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
