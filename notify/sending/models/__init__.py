"""What sending keeps: answers to retries, and what people are about to send."""

from notify.sending.models.drafts import SendDraft
from notify.sending.models.idempotency import IdempotentAnswer

__all__ = ["IdempotentAnswer", "SendDraft"]
