"""Refuses passwords known from thefts. In a file of its own: the client loads for 0.3 s."""

import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from pwned_passwords_django.api import PwnedPasswords
from pwned_passwords_django.exceptions import PwnedPasswordsError

logger = logging.getLogger(__name__)


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
