"""Why a message is refused: a code and what is needed to say it, no sentence.

The words of the API are in api/errors.py, those of the portal in its views. A full daily or annual
limit is store.OverLimit.
"""

from collections.abc import Sequence
from uuid import UUID


class SendingError(Exception):
    """A message is refused. Nothing was stored."""

    code = "refused"

    def __init__(self) -> None:
        super().__init__(self.code)


class ServiceSuspended(SendingError):
    code = "service_suspended"


class ChannelNotAllowed(SendingError):
    """The service may not send on this channel ("email", "sms") or may not send "documents"."""

    code = "channel_not_allowed"

    def __init__(self, channel: str) -> None:
        super().__init__()
        self.channel = channel


class RateExceeded(SendingError):
    """Too many requests in the last minute; `retry_after` is in whole seconds."""

    code = "rate_exceeded"

    def __init__(self, key_type: str, limit: int, retry_after: int) -> None:
        super().__init__()
        self.key_type = key_type
        self.limit = limit
        self.retry_after = retry_after


class TemplateNotFound(SendingError):
    code = "template_not_found"


class WrongChannel(SendingError):
    code = "wrong_channel"

    def __init__(self, template_channel: str, wanted: str) -> None:
        super().__init__()
        self.template_channel = template_channel
        self.wanted = wanted


class TemplateArchived(SendingError):
    code = "template_archived"

    def __init__(self, template_id: UUID) -> None:
        super().__init__()
        self.template_id = template_id


class MissingPersonalisation(SendingError):
    """Placeholders without a value, spelled as in the template."""

    code = "missing_personalisation"

    def __init__(self, template_id: UUID, names: Sequence[str]) -> None:
        super().__init__()
        self.template_id = template_id
        self.names = tuple(names)


class TextTooLong(SendingError):
    code = "text_too_long"

    def __init__(self, units: int, limit: int) -> None:
        super().__init__()
        self.units = units
        self.limit = limit


class MessageBlank(SendingError):
    code = "message_blank"


class UnknownSender(SendingError):
    """The reply-to address or text message sender is not one of the service's."""

    code = "unknown_sender"

    def __init__(self, channel: str, sender_id: UUID, service_id: UUID) -> None:
        super().__init__()
        self.channel = channel
        self.sender_id = sender_id
        self.service_id = service_id


class RecipientNotAllowed(SendingError):
    """A team key, or a service in trial, may write to its team and safelist only."""

    code = "recipient_not_allowed"

    def __init__(self, key_type: str, service_id: UUID) -> None:
        super().__init__()
        self.key_type = key_type
        self.service_id = service_id


class AbroadNotAllowed(SendingError):
    code = "abroad_not_allowed"


class AttachmentOnText(SendingError):
    """A text message cannot carry a file, only a link to one."""

    code = "attachment_on_text"


class FileTypeRefused(SendingError):
    """A file's content is of a type that may not be sent."""

    code = "file_type_refused"

    def __init__(self, content_type: str) -> None:
        super().__init__()
        self.content_type = content_type


class FileTooLarge(SendingError):
    code = "file_too_large"


class FileStoreDown(SendingError):
    """The files cannot be kept now; nothing of the message was."""

    code = "file_store_down"


class FileStoreFull(FileStoreDown):
    code = "file_store_full"
