"""What makes a password good enough, beyond its length and not being like its owner's name."""

import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from pwned_passwords_django.api import PwnedPasswords
from pwned_passwords_django.exceptions import PwnedPasswordsError
from zxcvbn import zxcvbn

logger = logging.getLogger(__name__)

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


class StolenPasswordValidator:
    """Refuse passwords known from thefts, as haveibeenpwned.com has them.

    Five characters of the password's hash leave this installation, and only if the operator lets
    them (STOLEN_PASSWORDS_CHECK). When the answer does not come in time, the list of common
    passwords that Django carries decides.
    """

    def __init__(self, client: PwnedPasswords | None = None) -> None:
        self._client = client or PwnedPasswords()

    @sensitive_variables()
    def validate(self, password: str, user: Any = None) -> None:
        if not settings.STOLEN_PASSWORDS_CHECK:
            return
        try:
            is_stolen = self._client.check_password(password) > 0
        except PwnedPasswordsError:
            logger.warning("The list of stolen passwords did not answer; the common ones decide")
            CommonPasswordValidator().validate(password, user)
            return
        if is_stolen:
            raise ValidationError(self.get_help_text(), code="password_stolen")

    def get_help_text(self) -> str:
        return _("This password is in a list of stolen passwords. Choose another one.")
