"""What makes a password good enough, beyond its length and not being like its owner's name."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from zxcvbn import zxcvbn

GOOD_ENOUGH = 3  # of zxcvbn's 0 to 4: withstands ten thousand million guesses
LONGEST = 255
JUDGED = 72  # characters; zxcvbn's time grows with the square of the length


class LengthValidator:
    """Refuse what is longer than the field: a hash of a megabyte costs as much as an attack."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(
                _("Use at most %(most)d characters in the password.") % {"most": LONGEST},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return _("Use at most %(most)d characters in the password.") % {"most": LONGEST}


class GuessingValidator:
    """Refuse what a program that knows words, dates and keyboards finds soon."""

    @sensitive_variables()
    def validate(self, password: str, user: Any = None) -> None:
        owner = [word for word in (getattr(user, "email", ""), getattr(user, "name", "")) if word]
        if zxcvbn(password[:JUDGED], user_inputs=owner)["score"] < GOOD_ENOUGH:
            raise ValidationError(self.get_help_text(), code="password_guessable")

    def get_help_text(self) -> str:
        return _(
            "This password is too easy to guess. Add a word or two that have nothing to do with "
            "each other."
        )
