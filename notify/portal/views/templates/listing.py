"""The list of templates, and moving many of them."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from notify.message_templates.models import Channel, Folder
from notify.portal.access import Access, Permission, service_view
from notify.portal.template_pages.acts import move_many
from notify.portal.template_pages.folder_forms import FolderForm, MoveForm
from notify.portal.template_pages.folders import FolderTree
from notify.portal.template_pages.listing import (
    Filters,
    categories_of,
    list_templates,
    stock_of,
)

CHANNELS = {"": gettext_lazy("Emails and text messages"), **dict(Channel.choices)}
STATES = {
    "": gettext_lazy("All"),
    "review": gettext_lazy("With changes to review"),
    "unused": gettext_lazy("Not used in 7 days"),
}


@service_view()
@require_safe
def templates(request: HttpRequest, access: Access, folder_id: UUID | None = None) -> HttpResponse:
    """List a folder, or what a search finds."""
    tree = FolderTree(access)
    folder = tree.get(folder_id)
    filters = Filters.read(request.GET)
    stock = stock_of(access)
    context = {
        "access": access,
        "folder": folder,
        "path": tree.path(folder)[:-1],
        "filters": filters,
        "listing": list_templates(access, tree, folder, filters, stock),
        "drafts": [] if filters.any else stock.new_drafts(folder),
        "channels": CHANNELS,
        "categories": {"": _("All categories"), **categories_of(stock)},
        "states": STATES,
        "can_write": access.can(Permission.MANAGE_TEMPLATES),
        "move": MoveForm(tree=tree, initial={"target": str(folder.pk) if folder else ""}),
        "new_folder": FolderForm(),
        "has_archived": stock.has_archived,
    }
    return render(request, "portal/templates/list.html", context)


@service_view(Permission.MANAGE_TEMPLATES)
@require_POST
def move(request: HttpRequest, access: Access) -> HttpResponse:
    """Move what is ticked into a folder, which may be made for it."""
    tree = FolderTree(access)
    form = MoveForm(request.POST, tree=tree)
    back = _list_of(access, tree.get(_uuid(request.POST.get("here", ""))))
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return back
    with transaction.atomic():
        target = form.folder(access, request)
        moved, refused = move_many(
            access,
            tree,
            form.cleaned_data["templates"],
            form.cleaned_data["folders"],
            target,
            request=request,
        )
    if moved:
        words = ngettext("%(count)d moved.", "%(count)d moved.", moved) % {"count": moved}
        messages.success(request, words)
    for name in refused:
        messages.error(request, _("“%(name)s” cannot be moved into itself.") % {"name": name})
    return _list_of(access, target)


def _list_of(access: Access, folder: Folder | None) -> HttpResponse:
    if folder:
        return redirect("portal:template-folder", access.service.id, folder.pk)
    return redirect("portal:templates", access.service.id)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
