"""Where the rows of a list come from, and what they are checked against."""

import hashlib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from notify.message_templates.models import Channel
from notify.recipients.errors import RecipientErrorCode, UnreadableFile
from notify.recipients.file_reader import TEXT_SUFFIXES, read_recipient_file
from notify.sending.account import Account
from notify.sending.batch import BatchRows, Observer, open_batch
from notify.sending.bulk import allowed_in_list
from notify.sending.failures import failed_rows, unsubscribe_links
from notify.sending.models import ListDraft, ListFile
from notify.services.models import ApiKey, Service
from notify.vault import open_bytes, seal_bytes

MOST_ROWS: Final = 100_000  # the API's lists have half as many at most: its callers rely on that
PURPOSE: Final = "file of a list"
COMPRESSION: Final = 1
LINK_COLUMN: Final = "unsubscribe_link"  # and the variable that a template may use


@dataclass(frozen=True)
class CheckBasis:
    """All that a list's check depends on beside the list itself."""

    account: Account
    version: int
    allowed: Sequence[str] | None

    @classmethod
    def of(cls, draft: ListDraft) -> "CheckBasis":
        """Return what holds now."""
        account = Account.of(draft.service)
        channel = draft.template.channel
        allowed = allowed_in_list(account, ApiKey.Type.NORMAL, channel)
        return cls(account, draft.template.version, allowed)

    @property
    def fingerprint(self) -> str:
        account = self.account
        parts = [
            self.version,
            sorted(account.permissions),
            account.language_order,
            account.prefix_sms and [account.name_en, account.name_fr],
            None if self.allowed is None else sorted(self.allowed),
        ]
        return hashlib.sha256(orjson.dumps(parts)).hexdigest()


def open_list(draft: ListDraft, basis: CheckBasis, observe: Observer | None = None) -> BatchRows:
    """Open a list for checking. Raises UnreadableFile, CannotOpen."""
    return open_batch(
        rows_of(draft),
        basis.account,
        (draft.template_id, basis.version),
        channel=draft.template.channel,
        language=draft.language or None,
        allowed=basis.allowed,
        international=basis.account.can(Service.Permission.INTERNATIONAL_SMS),
        max_rows=MOST_ROWS,
        unsubscribe_urls=_links_of(draft),
        observe=observe,
    )


def rows_of(draft: ListDraft) -> Iterator[Sequence[str]]:
    """Yield the heading and the rows of a list. Raises UnreadableFile, CannotOpen."""
    if draft.failures_of is not None:
        return failed_rows(draft.failures_of)
    file = ListFile.objects.filter(draft=draft).first()
    if file is None:
        raise UnreadableFile(RecipientErrorCode.FILE_UNREADABLE)
    return read_recipient_file(open_file(file.sealed_content), file_name=file.name)


def _links_of(draft: ListDraft) -> Mapping[str, str]:
    """Return the links for one click of those who have one of their own, by address."""
    if draft.failures_of is not None:
        return unsubscribe_links(draft.failures_of)
    if draft.topic_id is None or draft.template.channel != Channel.EMAIL:
        return {}
    rows = rows_of(draft)
    link = list(next(rows)).index(LINK_COLUMN)
    return {row[0]: row[link] for row in rows}


def seal_file(content: bytes) -> bytes:
    return seal_bytes(zlib.compress(content, COMPRESSION), PURPOSE)


def open_file(sealed: bytes | memoryview) -> bytes:
    """Raises CannotOpen."""
    return zlib.decompress(open_bytes(sealed, PURPOSE))


def expected_rows(content: bytes, suffix: str) -> int:
    """Return about how many rows are below a file's heading, 0 when only reading it can tell."""
    return content.rstrip().count(b"\n") if suffix in TEXT_SUFFIXES else 0
