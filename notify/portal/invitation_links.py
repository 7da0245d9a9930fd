"""The email that invites somebody to a service, and the link in it."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from notify.sending.system_mail import send_system_email
from notify.services.models import Invitation

SALT = "invitation to a service"


def token_of(invitation: Invitation) -> str:
    return signing.dumps(str(invitation.pk), salt=SALT)


def invitation_of(token: str) -> Invitation | None:
    """Return what a link is about, whatever became of it; the invitation knows its own end."""
    try:
        identifier = UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError):
        return None
    found = Invitation.objects.select_related("service", "invited_by")
    return found.filter(pk=identifier).first()


def send_invitation(invitation: Invitation) -> None:
    """Send the link, in both languages: nothing is known of the reader. Raises SendingError."""
    path = reverse("portal:invitation", args=[token_of(invitation)])
    values = {
        "service_en": invitation.service.name_en,
        "service_fr": invitation.service.name_fr,
        "person": invitation.invited_by.name,
        "link": f"{settings.BASE_URL}{path}",
    }
    send_system_email("invitation", invitation.email, values)
