"""The record in words: what was done, to what kind of object, and what of it changed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notify.accounts.admin_labels import LABELS, is_unnamed
from notify.accounts.models import Factor
from notify.portal.templatetags.portal import local_time, number

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SERVICE_ACTS: dict[str, StrOrPromise] = {
    "service-created": _("Service created"),
    "service-changed": _("Settings changed"),
    "service-suspended": _("Service suspended"),
    "service-resumed": _("Service resumed"),
    "service-archived": _("Service deleted"),
    "organisation-linked": _("Organisation linked"),
    "invitation-made": _("Colleague invited"),
    "invitation-sent-again": _("Invitation sent again"),
    "invitation-cancelled": _("Invitation cancelled"),
    "join-asked": _("Request to join"),
    "join-refused": _("Request to join refused"),
    "member-joined": _("Member joined"),
    "member-changed": _("Permissions changed"),
    "member-left": _("Member left"),
    "member-removed": _("Member removed"),
    "terms-accepted": _("Terms of use accepted"),
    "go-live-requested": _("Go-live request handed in"),
    "go-live-approved": _("Go-live request approved"),
    "go-live-sent-back": _("Go-live request sent back"),
    "api-key-made": _("API key created"),
    "api-key-rotated": _("API key rotated"),
    "api-key-end-set": _("End of an API key set"),
    "api-key-revoked": _("API key revoked"),
    "safelist-changed": _("Safelist changed"),
    "callback-set": _("Callback set up"),
    "callback-secret-rotated": _("Signing secret renewed"),
    "callback-removed": _("Callback removed"),
    "callback-resumed": _("Callback resumed"),
    "callback-suspended": _("Callback suspended"),
    "callbacks-replayed": _("Callbacks made again"),
    "reply-to-test-sent": _("Test of a reply-to address sent"),
    "reply-to-added": _("Reply-to address added"),
    "reply-to-changed": _("Reply-to address changed"),
    "reply-to-made-default": _("Default reply-to address chosen"),
    "reply-to-removed": _("Reply-to address removed"),
    "sms-sender-added": _("Text message sender added"),
    "sms-sender-made-default": _("Default text message sender chosen"),
    "sms-sender-removed": _("Text message sender removed"),
    "template-created": _("Template created"),
    "template-edited": _("Template changed"),
    "template-moved": _("Template moved"),
    "template-archived": _("Template archived"),
    "template-restored": _("Template restored"),
    "template-redacted": _("Values of a template hidden"),
    "template-approved": _("Change to a template approved"),
    "template-sent-back": _("Change to a template sent back"),
    "template-draft-saved": _("Change to a template handed in for review"),
    "template-draft-sent-back": _("Change to a template sent back"),
    "template-draft-withdrawn": _("Change to a template withdrawn"),
    "template-review-changed": _("Review of templates changed"),
    "folder-created": _("Folder created"),
    "folder-renamed": _("Folder renamed"),
    "folder-moved": _("Folder moved"),
    "folder-deleted": _("Folder deleted"),
    "folder-visibility-changed": _("Who sees a folder changed"),
    "send-started": _("Send started"),
    "send-paused": _("Send paused"),
    "send-resumed": _("Send resumed"),
    "send-cancelled": _("Send cancelled"),
    "message-cancelled": _("Scheduled message cancelled"),
    "reminders-planned": _("Reminders planned"),
    "reminders-cancelled": _("Reminders cancelled"),
    "quiet-hours-changed": _("Quiet hours changed"),
    "topic-added": _("Topic added"),
    "topic-changed": _("Topic changed"),
    "topic-imported": _("People imported into a topic"),
    "topic-exported": _("People of a topic exported"),
    "topic-person-ended": _("Person unsubscribed by the team"),
    "report-requested": _("Report requested"),
    "report-downloaded": _("Report downloaded"),
    "logo-asked": _("Logo asked for"),
    "logo-chosen": _("Logo chosen"),
    "logo-approved": _("Logo approved"),
    "logo-sent-back": _("Logo sent back"),
    "limits-changed": _("Limits changed"),
    "template-changed": _("Template changed through the API"),
    "bounce-rate-warning": _("Warning: many emails come back"),
    "email-suspended-for-bounces": _("Emails stopped: too many came back"),
    "suppression-removed": _("Address taken off the suppression list"),
    "message-sent-again": _("Message sent again"),
}
ACCOUNT_ACTS: dict[str, StrOrPromise] = {
    "account-created": _("Account created"),
    "account-verified": _("Address verified"),
    "account-deactivated": _("Account deactivated"),
    "address-changed": _("Email address changed"),
    "code-refused": _("Code refused"),
    "default-factor-changed": _("First second factor chosen"),
    "device-forgotten": _("Remembered device forgotten"),
    "factor-added": _("Second factor added"),
    "factor-removed": _("Second factor removed"),
    "factor-reset-asked": _("Reset of second factors asked for"),
    "factor-reset-refused": _("Reset of second factors refused"),
    "mobile-number-changed": _("Mobile number changed"),
    "mobile-number-removed": _("Mobile number removed"),
    "name-changed": _("Name changed"),
    "password-changed": _("Password changed"),
    "password-expired": _("New password demanded"),
    "password-reset": _("Password reset"),
    "password-reset-asked": _("Password reset asked for"),
    "person-blocked": _("Person blocked"),
    "person-signed-out": _("All sessions of a person ended"),
    "person-unblocked": _("Person unblocked"),
    "person-unlocked": _("Person unlocked"),
    "recovery-codes-made": _("Recovery codes made"),
    "second-factors-reset": _("Second factors reset"),
    "session-ended": _("Session ended"),
    "sign-in-unlocked": _("Sign-in unlocked by a link"),
    "signed-in": _("Signed in"),
    "signed-out": _("Signed out"),
    "signed-out-everywhere": _("Signed out everywhere"),
}
PLATFORM_ACTS: dict[str, StrOrPromise] = {
    "organisation-member-invited": _("Person invited to an organisation"),
    "organisation-member-joined": _("Person joined an organisation"),
    "organisation-member-removed": _("Person removed from an organisation"),
    "provider-added": _("Provider added"),
    "provider-changed": _("Provider changed"),
    "provider-deleted": _("Provider deleted"),
}
ACTS = {**SERVICE_ACTS, **ACCOUNT_ACTS, **PLATFORM_ACTS}
# Names of facts that are no fields of their object, or whose field says less here.
FACTS: dict[str, StrOrPromise] = {
    "added": _("added"),
    "asked": _("people asked"),
    "cancelled": _("cancelled"),
    "emails": _("email addresses"),
    "factor": _("second factor"),
    "factors": _("second factors"),
    "invited": _("by invitation"),
    "known": _("there already"),
    "left_out": _("left out"),
    "list": _("list"),
    "logo": _("logo"),
    "name_en": _("English name"),
    "name_fr": _("French name"),
    "description_en": _("English description"),
    "description_fr": _("French description"),
    "numbers": _("phone numbers"),
    "reason": _("reason"),
    "removal_reason": _("reason for the removal"),
    "replacement": _("key that replaces it"),
    "restored": _("version restored"),
    "revision": _("revision"),
    "rows": _("rows"),
    "sessions": _("sessions"),
    "since": _("since"),
    "version": _("version"),
    "emails_a_day": _("emails a day"),
    "texts_a_day": _("text message fragments a day"),
}


def act_words(act: str) -> StrOrPromise:
    return ACTS.get(act, act)


def kind_words(subject_type: str) -> StrOrPromise:
    """Return what an object is called, from the name of its model."""
    model = _models().get(subject_type)
    return model._meta.verbose_name or subject_type if model else subject_type


def fact_words(subject_type: str, name: str) -> StrOrPromise:
    """Return what a fact about an object is called."""
    if name in FACTS:
        return FACTS[name]
    field = _field(subject_type, name)
    if field is not None and not is_unnamed(field):
        return field.verbose_name
    return LABELS.get(name, name)


def value_words(subject_type: str, name: str, value: Any) -> str:
    """Return a value as people read it: choices, times and numbers in their language."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, list):
        return ", ".join(value_words(subject_type, name, each) for each in value)
    if isinstance(value, int):
        return number(value)
    if name in ("factor", "factors") and value in Factor.values:
        return str(Factor(value).label)
    choices = _choices(_field(subject_type, name))
    if value in choices:
        return str(choices[value])
    moment = _moment(value)
    return str(local_time(moment)) if moment else str(value)


@cache
def _models() -> dict[str, type[models.Model]]:
    ours = [each for each in apps.get_models() if each.__module__.startswith("notify")]
    return {str(each._meta.model_name): each for each in ours}


def _field(subject_type: str, name: str) -> models.Field[Any, Any] | None:
    model = _models().get(subject_type)
    try:
        found = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None


def _choices(field: models.Field[Any, Any] | None) -> dict[Any, Any]:
    if isinstance(field, ArrayField):
        field = field.base_field
    return dict(field.flatchoices) if field is not None and field.choices else {}


def _moment(value: Any) -> Any:
    """Return the time that an ISO text stands for; a text of another kind is none."""
    if not isinstance(value, str) or "T" not in value:
        return None
    try:
        found = parse_datetime(value)
    except ValueError:
        return None
    return found if found and found.tzinfo else None
