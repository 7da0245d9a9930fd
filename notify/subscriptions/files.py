"""Take subscribers in from a file and give them out as one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from notify.message_templates.models import Channel
from notify.recipients.columns import RECIPIENT_HEADINGS, column_key
from notify.recipients.columns import Channel as ListChannel
from notify.recipients.errors import InvalidEmailAddress, InvalidPhoneNumber
from notify.subscriptions.actions import Subscriber, add_with_consent, recipient_of
from notify.subscriptions.models import Subscription, Topic
from notify.vault import CannotOpen

MAX_ROWS = 50_000
MOST_PROBLEMS = 200
AT_ONCE = 1000
LANGUAGE_KEYS = frozenset({"language", "langue"})


@dataclass
class Import:
    """What became of a file: how many are new, known already, and the rows that are wrong."""

    added: int = 0
    known: int = 0
    problems: list[str] = field(default_factory=list)


class BadFile(ValueError):
    """A file that cannot be taken in at all; the text says why, in the reader's language."""


@dataclass(frozen=True)
class _Place:
    channel: str
    recipient: int
    language: int | None


def import_subscribers(
    topic: Topic, rows: Iterable[Sequence[str]], *, statement: str, language: str
) -> Import:
    """Add the people of a list who agreed elsewhere; `statement` says how and is kept.

    The heading names `email address` or `phone number`, and perhaps `language`. Nothing is added
    when a row is wrong: the file is corrected and sent again. Raises BadFile.
    """
    found = Import()
    readable = list(_read(rows, language, found))
    if found.problems:
        return found
    if not readable:
        raise BadFile(_("The file has a heading and no people. Add a row for each person."))
    for start in range(0, len(readable), AT_ONCE):
        some = readable[start : start + AT_ONCE]
        found.added += add_with_consent(topic, some, statement)
    found.known = len(readable) - found.added
    return found


def _read(rows: Iterable[Sequence[str]], language: str, found: Import) -> Iterator[Subscriber]:
    lines = iter(rows)
    place = _places(next(lines, ()))
    for number, cells in enumerate(lines, 2):
        if number > MAX_ROWS + 1:
            raise BadFile(_("The file has more than 50,000 rows. Divide it."))
        if not any(cell.strip() for cell in cells):
            continue
        try:
            yield _subscriber(cells, place, language)
        except (InvalidEmailAddress, InvalidPhoneNumber):
            _note(found, number, _("this is not an email address or a phone number"))
        except KeyError:
            _note(found, number, _("the language must be en or fr"))


def _places(heading: Sequence[str]) -> _Place:
    keys = [column_key(cell) for cell in heading]
    language = next((place for place, key in enumerate(keys) if key in LANGUAGE_KEYS), None)
    for channel in (Channel.EMAIL, Channel.SMS):
        names = {column_key(name) for name in RECIPIENT_HEADINGS[ListChannel(channel)].values()}
        recipient = next((place for place, key in enumerate(keys) if key in names), None)
        if recipient is not None:
            return _Place(channel, recipient, language)
    raise BadFile(_("The first row must have a column named “email address” or “phone number”."))


def _subscriber(cells: Sequence[str], place: _Place, language: str) -> Subscriber:
    written = ""
    if place.language is not None and place.language < len(cells):
        written = cells[place.language].strip().lower()[:2]
    code = {"": language, "en": "en", "fr": "fr", "an": "en"}[written]
    recipient = cells[place.recipient] if place.recipient < len(cells) else ""
    return Subscriber.read(place.channel, recipient, code)


def _note(found: Import, number: int, problem: str) -> None:
    if len(found.problems) < MOST_PROBLEMS:
        found.problems.append(
            _("Row %(number)d: %(problem)s.") % {"number": number, "problem": problem}
        )


def export_subscribers(topic: Topic) -> Iterator[list[str]]:
    """Yield the rows of a table of everyone who ever followed a topic, with its heading."""
    yield [_("recipient"), _("channel"), _("language"), _("state"), _("since")]
    rows = Subscription.objects.filter(topic=topic).order_by("asked_at", "id")
    for row in rows.iterator(chunk_size=2000):
        since = row.ended_at or row.confirmed_at or row.asked_at
        yield [
            _recipient(row),
            row.channel,
            row.language,
            row.get_state_display(),
            f"{since:%Y-%m-%d}",
        ]


def _recipient(row: Subscription) -> str:
    try:
        return recipient_of(row)
    except CannotOpen:
        return ""
