"""The messages of a job that failed: how many and why, and as rows of a list to send again."""

from collections.abc import Iterator, Sequence

from django.db.models import Count, QuerySet

from notify.message_templates.compiled import compiled_version
from notify.message_templates.models import Text
from notify.notifications.models import FAILED_STATUSES, Job, Notification, NotificationQuerySet
from notify.recipients.columns import RECIPIENT_HEADINGS, Channel, column_key
from notify.recipients.email_address import parse_email_address
from notify.recipients.errors import RecipientError
from notify.sending.job_settling import oldest_row_id
from notify.vault import CannotOpen

AT_ONCE = 2_000


def failed_messages(job: Job) -> NotificationQuerySet:
    rows = Notification.objects.filter(job_id=job.id, id__gte=oldest_row_id(job))
    return rows.filter(status__in=FAILED_STATUSES)


def count_failures(job: Job) -> list[tuple[str, str, int]]:
    """Return (status, the provider's subtype, number), the most frequent first."""
    rows = failed_messages(job).order_by().values_list("status", "feedback_subtype")
    return sorted(rows.annotate(Count("id")), key=lambda row: -row[2])


def failed_rows(job: Job) -> Iterator[Sequence[str]]:
    """Yield a heading and a row for each failed message, in the list's order.

    Messages whose recipient was erased are left out. A value that is a list takes as many columns
    of one name as the longest of its kind.
    """
    names = _names(job)
    widths = dict.fromkeys(names, 1)
    rows = []
    for message in messages_of(failed_messages(job)):
        try:
            recipient, given = message.recipient, message.personalisation
        except CannotOpen:
            continue
        by_key = {column_key(name): value for name, value in given.items()}
        values = {name: _cells(by_key.get(column_key(name))) for name in names}
        for name, cells in values.items():
            widths[name] = max(widths[name], len(cells))
        rows.append((recipient, values, message.client_reference or "", message.language))
    is_pair = job.template.text == Text.PAIR
    yield _heading(job, widths, is_pair)
    for recipient, values, reference, language in rows:
        cells = [cell for name in names for cell in _padded(values[name], widths[name])]
        yield [recipient, *cells, reference, *([language] if is_pair else ())]


def unsubscribe_links(job: Job) -> dict[str, str]:
    """Return the one-click links of a job's failed emails, by address in normal form."""
    links = {}
    for message in messages_of(failed_messages(job).exclude(unsubscribe_url="")):
        try:
            links[parse_email_address(message.recipient).normalised] = message.unsubscribe_url
        except (CannotOpen, RecipientError):
            continue
    return links


def messages_of(rows: QuerySet[Notification]) -> Iterator[Notification]:
    """Yield a job's messages in the list's order, some thousand at a time."""
    after = -1
    while True:
        found = list(rows.filter(job_row__gt=after).order_by("job_row")[:AT_ONCE])
        yield from found
        if len(found) < AT_ONCE:
            return
        after = found[-1].job_row or 0


def _names(job: Job) -> list[str]:
    """Return the variables of the template as it was, less the columns that are there anyway."""
    order = job.service.language_order
    content = compiled_version(job.template_id, job.template_version, language=None, order=order)
    names: dict[str, str] = {}
    for name in content.placeholders:
        names.setdefault(column_key(name), name)
    taken = {column_key(RECIPIENT_HEADINGS[Channel(job.channel)]["en"])}
    return [name for key, name in names.items() if key not in taken]


def _heading(job: Job, widths: dict[str, int], is_pair: bool) -> list[str]:
    headings = [RECIPIENT_HEADINGS[Channel(job.channel)]["en"]]
    headings += [name for name, width in widths.items() for _ in range(width)]
    return [*headings, "reference", *(["language"] if is_pair else ())]


def _cells(value: object) -> list[str]:
    if isinstance(value, list | tuple):
        return [str(item) for item in value]
    return ["" if value is None else str(value)]


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]
