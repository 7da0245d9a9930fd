"""The checks before a message is accepted, in the contract's order (section 1.1.2).

Suspended, permission, rate, template, values; then length and blank; then, once the cost of the
message is known: limits, sender, recipient, files. The limits are reserved when the message is
stored, so that checking and counting are one statement; a later refusal looks at them first.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from notify.message_templates.compiled import CompiledTemplate, compiled_version
from notify.sending.allowed import check_recipient
from notify.sending.errors import (
    AbroadNotAllowed,
    ChannelNotAllowed,
    MessageBlank,
    MissingPersonalisation,
    RateExceeded,
    SendingError,
    ServiceSuspended,
    TemplateArchived,
    UnknownSender,
    WrongChannel,
)
from notify.sending.files import FilePlan, check_files, plan_files
from notify.sending.limits import check_room
from notify.sending.rate import Rate, count_request
from notify.sending.request import MessageRequest
from notify.sending.sanitise import sanitise
from notify.sending.store import Limits
from notify.sending.templates import FoundTemplate, find_template, kept_template
from notify.services.models import ApiKey, Service


@dataclass(frozen=True)
class Draft:
    """A message whose service, template and values are in order."""

    template: FoundTemplate
    content: CompiledTemplate
    values: Mapping[str, object]
    sanitised: Mapping[str, Mapping[str, str]]
    files: FilePlan
    rate: Rate | None


def draft_message(request: MessageRequest, channel: str) -> Draft:
    """Check service, permission, rate, template and values. Raises SendingError."""
    account = request.account
    if not account.active:
        raise ServiceSuspended
    if not account.can(channel):
        raise ChannelNotAllowed(channel)
    rate = _count(request)
    template = _template_of(request, channel)
    if template.channel != channel:
        raise WrongChannel(template.channel, channel)
    if template.archived:
        raise TemplateArchived(template.id)
    content = compiled_version(
        template.id, template.version, language=request.language, order=account.language_order
    )
    values, sanitised = sanitise(request.personalisation, request.sanitise_for)
    files = plan_files(request)
    values = files.put_in(values)
    missing = content.missing(values)
    if missing:
        raise MissingPersonalisation(template.id, missing)
    return Draft(template, content, values, sanitised, files, rate)


def _count(request: MessageRequest) -> Rate | None:
    """Count a request by key towards its rate, once. Raises RateExceeded."""
    if isinstance(request.counted, RateExceeded):
        raise request.counted
    if request.counted or request.api_key_id is None:
        return request.counted
    account = request.account
    return count_request(account.id, request.key_type, account.rate_limit)


def _template_of(request: MessageRequest, channel: str) -> FoundTemplate:
    wanted = (request.account.id, request.template_id, channel, request.sender_id)
    if request.version is None:
        return find_template(*wanted)
    return kept_template(*wanted, version=request.version)


def check_not_blank(body: str) -> None:
    """Raises MessageBlank."""
    if not body.strip():
        raise MessageBlank


def limits_of(request: MessageRequest, channel: str) -> Limits | None:
    """Return the limits that a message counts towards: none for a test key."""
    return None if request.key_type == ApiKey.Type.TEST else request.account.limits(channel)


def check_delivery(
    request: MessageRequest, draft: Draft, *, cost: int, limits: Limits | None
) -> None:
    """Check sender, recipient and files; a full limit is told first.

    Raises SendingError, OverLimit.
    """
    channel = draft.template.channel
    try:
        if request.sender_id is not None and draft.template.sender is None:
            raise UnknownSender(channel, request.sender_id, request.account.id)
        check_recipient(request, channel)
        if request.is_abroad and not request.account.can(Service.Permission.INTERNATIONAL_SMS):
            raise AbroadNotAllowed
        check_files(request.account, request, draft.files)
    except SendingError:
        if limits:
            check_room(request.account.id, channel, cost, limits)
        raise
