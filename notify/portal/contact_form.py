"""The contact form. Programs are told apart without a tracker: a field nobody sees, and time."""

import re
import secrets
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

FASTEST_SECONDS = 2  # nobody fills the form in less
SALT = "contact form"
# Characters that cannot be taken for one another over the telephone.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LONG_NUMBER = re.compile(r"(?<!\d)(?:\d[ -]?){8,18}\d(?!\d)")
PRIVATE_LENGTHS = (9, 13, 14, 15, 16, 17, 18, 19)  # social insurance numbers; payment cards


class Kind(models.TextChoices):
    """What somebody writes about."""

    QUESTION = "question", _("I have a question")
    PROBLEM = "problem", _("Something does not work")
    ACCESSIBILITY = "accessibility", _("Something is not accessible to me")
    FEEDBACK = "feedback", _("I have a suggestion")
    OTHER = "other", _("Something else")


class ContactForm(forms.Form):
    """A message to the platform team. `website` is the field that only programs fill in."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=255,
        error_messages={"required": _("Enter your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your email address"),
        max_length=320,
        error_messages={
            "required": _("Enter your email address, so that we can answer."),
            "invalid": _("Enter an email address in the form name@example.gc.ca."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=Kind.choices,
        initial=Kind.QUESTION,
        widget=forms.RadioSelect,
    )
    message = forms.CharField(
        label=_("Your message"),
        max_length=2000,
        help_text=_(
            "At most 2,000 characters. Leave out health information, social insurance numbers "
            "and card numbers."
        ),
        error_messages={"required": _("Write your message.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    website = forms.CharField(required=False)
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_message(self) -> str:
        """Refuse what looks like somebody's number: it must not travel by email."""
        message: str = self.cleaned_data["message"]
        for found in LONG_NUMBER.findall(message):
            digits = re.sub(r"\D", "", found)
            if len(digits) in PRIVATE_LENGTHS and _is_checked(digits):
                raise ValidationError(
                    _(
                        "The message holds what looks like a social insurance number or a card "
                        "number. Take it out, then send again."
                    ),
                    code="private-number",
                )
        return message

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("website") or not was_opened_by_a_person(cleaned.get("opened", "")):
            raise ValidationError(
                _("We could not tell that you are a person. Wait a few seconds, then send again."),
                code="program",
            )
        return cleaned


def stamp() -> str:
    """Return when the form was opened, signed."""
    return signing.dumps("opened", salt=SALT)


def was_opened_by_a_person(text: str) -> bool:
    """Say whether a form was opened long enough ago, within the last day."""
    try:
        signing.loads(text, salt=SALT, max_age=86400)
    except signing.BadSignature:
        return False
    try:
        signing.loads(text, salt=SALT, max_age=FASTEST_SECONDS)
    except signing.SignatureExpired:
        return True
    return False


def new_reference() -> str:
    """Return a reference that somebody can read out: `K7P-4MX`."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(6))
    return f"{letters[:3]}-{letters[3:]}"


def _is_checked(digits: str) -> bool:
    """Say whether the last digit checks the others (Luhn), as it does in these numbers."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
