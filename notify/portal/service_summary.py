"""The settings of a service in rows: what it is, how it stands, where it is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notify.portal.access import Access
from notify.services.models import Service

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Permission = Service.Permission


@dataclass(frozen=True)
class Row:
    """One setting. `url` is empty for those who only look, and for what the platform team sets."""

    name: StrOrPromise
    values: tuple[str, ...]
    url: str = ""


@dataclass(frozen=True)
class Group:
    name: StrOrPromise
    rows: list[Row]


def settings_groups(access: Access) -> list[Group]:
    return [
        Group(gettext_lazy("The service"), _general(access)),
        Group(gettext_lazy("Emails"), _emails(access)),
        Group(gettext_lazy("Text messages"), _texts(access)),
        Group(gettext_lazy("How long messages are kept"), _retention(access)),
    ]


def _general(access: Access) -> list[Row]:
    service = access.service
    named = [service.organisation.name] if service.organisation else []
    told = [service.organisation_text] if service.organisation_text else []
    channels = [str(Permission(each).label) for each in service.permissions]
    return [
        Row(_("Names"), (service.name_en, service.name_fr), _url(access, "change-names")),
        Row(
            _("Organisation"),
            (*(named + told or [_("Not named")]), service.get_kind_display()),
            _url(access, "change-organisation"),
        ),
        Row(_("Language order"), (service.get_language_order_display(),), _order_url(access)),
        Row(_("What it sends"), tuple(channels), _url(access, "change-channels")),
    ]


def _order_url(access: Access) -> str:
    return _url(access, "change-language-order")


def _emails(access: Access) -> list[Row]:
    addresses = [
        _("%(address)s (default)") % {"address": each.address} if each.is_default else each.address
        for each in access.service.reply_tos.filter(archived=False).order_by("-is_default", "pk")
    ]
    return [
        Row(
            _("Sending address"),
            (access.service.from_address(),),
            _url(access, "change-sending-address"),
        ),
        Row(_("Logo"), (_logo(access),), _url(access, "branding", always=True)),
        Row(
            _("Reply-to addresses"),
            tuple(addresses) or (_("None: answers are lost"),),
            _url(access, "reply-tos", always=True),
        ),
    ]


def _logo(access: Access) -> str:
    if access.service.brand is None:
        return _("The government’s signature")
    return access.service.brand.name


def _texts(access: Access) -> list[Row]:
    service = access.service
    senders = [
        _("%(sender)s (default)") % {"sender": each.sender} if each.is_default else each.sender
        for each in service.sms_senders.filter(archived=False).order_by("-is_default", "pk")
    ]
    return [
        Row(
            _("Senders"),
            tuple(senders) or (_("The shared default"),),
            _url(access, "sms-senders", always=True),
        ),
        Row(
            _("Start with the name of the service"),
            (_yes(service.prefix_sms),),
            _url(access, "change-sms-prefix"),
        ),
        Row(
            _("Numbers abroad"),
            (_yes(service.can(Permission.INTERNATIONAL_SMS)),),
            _url(access, "change-international-sms"),
        ),
    ]


def _retention(access: Access) -> list[Row]:
    service = access.service
    return [
        Row(
            _("Emails and texts"),
            (
                _("Emails: %(days)s") % {"days": _days(service.email_retention_days)},
                _("Text messages: %(days)s") % {"days": _days(service.sms_retention_days)},
            ),
            _url(access, "change-retention"),
        )
    ]


def _url(access: Access, page: str, *, always: bool = False) -> str:
    if not (access.manages or always):
        return ""
    return reverse(f"portal:{page}", args=[access.service.id])


def _yes(answer: bool) -> str:
    return _("Yes") if answer else _("No")


def _days(days: int) -> str:
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
