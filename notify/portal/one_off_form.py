"""The form of one message: sender, language, recipient and a field for each variable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notify.accounts.models import User
from notify.message_templates.compiled import CompiledTemplate, compiled_for
from notify.message_templates.models import Channel, Template, Text
from notify.portal.recipient_words import recipient_words
from notify.portal.refusal_words import refusal_words
from notify.portal.senders import senders_of
from notify.recipients.errors import RecipientError
from notify.rendering.placeholders import placeholder_key, split_placeholders
from notify.sending.drafts import request_of
from notify.sending.dry_run import check_message
from notify.sending.errors import (
    AbroadNotAllowed,
    RecipientNotAllowed,
    SendingError,
    UnknownSender,
)
from notify.sending.models import SendDraft
from notify.sending.models.drafts import DraftContent
from notify.sending.store import OverLimit
from notify.services.models import Service

LONGEST_VALUE = 50_000
YES_NO = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))
LANGUAGES = (("en", gettext_lazy("English")), ("fr", gettext_lazy("French")))


class OneOffForm(forms.Form):
    """What one message needs beyond its template. A valid form has been checked as if sent.

    `recipient` is given where the person does not choose it.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        template: Template,
        service: Service,
        author: User,
        recipient: str | None = None,
        draft: SendDraft | None = None,
    ) -> None:
        self._template, self._service, self._recipient = template, service, recipient
        self.draft = draft or SendDraft(service=service, template=template, created_by=author)
        super().__init__(data, initial=_initial(draft) if draft else None)
        self.names = _names(template, service)
        self._add_sender()
        if template.text == Text.PAIR:
            self.fields["language"] = _language_field(service)
        if recipient is None:
            self.fields["recipient"] = _recipient_field(template.channel)
        conditional = conditional_only(_compiled(template, service, None))
        for index, name in enumerate(self.names):
            is_question = placeholder_key(name) in conditional
            self.fields[f"value-{index}"] = _value_field(name, template.channel, is_question)

    @property
    def rows(self) -> list[tuple[forms.BoundField, bool]]:
        """Return the fields, each with whether it is a group of choices."""
        return [(field, isinstance(field.field.widget, forms.RadioSelect)) for field in self]

    def clean(self) -> dict[str, Any]:
        cleaned = cast("dict[str, Any]", super().clean())
        content = _compiled(self._template, self._service, cleaned.get("language") or None)
        wanted = {placeholder_key(name) for name in content.placeholders}
        for index, name in enumerate(self.names):
            key = f"value-{index}"
            if placeholder_key(name) in wanted and not cleaned.get(key) and key not in self.errors:
                self.add_error(key, _("Enter a value for “%(name)s”") % {"name": name})
        if not self.errors:
            self._fill_draft(cleaned)
            self._check_draft()
        return cleaned

    def _add_sender(self) -> None:
        senders = senders_of(self._service, self._template.channel)
        if len(senders) < 2:
            return
        is_email = self._template.channel == Channel.EMAIL
        label = _("Replies go to") if is_email else _("Sender")
        self.fields["sender"] = forms.ChoiceField(label=label, choices=senders)

    def _fill_draft(self, cleaned: dict[str, Any]) -> None:
        draft = self.draft
        draft.language = cleaned.get("language", "")
        draft.sender_id = UUID(cleaned["sender"]) if cleaned.get("sender") else None
        values = {name: cleaned[f"value-{index}"] for index, name in enumerate(self.names)}
        recipient = cleaned.get("recipient") or self._recipient or ""
        draft.content = DraftContent(recipient.strip(), {n: v for n, v in values.items() if v})

    def _check_draft(self) -> None:
        recipient_field = "recipient" if "recipient" in self.fields else None
        try:
            check_message(request_of(self.draft), self._template.channel)
        except RecipientError as error:
            self.add_error(recipient_field, recipient_words(error.code, error.detail))
        except (RecipientNotAllowed, AbroadNotAllowed) as error:
            self.add_error(recipient_field, refusal_words(error))
        except UnknownSender as error:
            self.add_error("sender" if "sender" in self.fields else None, refusal_words(error))
        except (SendingError, OverLimit) as error:
            self.add_error(None, refusal_words(error))


def _names(template: Template, service: Service) -> list[str]:
    """Return the template's variables, each key once, in the spelling that comes first."""
    names: dict[str, str] = {}
    for name in _compiled(template, service, None).placeholders:
        names.setdefault(placeholder_key(name), name)
    return list(names.values())


def _compiled(template: Template, service: Service, language: str | None) -> CompiledTemplate:
    return compiled_for(template, language=language, order=service.language_order)


def conditional_only(content: CompiledTemplate) -> set[str]:
    """Return the keys of variables that decide whether a text is shown and show nothing else."""
    plain: set[str] = set()
    conditional: set[str] = set()
    for source in (content.source_subject, content.source_body):
        for part in split_placeholders(source):
            if not isinstance(part, str):
                (plain if part.text is None else conditional).add(part.key)
    return conditional - plain


def _recipient_field(channel: str) -> forms.Field:
    if channel == Channel.EMAIL:
        widget = forms.TextInput(
            attrs={"type": "email", "autocomplete": "off", "spellcheck": "false"}
        )
        missing = {"required": _("Enter an email address")}
        return forms.CharField(
            label=_("Email address"), max_length=320, widget=widget, error_messages=missing
        )
    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
    return forms.CharField(
        label=_("Phone number"),
        help_text=_("Numbers outside Canada and the United States start with + and their country."),
        max_length=250,
        widget=widget,
        error_messages={"required": _("Enter a phone number")},
    )


def _language_field(service: Service) -> forms.Field:
    both = _("English and French, English first")
    if service.language_order == "fr":
        both = _("English and French, French first")
    return forms.ChoiceField(
        label=_("Language of the message"),
        choices=[("", both), *LANGUAGES],
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )


def _value_field(name: str, channel: str, is_question: bool) -> forms.Field:
    if is_question:
        return forms.ChoiceField(
            label=name,
            help_text=_("Does this apply? It decides whether a part of the message is shown."),
            choices=YES_NO,
            widget=forms.RadioSelect,
            required=False,
        )
    widget: forms.Widget = forms.TextInput(attrs={"autocomplete": "off"})
    if channel == Channel.EMAIL:
        widget = forms.Textarea(attrs={"rows": 2, "autocomplete": "off"})
    return forms.CharField(label=name, required=False, max_length=LONGEST_VALUE, widget=widget)


def _initial(draft: SendDraft) -> dict[str, object]:
    content = draft.content
    names = _names(draft.template, draft.service)
    values: dict[str, object] = {
        f"value-{n}": content.values.get(name, "") for n, name in enumerate(names)
    }
    return values | {
        "recipient": content.recipient,
        "language": draft.language,
        "sender": str(draft.sender_id or ""),
    }
