"""The emails about a request to join a service. Call these after the request is committed."""

import logging
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse

from notify.accounts.models import User
from notify.recipients.errors import RecipientError
from notify.sending.errors import SendingError
from notify.sending.system_mail import send_system_email
from notify.services.models import JoinRequest

logger = logging.getLogger(__name__)


def tell_managers(asked: JoinRequest, managers: Sequence[User]) -> bool:
    """Send the request to the people it was made to; return whether all of it could be sent."""
    path = reverse("portal:join-request", args=[asked.service_id, asked.pk])
    values = {"person": asked.user.name, "reason": asked.reason, "link": _address(path)}
    sent = [_send("join-asked", each, asked, values) for each in managers]
    return all(sent)


def tell_of_answer(asked: JoinRequest, *, accepted: bool) -> None:
    path = reverse("portal:dashboard", args=[asked.service_id])
    kind = "join-accepted" if accepted else "join-refused"
    _send(kind, asked.user, asked, {"link": _address(path)} if accepted else {})


def _send(kind: str, user: User, asked: JoinRequest, values: dict[str, str]) -> bool:
    name = asked.service.name_fr if user.language == "fr" else asked.service.name_en
    values = {**values, "service_name": name}
    try:
        send_system_email(kind, user.email, values, language=user.language)
    except (SendingError, RecipientError) as error:
        logger.warning("%s was not sent to account %s: %s", kind, user.pk, error)
        return False
    return True


def _address(path: str) -> str:
    return f"{settings.BASE_URL}{path}"
