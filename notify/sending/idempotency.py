"""Remember the answer to a request, so that a retry with the same key sends nothing again.

The unique constraint decides between twins: the later insert waits for the earlier's commit, then
fails together with its message.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError

from notify.hot_sql import read
from notify.sending.models import IdempotentAnswer
from notify.vault import open_sealed, seal

KEPT_FOR = timedelta(hours=24)
PURPOSE = "idempotent answer"
ONE_ANSWER = "one_answer_per_idempotency_key"
FIND = """
SELECT fingerprint, sealed_answer FROM sending_idempotentanswer
WHERE service_id = %s AND key = %s
"""


class AlreadyAnswered(Exception):
    """Another request with this key was stored first. Nothing was stored and nothing counted."""


@dataclass(frozen=True)
class NewAnswer:
    """An answer to keep beside its message."""

    service_id: UUID
    key: str
    fingerprint: bytes
    text: str

    def as_record(self) -> dict[str, object]:
        return {
            "service_id": self.service_id,
            "key": self.key,
            "fingerprint": "\\x" + self.fingerprint.hex(),
            "sealed_answer": "\\x" + seal(self.text, PURPOSE).hex(),
        }


@dataclass(frozen=True)
class KeptAnswer:
    fingerprint: bytes
    text: str


def keep_answer(answer: NewAnswer) -> None:
    """Keep an answer in the caller's transaction, which must end on AlreadyAnswered."""
    try:
        IdempotentAnswer.objects.create(
            service_id=answer.service_id,
            key=answer.key,
            fingerprint=answer.fingerprint,
            sealed_answer=seal(answer.text, PURPOSE),
            created_at=datetime.now(UTC),
        )
    except IntegrityError as error:
        raise AlreadyAnswered from error


def find_answer(service_id: UUID, key: str) -> KeptAnswer | None:
    """Return what a service was answered under a key."""
    rows = read(FIND, [service_id, key])
    if not rows:
        return None
    fingerprint, sealed = rows[0]
    return KeptAnswer(bytes(fingerprint), open_sealed(sealed, PURPOSE))


def forget_old_answers() -> int:
    """Delete what was answered more than a day ago; return how many."""
    before = datetime.now(UTC) - KEPT_FOR
    return IdempotentAnswer.objects.filter(created_at__lt=before).delete()[0]
