"""The files of a message: attached, or kept behind a link that stands in its text.

They are planned before the text is written, because a link is part of it; checked last; and kept
just before the message is stored.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from notify.files.encryption import new_key
from notify.files.errors import StoreFull, StoreUnavailable
from notify.files.keeping import (
    LINK_LIFETIME,
    NewFile,
    discard_files,
    keep_file,
    with_files,
)
from notify.files.links import link_of_simulation, link_to
from notify.files.models import File
from notify.files.sniffing import ALLOWED, find_type
from notify.notifications.ids import new_id
from notify.notifications.models import Notification
from notify.notifications.recipients import recipient_index
from notify.recipients.email_address import EmailAddress
from notify.recipients.simulators import is_simulated
from notify.sending.account import Account
from notify.sending.errors import (
    AttachmentOnText,
    ChannelNotAllowed,
    FileStoreDown,
    FileStoreFull,
    FileTooLarge,
    FileTypeRefused,
)
from notify.sending.request import MessageRequest
from notify.sending.store import OverLimit
from notify.services.models import Service

LARGEST_FILE = 10_485_760  # bytes
LONGEST_NAME = 255
# What a file that is sent in GOV.UK Notify's form gets when it says nothing else.
GOV_UK_LIFETIME = timedelta(weeks=26)
# A request stores its files and its message within seconds.
UNSETTLED_FOR = timedelta(hours=1)
SETTLED_AT_ONCE = 500

_WEEKS = re.compile(r"([1-9][0-9]?) weeks?", re.IGNORECASE)
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069/\\]")


@dataclass(frozen=True)
class PlannedFile:
    """A file as it was asked for. `content` is base64."""

    new: NewFile
    content: str = field(repr=False)
    is_csv: bool = False

    def decoded(self) -> bytes:
        return base64.b64decode(self.content)

    def find_type(self, content: bytes) -> str:
        return find_type(content, self.new.name, is_csv=self.is_csv)


@dataclass(frozen=True)
class FilePlan:
    """The files of a message that is about to be stored under `message_id`.

    `links` says what stands for each value that is a link; `files` is empty for a simulation.
    """

    message_id: UUID
    files: tuple[PlannedFile, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict, repr=False)

    def put_in(self, values: Mapping[str, object]) -> dict[str, object]:
        """Return the values with links for files; an attached file stands nowhere in the text."""
        written = {name: self.links.get(name, value) for name, value in values.items()}
        return {name: value for name, value in written.items() if not isinstance(value, dict)}

    def seal_in(self, values: Mapping[str, object]) -> dict[str, object]:
        """Return the values to store, which name the files."""
        return with_files(values, [file.new.id for file in self.files])


def is_attachment(value: object) -> bool:
    return isinstance(value, dict) and value.get("sending_method") == "attach"


def plan_files(request: MessageRequest) -> FilePlan:
    """Give each file an id, and each link its address. Nothing is kept yet."""
    message_id = new_id()
    given = {name: value for name, value in request.personalisation.items() if _is_file(value)}
    if is_simulated(request.address):
        address = link_of_simulation(request.account.id)
        links = {name: address for name, value in given.items() if not is_attachment(value)}
        return FilePlan(message_id, links=links)
    planned = {name: _plan(request, message_id, value) for name, value in given.items()}
    links = {
        name: link_to(request.account.id, file.new.id, file.new.key, file.new.name)
        for name, file in planned.items()
        if file.new.method == File.Method.LINK
    }
    return FilePlan(message_id, tuple(planned.values()), links)


def check_files(account: Account, request: MessageRequest, plan: FilePlan) -> None:
    """Raises ChannelNotAllowed, AttachmentOnText, FileTooLarge, FileTypeRefused."""
    check_permission(account, request.personalisation)
    is_email = isinstance(request.address, EmailAddress)
    if not is_email and any(map(is_attachment, request.personalisation.values())):
        raise AttachmentOnText
    for file in plan.files:
        content = file.decoded()
        if len(content) > LARGEST_FILE:
            raise FileTooLarge
        content_type = file.find_type(content)
        if content_type not in ALLOWED:
            raise FileTypeRefused(content_type)


def check_permission(account: Account, personalisation: Mapping[str, object]) -> None:
    """Raises ChannelNotAllowed."""
    has_files = any(_is_file(value) for value in personalisation.values())
    if has_files and not account.can(Service.Permission.UPLOAD_DOCUMENT):
        raise ChannelNotAllowed("documents")


@contextmanager
def kept_files(plan: FilePlan) -> Iterator[None]:
    """Keep the files, and delete them when a limit refuses the message that is stored meanwhile.

    Raises FileStoreDown, FileStoreFull.
    """
    try:
        for file in plan.files:
            content = file.decoded()
            keep_file(file.new, content, file.find_type(content))
        yield
    except (OverLimit, StoreUnavailable) as error:
        # After any other failure the message may be stored all the same: settle_files finds out.
        discard_files([file.new.id for file in plan.files])
        if isinstance(error, StoreFull):
            raise FileStoreFull from error
        if isinstance(error, StoreUnavailable):
            raise FileStoreDown from error
        raise


def settle_files(now: datetime | None = None) -> int:
    """Delete the files whose message was never stored; return how many.

    A process that died, or a database that was away, left them behind.
    """
    before = (now or datetime.now(UTC)) - UNSETTLED_FOR
    unsettled = File.objects.filter(is_settled=False, created_at__lt=before).order_by("id")
    deleted = 0
    rows = list(unsettled.values_list("id", "notification_id")[:SETTLED_AT_ONCE])
    while rows:
        stored = set(
            Notification.objects.filter(pk__in={message for _, message in rows}).values_list(
                "pk", flat=True
            )
        )
        settled = [file for file, message in rows if message in stored]
        orphans = [file for file, message in rows if message not in stored]
        File.objects.filter(pk__in=settled).update(is_settled=True)
        discard_files(orphans)
        deleted += len(orphans)
        rest = unsettled.filter(pk__gt=rows[-1][0])
        rows = list(rest.values_list("id", "notification_id")[:SETTLED_AT_ONCE])
    return deleted


def _is_file(value: object) -> bool:
    return isinstance(value, dict)


def _plan(request: MessageRequest, message_id: UUID, value: object) -> PlannedFile:
    assert isinstance(value, dict)  # noqa: S101  _is_file has said so
    method = str(value.get("sending_method", File.Method.LINK.value))
    # Only GOV.UK Notify's form has no method; its files have a page of their own.
    has_page = "sending_method" not in value
    return PlannedFile(
        NewFile(
            id=new_id(),
            service_id=request.account.id,
            message_id=message_id,
            key=new_key(),
            method=method,
            name=clean_name(value.get("filename")),
            expires_at=_expiry(request, value, method),
            has_page=has_page,
            recipient_index=_asked_address(request, value) if has_page else b"",
        ),
        str(value.get("file", "")),
        is_csv=value.get("is_csv") is True,
    )


def _asked_address(request: MessageRequest, value: Mapping[str, object]) -> bytes:
    """Return what the file's page compares an address with: it asks unless told not to."""
    is_email = isinstance(request.address, EmailAddress)
    is_unwanted = value.get("confirm_email_before_download") is False
    return b"" if is_unwanted or not is_email else recipient_index(request.normalised)


def _expiry(request: MessageRequest, value: Mapping[str, object], method: str) -> datetime:
    """An attachment goes with its message; a link lives as long as its form says."""
    start = request.scheduled_for or datetime.now(UTC)
    if method == File.Method.ATTACH:
        return start + timedelta(days=request.account.email_retention_days)
    if "sending_method" in value:
        return start + LINK_LIFETIME
    weeks = read_weeks(value.get("retention_period"))
    return start + (timedelta(weeks=weeks) if weeks else GOV_UK_LIFETIME)


def read_weeks(period: object) -> int | None:
    """Return the number in `N weeks`, from 1 to 78; None for anything else."""
    match = _WEEKS.fullmatch(period) if isinstance(period, str) else None
    weeks = int(match[1]) if match else 0
    return weeks if 1 <= weeks <= 78 else None


def clean_name(name: object) -> str:
    """Return a name that can stand in a header and on a disk; its end is what tells its kind.

    >>> clean_name("../r\\u00e9sum\\u00e9\\n.pdf")
    '..résumé.pdf'
    """
    return _UNWRITABLE.sub("", name).strip()[-LONGEST_NAME:] if isinstance(name, str) else ""
