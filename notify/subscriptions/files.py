"""Take subscribers in from a file and give them out as one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from notify.message_templates.models import Channel
from notify.recipients.columns import RECIPIENT_HEADINGS, column_key, recipient_keys
from notify.recipients.columns import Channel as ListChannel
from notify.recipients.errors import InvalidEmailAddress, InvalidPhoneNumber
from notify.recipients.safe_cells import without_guard
from notify.subscriptions.actions import Subscriber, add_with_consent, recipient_of
from notify.subscriptions.models import Consent, Subscription, Topic
from notify.vault import CannotOpen

MAX_ROWS = 50_000
MOST_PROBLEMS = 200
AT_ONCE = 1000
LANGUAGE_KEYS = frozenset({"language", "langue"})
STATE_KEYS = frozenset({"state", "état"})
State = Subscription.State
AGREED = (Consent.Act.CONFIRMED, Consent.Act.IMPORTED)


@dataclass
class Import:
    """What became of a file: how many are new, known already, and the rows that are wrong.

    `left_out` are rows whose column `state` says that the person is not subscribed: an export has
    those who left, too.
    """

    added: int = 0
    known: int = 0
    left_out: int = 0
    problems: list[str] = field(default_factory=list)


class BadFile(ValueError):
    """A file that cannot be taken in at all; the text says why, in the reader's language."""


@dataclass(frozen=True)
class _Places:
    """Which columns are which; -1 is one that is not there."""

    email: int
    sms: int
    language: int
    state: int


def import_subscribers(
    topic: Topic, rows: Iterable[Sequence[str]], *, statement: str, language: str
) -> Import:
    """Add the people of a list who agreed elsewhere; `statement` says how and is kept.

    The heading names `email address` or `phone number` or both, and perhaps `language` and
    `state`, as an export does. Nothing is added
    when a row is wrong: the file is corrected and sent again. Raises BadFile.
    """
    found = Import()
    readable = list(_read(rows, language, found))
    if found.problems:
        return found
    if not readable and not found.left_out:
        raise BadFile(_("The file has a heading and no people. Add a row for each person."))
    for start in range(0, len(readable), AT_ONCE):
        some = readable[start : start + AT_ONCE]
        found.added += add_with_consent(topic, some, statement)
    found.known = len(readable) - found.added
    return found


def _read(rows: Iterable[Sequence[str]], language: str, found: Import) -> Iterator[Subscriber]:
    lines = iter(rows)
    places = _places(next(lines, ()))
    gone = _words_of_gone()
    for number, cells in enumerate(lines, 2):
        if number > MAX_ROWS + 1:
            raise BadFile(_("The file has more than 50,000 rows. Divide it."))
        if not any(cell.strip() for cell in cells):
            continue
        if _cell(cells, places.state).lower() in gone:
            found.left_out += 1
            continue
        try:
            yield _subscriber(cells, places, language)
        except (InvalidEmailAddress, InvalidPhoneNumber):
            _note(found, number, _("this is not an email address or a phone number"))
        except KeyError:
            _note(found, number, _("the language must be en or fr"))


def _places(heading: Sequence[str]) -> _Places:
    keys = [column_key(cell) for cell in heading]
    places = _Places(
        email=_find(keys, recipient_keys(ListChannel.EMAIL)),
        sms=_find(keys, recipient_keys(ListChannel.SMS)),
        language=_find(keys, LANGUAGE_KEYS),
        state=_find(keys, STATE_KEYS),
    )
    if places.email < 0 and places.sms < 0:
        raise BadFile(
            _("The first row must have a column named “email address” or “phone number”.")
        )
    return places


def _find(keys: Sequence[str], wanted: frozenset[str]) -> int:
    return next((place for place, key in enumerate(keys) if key in wanted), -1)


def _words_of_gone() -> frozenset[str]:
    """Return how exports of either language call those who are not subscribed."""
    words = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            words |= {str(state.label).lower() for state in (State.ASKED, State.ENDED)}
    return frozenset(words)


def _subscriber(cells: Sequence[str], places: _Places, language: str) -> Subscriber:
    """Raises InvalidEmailAddress, InvalidPhoneNumber, KeyError."""
    written = _cell(cells, places.language).lower()[:2]
    code = {"": language, "en": "en", "fr": "fr", "an": "en"}[written]
    number = _cell(cells, places.sms)
    email = _cell(cells, places.email)
    if number and not email:
        return Subscriber.read(Channel.SMS, number, code)
    return Subscriber.read(Channel.EMAIL if places.email >= 0 else Channel.SMS, email, code)


def _cell(cells: Sequence[str], place: int) -> str:
    """Return what a cell says, without the mark that keeps a spreadsheet from calculating it."""
    return without_guard(cells[place].strip()) if 0 <= place < len(cells) else ""


def _note(found: Import, number: int, problem: str) -> None:
    if len(found.problems) < MOST_PROBLEMS:
        found.problems.append(
            _("Row %(number)d: %(problem)s.") % {"number": number, "problem": problem}
        )


def export_subscribers(topic: Topic) -> Iterator[list[str]]:
    """Yield the rows of a table of everyone who ever followed a topic, with its heading.

    It can be imported again: who is not subscribed is left out there.
    """
    language = "fr" if get_language() == "fr" else "en"
    recipients = [RECIPIENT_HEADINGS[channel][language] for channel in ListChannel]
    told = [_("agreed at"), _("agreed to")]
    yield [*recipients, _("language"), _("state"), _("since"), *told]
    rows = Subscription.objects.filter(topic=topic).order_by("asked_at", "id")
    for row in rows.prefetch_related("consents").iterator(chunk_size=2000):
        since = row.ended_at or row.confirmed_at or row.asked_at
        recipient = _recipient(row)
        yield [
            *(recipient if channel == row.channel else "" for channel in ListChannel),
            row.language,
            row.get_state_display(),
            f"{since:%Y-%m-%d}",
            *_agreement(row),
        ]


def _agreement(row: Subscription) -> tuple[str, str]:
    """Return when a person last agreed, and to what words; nothing for one who never did."""
    agreed = [consent for consent in row.consents.all() if consent.act in AGREED]
    last = max(agreed, key=lambda consent: consent.at, default=None)
    return (f"{last.at:%Y-%m-%d %H:%M} UTC", last.text) if last else ("", "")


def _recipient(row: Subscription) -> str:
    try:
        return recipient_of(row)
    except CannotOpen:
        return ""
