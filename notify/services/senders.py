"""Where answers go and whom texts come from: add, choose the default, take away, on record."""

import re

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from notify.accounts.audit import record_event
from notify.services.models import ReplyToAddress, Service, SmsSender

Sender = ReplyToAddress | SmsSender
GENERIC_SENDERS = frozenset(
    {
        "info",
        "sms",
        "text",
        "texto",
        "verify",
        "notify",
        "notice",
        "avis",
        "alert",
        "alerte",
        "code",
    }
)


class DefaultNeeded(ValueError):
    """The default goes only after another one is chosen."""


def sms_sender_problem(sender: str) -> str:
    """Return a code for what is wrong with a name that texts are to come from, or nothing."""
    if not 3 <= len(sender) <= 11:
        return "length"
    if not re.fullmatch(r"[A-Za-z0-9 ._&-]+", sender):
        return "characters"
    if not re.search(r"[A-Za-z]", sender):
        return "no-letter"
    return "generic" if sender.lower() in GENERIC_SENDERS else ""


@transaction.atomic
def add_sms_sender(
    service: Service, sender: str, *, is_default: bool, request: HttpRequest
) -> SmsSender:
    """Add a sender; the first is the default. Raises IntegrityError."""
    _lock(service)
    others = service.sms_senders.filter(archived=False)
    is_default = is_default or not others.exists()
    if is_default:
        others.update(is_default=False)
    made = SmsSender.objects.create(service=service, sender=sender, is_default=is_default)
    _record("sms-sender-added", made, request)
    return made


@transaction.atomic
def keep_reply_to(
    service: Service,
    address: str,
    label: str,
    *,
    is_default: bool,
    changes: ReplyToAddress | None,
    request: HttpRequest | None = None,
) -> ReplyToAddress:
    """Add an address that passed its test, or change one; the first is the default."""
    _lock(service)
    others = service.reply_tos.filter(archived=False)
    if changes:
        others = others.exclude(pk=changes.pk)
    is_default = is_default or not others.filter(is_default=True).exists()
    if is_default:
        others.update(is_default=False)
    kept = changes or ReplyToAddress(service=service)
    kept.address, kept.label, kept.is_default = address, label, is_default
    kept.save()
    _record("reply-to-changed" if changes else "reply-to-added", kept, request)
    return kept


@transaction.atomic
def make_default(sender: Sender, request: HttpRequest) -> None:
    """Use a sender where none is named."""
    _lock(sender.service)
    _siblings(sender).exclude(pk=sender.pk).update(is_default=False)
    _siblings(sender).filter(pk=sender.pk).update(is_default=True)
    _record(f"{_kind(sender)}-made-default", sender, request)


@transaction.atomic
def remove_sender(sender: Sender, request: HttpRequest) -> None:
    """Take a sender away. Raises DefaultNeeded for the default while there are others."""
    _lock(sender.service)
    sender.refresh_from_db()
    if sender.is_default and _siblings(sender).exclude(pk=sender.pk).exists():
        raise DefaultNeeded
    sender.archived, sender.is_default = True, False
    sender.save(update_fields=["archived", "is_default"])
    _record(f"{_kind(sender)}-removed", sender, request)


def _siblings(sender: Sender) -> "QuerySet[ReplyToAddress] | QuerySet[SmsSender]":
    if isinstance(sender, SmsSender):
        return SmsSender.objects.filter(service=sender.service, archived=False)
    return ReplyToAddress.objects.filter(service=sender.service, archived=False)


def _kind(sender: Sender) -> str:
    return "sms-sender" if isinstance(sender, SmsSender) else "reply-to"


def _record(action: str, sender: Sender, request: HttpRequest | None) -> None:
    record_event(action, sender, service_id=sender.service_id, request=request)


def _lock(service: Service) -> None:
    Service.objects.select_for_update(no_key=True).get(pk=service.pk)
