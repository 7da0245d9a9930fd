"""Providers, what they told us, what services are told, and the sandbox's mailbox."""

from notify.delivery.models.callbacks import CallbackAttempt, CallbackDelivery
from notify.delivery.models.mailbox import DeadLetter, SandboxMessage
from notify.delivery.models.providers import (
    EmailHour,
    Provider,
    ProviderEvent,
    UnreadableReceipts,
)
from notify.delivery.models.received import ReceivedText, seal_content, seal_user_number
from notify.delivery.models.suppression import SUPPRESSED_RECIPIENT, Suppression

__all__ = [
    "SUPPRESSED_RECIPIENT",
    "CallbackAttempt",
    "CallbackDelivery",
    "DeadLetter",
    "EmailHour",
    "Provider",
    "ProviderEvent",
    "ReceivedText",
    "SandboxMessage",
    "Suppression",
    "UnreadableReceipts",
    "seal_content",
    "seal_user_number",
]
