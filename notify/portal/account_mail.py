"""What the portal sends about accounts. Call these after what they tell is committed."""

import logging

from django.conf import settings
from django.urls import reverse

from notify.accounts.links import Purpose, make_link
from notify.accounts.models import EmailDevice, SmsDevice, User
from notify.recipients.errors import RecipientError
from notify.sending.errors import SendingError
from notify.sending.system_mail import send_system_email, send_system_sms

logger = logging.getLogger(__name__)

LINK_PAGES = {
    Purpose.VERIFY: ("verify-address", "verify-email"),
    Purpose.RESET: ("reset-password", "new-password"),
    Purpose.UNLOCK: ("unlock-account", "unlock"),
    Purpose.NEW_ADDRESS: ("confirm-new-address", "confirm-email"),
}


def send_code(user: User, device: EmailDevice | SmsDevice) -> bool:
    """Send a new code to a device; return whether it could be sent."""
    code = device.new_code()
    if isinstance(device, SmsDevice):
        return _send("sign-in-code-sms", user, {"code": code}, number=device.number)
    return _send("sign-in-code", user, {"code": code})


def send_link(purpose: Purpose, user: User, *, address: str = "") -> bool:
    """Send a link to a person's address, or to the new one that it is to prove."""
    kind, page = LINK_PAGES[purpose]
    token = make_link(purpose, user, address)
    link = f"{settings.BASE_URL}{reverse(f'portal:{page}', args=[token])}"
    return _send(kind, user, {"link": link}, address=address)


def send_new_password_link(user: User) -> bool:
    """Ask a person whose password the platform team made useless to choose another."""
    path = reverse("portal:new-password", args=[make_link(Purpose.RESET, user)])
    return _send("password-expired", user, {"link": f"{settings.BASE_URL}{path}"})


def send_account_exists(user: User) -> bool:
    link = f"{settings.BASE_URL}{reverse('portal:sign-in')}"
    return _send("account-exists", user, {"link": link})


def send_alert(kind: str, user: User, *, address: str = "", **values: str) -> bool:
    """Tell a person of a change to the account."""
    contact = f"{settings.BASE_URL}{reverse('portal:contact')}"
    return _send(kind, user, {"help": contact, **values}, address=address)


def _send(
    kind: str, user: User, values: dict[str, str], *, address: str = "", number: str = ""
) -> bool:
    try:
        if number:
            send_system_sms(kind, number, values, language=user.language)
        else:
            send_system_email(kind, address or user.email, values, language=user.language)
    except (SendingError, RecipientError) as error:
        logger.warning("%s was not sent to account %s: %s", kind, user.pk, error)
        return False
    return True
