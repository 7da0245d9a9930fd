"""Check a list of recipients against a template and keep what is needed to send it, in one pass."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Final
from uuid import UUID

from notify.message_templates.compiled import CompiledTemplate, compiled_version
from notify.recipients.columns import column_key
from notify.recipients.errors import RecipientErrorCode
from notify.recipients.file_check import FileCheck, check_file
from notify.recipients.phone_number import PhoneNumber
from notify.recipients.recipient_rows import MAX_ROWS, CellError, RecipientRows, Row
from notify.recipients.row_template import RowTemplate, email_row_template, sms_row_template
from notify.recipients.whitespace import strip_invisible
from notify.rendering.sms import count_sms
from notify.sending.account import Account
from notify.sending.job_rows import ROWS_IN_CHUNK, ReadyRow, ReadyRows, seal_rows

LANGUAGE_KEYS: Final = frozenset({"language", "langue"})
LANGUAGES: Final = MappingProxyType(
    {
        "en": "en",
        "english": "en",
        "anglais": "en",
        "fr": "fr",
        "french": "fr",
        "français": "fr",
        "francais": "fr",
    }
)
# Stands for "nobody" among the allowed recipients, where an empty list is no restriction. No row
# holds a NUL character.
NOBODY: Final = "\0"


Observer = Callable[[Row, Sequence[str]], None]


@dataclass(frozen=True)
class Voice:
    """A template in the language or languages that a row is sent in."""

    content: CompiledTemplate
    template: RowTemplate
    prefix: str | None

    def fragments(self, values: Mapping[str, object]) -> int:
        return count_sms(self.content.text(values, self.prefix)).fragments


@dataclass(frozen=True)
class SealedChunk:
    first_row: int
    row_count: int
    cost: int
    sealed_rows: bytes


@dataclass(frozen=True)
class ReadyList:
    """The rows of a list that can be sent as they are.

    `cost` is what they take from a limit: emails, or fragments of texts. `is_simulated` says that
    every recipient is one of the product's own test recipients.
    """

    chunks: Sequence[SealedChunk]
    is_simulated: bool

    @property
    def row_count(self) -> int:
        return sum(chunk.row_count for chunk in self.chunks)

    @property
    def cost(self) -> int:
        return sum(chunk.cost for chunk in self.chunks)


@dataclass(frozen=True)
class Batch:
    """A checked list. `ready` is only of use when `check` finds nothing wrong."""

    check: FileCheck
    ready: ReadyList


def read_batch(
    rows: Iterable[Sequence[str]],
    account: Account,
    template: tuple[UUID, int],
    *,
    channel: str,
    language: str | None,
    allowed: Sequence[str] | None,
    international: bool,
    unsubscribe_urls: Mapping[str, str] = MappingProxyType({}),
) -> Batch:
    """Read and check a list. Takes and raises what `open_batch` does."""
    return check_rows(
        open_batch(
            rows,
            account,
            template,
            channel=channel,
            language=language,
            allowed=allowed,
            international=international,
            unsubscribe_urls=unsubscribe_urls,
        )
    )


def check_rows(rows: "BatchRows") -> Batch:
    """Read all rows of an opened list, and keep what can be sent. Raises UnreadableFile."""
    check = check_file(rows)
    rows.close_chunk()
    is_simulated = check.simulated_count == check.row_count
    return Batch(check, ReadyList(rows.chunks, is_simulated))


def open_batch(
    rows: Iterable[Sequence[str]],
    account: Account,
    template: tuple[UUID, int],
    *,
    channel: str,
    language: str | None,
    allowed: Sequence[str] | None,
    international: bool,
    max_rows: int = MAX_ROWS,
    unsubscribe_urls: Mapping[str, str] = MappingProxyType({}),
    observe: Observer | None = None,
) -> "BatchRows":
    """Open a list, its heading first, for a template and version. Raises UnreadableFile.

    `observe` is shown each row, and its cells as they stand in the list.

    `allowed` are the only recipients it may go to; None is anybody. Of a pair `language` chooses
    one side for rows that do not say theirs in a column `language`. `unsubscribe_urls` are links
    for one click, by address in normal form.
    """
    unread = iter(rows)
    heading = next(unread, ())
    voices = _Voices(account, template, channel, language)
    return BatchRows(
        chain([heading], unread),
        voices,
        is_row_language=voices.are_two and _language_index(heading, voices) is not None,
        allowed=() if allowed is None else (*allowed, NOBODY),
        international=international,
        unsubscribe_urls=unsubscribe_urls,
        max_rows=max_rows,
        observe=observe,
    )


class _Voices:
    """The template in the caller's language, and in each language that a row may ask for."""

    def __init__(
        self, account: Account, template: tuple[UUID, int], channel: str, language: str | None
    ) -> None:
        self._account = account
        self._template = template
        self._channel = channel
        self.default = self._make(language)
        self.both = self._make(None)
        self.are_two = len(self.both.content.languages) > 1
        self.of_row = {code: self._make(code) for code in ("en", "fr")} if self.are_two else {}

    def _make(self, language: str | None) -> Voice:
        template_id, version = self._template
        account = self._account
        content = compiled_version(
            template_id, version, language=language, order=account.language_order
        )
        if self._channel == "email":
            rows = email_row_template(content.source_subject, content.source_body)
            return Voice(content, rows, None)
        prefix = account.name_in(content.first_language) if account.prefix_sms else None
        return Voice(content, sms_row_template(content.source_body, prefix=prefix), prefix)


class BatchRows(RecipientRows):
    """Rows that are kept as they are checked, for as long as none of them is refused."""

    def __init__(
        self,
        rows: Iterable[Sequence[str]],
        voices: _Voices,
        *,
        is_row_language: bool,
        allowed: Sequence[str],
        international: bool,
        unsubscribe_urls: Mapping[str, str],
        max_rows: int,
        observe: Observer | None,
    ) -> None:
        # With a language in each row, every placeholder of both sides needs its column.
        first = voices.both if is_row_language else voices.default
        super().__init__(
            rows,
            first.template,
            max_rows=max_rows,
            allowed=allowed,
            international=international,
        )
        self.chunks: list[SealedChunk] = []
        self._unsubscribe_urls = unsubscribe_urls
        self._observe = observe
        self._cells: Sequence[str] = ()
        self._voices = voices
        self._voice = voices.default
        self._language_index = (
            _language_index(self.columns.headings, voices) if is_row_language else None
        )
        self._names = [column.name for column in self.columns.placeholders]
        self._ready: list[ReadyRow] = []
        self._cost = 0
        self._is_refused = bool(self.columns.missing or self.columns.duplicate_recipients)

    def __iter__(self) -> Iterator[Row]:
        for row in super().__iter__():
            self._keep(row)
            if self._observe:
                self._observe(row, self._cells)
            yield row

    def close_chunk(self) -> None:
        """Seal what is kept, 5,000 rows at most."""
        if not self._ready or self._is_refused:
            return
        first_row = sum(chunk.row_count for chunk in self.chunks)
        sealed = seal_rows(ReadyRows(self._names, self._ready))
        self.chunks.append(SealedChunk(first_row, len(self._ready), self._cost, sealed))
        self._ready, self._cost = [], 0

    def _row(self, number: int, cells: Sequence[str]) -> Row:
        self._cells = cells
        error = self._choose_voice(cells)
        row = super()._row(number, cells)
        return row._replace(errors=(*row.errors, error)) if error else row

    def _choose_voice(self, cells: Sequence[str]) -> CellError | None:
        index = self._language_index
        if index is None:
            return None
        written = strip_invisible(cells[index]) if index < len(cells) else ""
        language = LANGUAGES.get(written.lower())
        self._voice = self._voices.of_row[language] if language else self._voices.default
        self.template = self._voice.template
        if language or not written:
            return None
        unknown = RecipientErrorCode.LANGUAGE_UNKNOWN
        return CellError(self.columns.headings[index], unknown, detail="", is_recipient=False)

    def _keep(self, row: Row) -> None:
        if self._is_refused or row.has_errors or not row.is_allowed:
            self._is_refused = True
            self._ready = []
            self.chunks.clear()
            return
        ready = self._ready_row(row)
        self._ready.append(ready)
        self._cost += ready.fragments or 1
        if len(self._ready) == ROWS_IN_CHUNK:
            self.close_chunk()

    def _ready_row(self, row: Row) -> ReadyRow:
        address, recipient = row.address, row.recipient
        assert address is not None  # noqa: S101  a row without errors has both
        assert recipient is not None  # noqa: S101
        language = self._voice.content.language or ""
        values = [row.values[name] for name in self._names]
        if not isinstance(address, PhoneNumber):
            normalised = address.normalised
            url = self._unsubscribe_urls.get(normalised, "")
            return ReadyRow(recipient, normalised, values, row.reference, 0, False, language, url)
        return ReadyRow(
            recipient,
            address.e164,
            values,
            row.reference,
            self._voice.fragments(row.values),
            address.is_international,
            language,
        )


def _language_index(heading: Sequence[str], voices: _Voices) -> int | None:
    """Return which column says the row's language, unless the template itself uses the name."""
    keys = [column_key(strip_invisible(cell)) for cell in heading]
    taken = {column_key(name) for name in voices.both.content.placeholders}
    return next((n for n, key in enumerate(keys) if key in LANGUAGE_KEYS - taken), None)
