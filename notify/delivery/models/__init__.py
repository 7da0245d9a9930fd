"""Providers, what they told us, what services are told, and the sandbox's mailbox."""

from notify.delivery.models.callbacks import CallbackDelivery
from notify.delivery.models.mailbox import DeadLetter, SandboxMessage
from notify.delivery.models.providers import (
    EmailHour,
    Provider,
    ProviderEvent,
    UnreadableReceipts,
)
from notify.delivery.models.suppression import SUPPRESSED_RECIPIENT, Suppression

__all__ = [
    "SUPPRESSED_RECIPIENT",
    "CallbackDelivery",
    "DeadLetter",
    "EmailHour",
    "Provider",
    "ProviderEvent",
    "SandboxMessage",
    "Suppression",
    "UnreadableReceipts",
]
