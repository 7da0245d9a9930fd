"""The settings of a service: the page that shows them, and a form for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from notify.portal.access import Access, Permission, service_view
from notify.portal.forms import settings as forms
from notify.portal.pages import FormPage, show_form
from notify.portal.service_summary import settings_groups
from notify.services.lifecycle import change_service
from notify.services.names import NameTaken
from notify.stats.calendar import business_day
from notify.stats.queries import Allowance, allowances

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CHANNEL_NAMES = {"email": gettext_lazy("Emails"), "sms": gettext_lazy("Text message fragments")}
PERIOD_NAMES = {"day": gettext_lazy("Today"), "year": gettext_lazy("This fiscal year")}


@dataclass(frozen=True)
class Setting:
    """A page that changes something about a service."""

    title: StrOrPromise
    form: type[forms.SettingForm] | type[forms.ConfirmedSettingForm]
    intro: tuple[StrOrPromise, ...] = ()


SETTINGS = {
    "names": Setting(
        gettext_lazy("Change the names"),
        forms.NamesForm,
        (
            gettext_lazy("Recipients see the name of the service as the sender of its emails."),
            gettext_lazy("Text messages may start with it."),
        ),
    ),
    "sending-address": Setting(
        gettext_lazy("Change the sending address"),
        forms.SendingAddressForm,
        (
            gettext_lazy("People may have saved the present address among their contacts."),
            gettext_lazy("Filters may know it too."),
        ),
    ),
    "organisation": Setting(
        gettext_lazy("Change the organisation"),
        forms.OrganisationForm,
        (gettext_lazy("The platform team links the service to an organisation in its list."),),
    ),
    "language-order": Setting(gettext_lazy("Change the language order"), forms.LanguageOrderForm),
    "channels": Setting(gettext_lazy("Change what the service sends"), forms.ChannelsForm),
    "sms-prefix": Setting(gettext_lazy("Change how texts start"), forms.PrefixForm),
    "international-sms": Setting(gettext_lazy("Text messages abroad"), forms.InternationalForm),
    "retention": Setting(
        gettext_lazy("Change how long messages are kept"),
        forms.RetentionForm,
        (gettext_lazy("Recipients and contents are then erased; the counts stay."),),
    ),
}


@dataclass(frozen=True)
class Limit:
    """An allowance in words, for the table of limits."""

    channel: StrOrPromise
    period: StrOrPromise
    allowance: Allowance


@service_view(Permission.MANAGE_SERVICE, Permission.MANAGE_API_KEYS, readable=True)
@require_safe
def settings(request: HttpRequest, access: Access) -> HttpResponse:
    today = business_day(datetime.now(UTC))
    limits = [
        Limit(CHANNEL_NAMES[each.channel], PERIOD_NAMES[each.period], each)
        for each in allowances(access.service, today)
    ]
    context = {"access": access, "groups": settings_groups(access), "limits": limits}
    return render(request, "portal/settings.html", context)


@service_view(Permission.MANAGE_SERVICE)
@require_http_methods(["GET", "HEAD", "POST"])
def change_setting(request: HttpRequest, access: Access, slug: str) -> HttpResponse:
    setting, back = SETTINGS[slug], reverse("portal:settings", args=[access.service.id])
    form = setting.form(request.POST or None, service=access.service, user=access.user)
    if request.method == "POST" and form.is_valid() and _save(request, access, form):
        messages.success(request, _("The settings are saved."))
        return redirect(back)
    page = FormPage(setting.title, back, intro=setting.intro)
    return show_form(request, page, form, access=access)


def _save(
    request: HttpRequest,
    access: Access,
    form: forms.SettingForm | forms.ConfirmedSettingForm,
) -> bool:
    """Store a form's answers, unless somebody took the name a moment ago."""
    try:
        change_service(access.service, request, **form.fields_of())
    except NameTaken as taken:
        form.add_error(taken.field, _("Another service took this name a moment ago."))
    except IntegrityError:
        form.add_error(None, _("Another service took this address a moment ago."))
    else:
        return True
    return False
