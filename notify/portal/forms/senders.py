"""Addresses that answers go to, and names that texts come from."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from notify.recipients.email_address import parse_email_address
from notify.recipients.errors import InvalidEmailAddress
from notify.services.models import ReplyToAddress, Service
from notify.services.senders import sms_sender_problem

SENDER_PROBLEMS = {
    "length": _("Use 3 to 11 characters."),
    "characters": _("Use letters without accents, digits, spaces, dots, hyphens, _ and &."),
    "no-letter": _("Use at least one letter: numbers are given out by the platform team."),
    "generic": _("Many senders use this word. Choose one that recipients know you by."),
}


class AddressField(forms.CharField):
    """An email address that we can send to, in lower case."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"type": "email", "autocomplete": "off", "spellcheck": "false"}
        super().__init__(
            max_length=320,
            error_messages={"required": _("Enter an email address.")},
            widget=forms.EmailInput(attrs=attributes),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if not text:
            return ""
        try:
            return parse_email_address(text).normalised
        except InvalidEmailAddress as error:
            raise ValidationError(
                _("Enter an email address in the form name@example.gc.ca.")
            ) from error


class ReplyToForm(forms.Form):
    address = AddressField(label=_("Email address"))
    label = forms.CharField(
        label=_("Label (optional)"),
        help_text=_("For your team, to tell addresses apart. Recipients do not see it."),
        max_length=100,
        required=False,
    )
    is_default = forms.BooleanField(
        label=_("Use it where no other address is chosen"), required=False
    )

    def __init__(
        self, *args: Any, service: Service, changes: ReplyToAddress | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.others = service.reply_tos.filter(archived=False)
        if changes:
            self.others = self.others.exclude(pk=changes.pk)

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if self.others.filter(address__iexact=address).exists():
            raise ValidationError(_("The service has this address already."))
        return address


class SmsSenderForm(forms.Form):
    sender = forms.CharField(
        label=_("Sender"),
        help_text=_("3 to 11 characters with at least one letter, such as PASSPORT."),
        max_length=16,
        error_messages={"required": _("Enter a sender.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    is_default = forms.BooleanField(
        label=_("Use it where no other sender is chosen"), required=False
    )

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service = service

    def clean_sender(self) -> str:
        sender: str = self.cleaned_data["sender"]
        problem = sms_sender_problem(sender)
        if problem:
            raise ValidationError(SENDER_PROBLEMS[problem])
        if self.service.sms_senders.filter(archived=False, sender__iexact=sender).exists():
            raise ValidationError(_("The service has this sender already."))
        return sender
