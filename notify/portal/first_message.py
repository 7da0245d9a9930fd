"""The first message of a new service: a starter template, sent to the person who asks."""

from uuid import UUID, uuid5

from django.db import transaction

from notify.accounts.models import User
from notify.message_templates.actions import create_template
from notify.message_templates.models import Channel, Template, Text
from notify.recipients.email_address import parse_email_address
from notify.sending.account import Account
from notify.sending.email import send_email
from notify.sending.request import MessageRequest
from notify.services.models import ApiKey, Service

STARTER = "starter template"
SUBJECT_EN = "Hello from ((service))"
SUBJECT_FR = "Bonjour de la part de ((service))"
BODY_EN = (
    "# It works\n\nHello ((name)),\n\nThis is the first email of ((service)).\n\n"
    "* The words come from a template that you can edit.\n"
    "* **((name))** is a variable: each recipient gets their own value."
)
BODY_FR = (
    "# Cela fonctionne\n\nBonjour ((name)),\n\nVoici le premier courriel de ((service)).\n\n"
    "* Le texte vient d’un gabarit que vous pouvez modifier.\n"
    "* **((name))** est une variable\u00a0: chaque destinataire reçoit sa propre valeur."
)


def starter_template_id(service: Service) -> UUID:
    return uuid5(service.pk, STARTER)


@transaction.atomic
def ensure_starter(service: Service, author: User) -> Template:
    """Return the starter template; make it if it is missing, bring it back if it was deleted."""
    identifier = starter_template_id(service)
    Service.objects.select_for_update(no_key=True).get(pk=service.pk)
    found = Template.objects.filter(pk=identifier).first()
    if found is None:
        return create_template(
            service,
            author=author,
            id=identifier,
            channel=Channel.EMAIL,
            name="First message / Premier message",
            text=Text.PAIR,
            subject_en=SUBJECT_EN,
            subject_fr=SUBJECT_FR,
            body_en=BODY_EN,
            body_fr=BODY_FR,
        )
    if found.archived:
        Template.objects.filter(pk=identifier).update(archived=False)
    return found


def send_first_message(service: Service, user: User) -> UUID:
    """Send the starter template to a person's own address. Raises SendingError, OverLimit."""
    template = ensure_starter(service, user)
    account = Account.of(service)
    accepted = send_email(
        MessageRequest(
            account=account,
            key_type=ApiKey.Type.NORMAL,
            template_id=template.pk,
            recipient=user.email,
            address=parse_email_address(user.email),
            personalisation={
                "name": user.name or user.email,
                "service": account.name_in(user.language),
            },
            created_by_id=user.pk,
        )
    )
    return accepted.id
