"""What sending keeps: answers to retries, what people are about to send, and reports."""

from notify.sending.models.drafts import SendDraft
from notify.sending.models.idempotency import IdempotentAnswer
from notify.sending.models.lists import ListChunk, ListDraft, ListFile
from notify.sending.models.report import Report

__all__ = ["IdempotentAnswer", "ListChunk", "ListDraft", "ListFile", "Report", "SendDraft"]
