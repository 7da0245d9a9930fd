"""The menu of a service, and which of its items a page belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notify.portal.access import Access
from notify.services.models import Membership

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Permission = Membership.Permission


@dataclass(frozen=True)
class Section:
    """A part of a service: its first page, its other pages, who sees it (any of; all if none).

    Who only looks sees every section, but the platform team none that is for the `inside`.
    """

    name: StrOrPromise
    start: str
    pages: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()
    inside: bool = False


@dataclass(frozen=True)
class Item:
    name: StrOrPromise
    url: str
    is_current: bool


TEMPLATE_PAGES = (
    "template",
    "template-folder",
    "folder-settings",
    "new-folder",
    "archived-templates",
    "new-template",
    "new-template-of",
    "edit-template",
    "move-template",
    "archive-template",
    "redact-template",
    "copy-from",
    "copy-template",
    "template-versions",
    "template-version",
    "template-draft",
    "edit-template-draft",
    "send-back-template-draft",
    "template-samples",
    "template-sample",
    "import-templates",
    "template-review",
)
SECTIONS = (
    Section(_("Dashboard"), "dashboard", permissions=(Permission.VIEW_ACTIVITY,)),
    Section(_("Templates"), "templates", pages=TEMPLATE_PAGES),
    Section(
        _("Sends"),
        "sends",
        pages=(
            "send",
            "send-to-myself",
            "send-draft",
            "edit-draft",
            "send-list",
            "list-draft",
            "replace-list",
            "job",
            "cancel-job",
        ),
    ),
    Section(
        _("Sent messages"),
        "messages",
        pages=("message", "message-body", "cancel-message", "search-messages", "received-texts"),
    ),
    Section(_("Usage"), "usage", pages=("usage-file",), permissions=(Permission.VIEW_ACTIVITY,)),
    Section(
        _("Reports"),
        "reports",
        pages=("download-report",),
        permissions=(Permission.VIEW_ACTIVITY,),
        inside=True,
    ),
    Section(
        _("Reminders"),
        "reminders",
        pages=("plan-reminders", "cancel-reminders", "quiet-hours"),
        permissions=(Permission.VIEW_ACTIVITY, Permission.SEND_MESSAGES),
    ),
    Section(
        _("Topics"),
        "topics",
        pages=(
            "add-topic",
            "topic",
            "change-topic",
            "import-people",
            "export-people",
            "send-to-topic",
            "topic-person",
        ),
        permissions=(
            Permission.VIEW_ACTIVITY,
            Permission.MANAGE_SERVICE,
            Permission.SEND_MESSAGES,
        ),
    ),
    Section(
        _("Suppressed addresses"),
        "suppression",
        pages=("search-suppression", "remove-suppression", "problem-addresses"),
        permissions=(Permission.VIEW_ACTIVITY,),
    ),
    Section(_("Team members"), "team", pages=("invite-member", "edit-member", "join-request")),
    Section(
        _("API integration"),
        "api",
        pages=(
            "safelist",
            "api-examples",
            "api-keys",
            "new-api-key",
            "rotate-api-key",
            "end-api-key",
            "revoke-api-key",
            "callbacks",
            "callback",
            "callback-secret",
            "remove-callback",
            "callback-log",
        ),
        permissions=(Permission.MANAGE_API_KEYS,),
    ),
    Section(
        _("Settings"),
        "settings",
        pages=(
            "change-names",
            "change-sending-address",
            "change-organisation",
            "change-language-order",
            "change-channels",
            "change-sms-prefix",
            "change-international-sms",
            "change-retention",
            "archive-service",
            "history",
            "reply-tos",
            "new-reply-to",
            "edit-reply-to",
            "reply-to-test",
            "branding",
            "ask-for-logo",
            "sms-senders",
            "new-sms-sender",
            "go-live",
            "go-live-use",
            "go-live-terms",
        ),
        permissions=(Permission.MANAGE_SERVICE, Permission.MANAGE_API_KEYS),
    ),
)


# What people come to a service for, on its first page: a name, where it starts, and who may.
SHORTCUTS = (
    (_("Send a message"), "templates", Permission.SEND_MESSAGES),
    (_("Create a template"), "new-template", Permission.MANAGE_TEMPLATES),
)


def shortcuts_of(access: Access, *, is_new: bool) -> list[Item]:
    """Return where the tasks that a person may do start; a new team's first is a guided one."""
    found = [
        Item(name=name, url=reverse(f"portal:{start}", args=[access.service.id]), is_current=False)
        for name, start, permission in SHORTCUTS
        if access.can(permission)
    ]
    if is_new and access.can(Permission.SEND_MESSAGES):
        url = reverse("portal:first-message", args=[access.service.id])
        found.insert(0, Item(name=_("Send your first message"), url=url, is_current=False))
    return found


def menu_of(access: Access, page: str) -> list[Item]:
    """Return the items that a person sees; `page` is the name of the route that is open."""
    return [
        Item(
            name=section.name,
            url=reverse(f"portal:{section.start}", args=[access.service.id]),
            is_current=page == section.start or page in section.pages,
        )
        for section in SECTIONS
        if _shows(access, section)
    ]


def _shows(access: Access, section: Section) -> bool:
    if section.inside and not access.is_inside:
        return False
    return not section.permissions or any(access.may_read(name) for name in section.permissions)
