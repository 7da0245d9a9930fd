"""The contract's short English label of a status, for the API and callbacks.

The portal has words of its own, in both languages.
"""

from notify.notifications.models import Notification, Status

BLOCKED_SUBTYPES = frozenset({"suppressed", "on-account-suppression-list"})
# Our codes for a country that cannot be sent to, and the provider's own words for it.
UNREACHABLE_COUNTRY = (
    "no-origination-identity",
    "country-blocked",
    "NO_ORIGINATION_IDENTITIES_FOUND",
    "DESTINATION_COUNTRY_BLOCKED",
)

LABELS: dict[str, dict[str, str]] = {
    "email": {
        Status.CREATED: "In transit",
        Status.SENDING: "In transit",
        Status.PENDING: "In transit",
        Status.PENDING_VIRUS_CHECK: "In transit",
        Status.SENT: "Delivered",
        Status.DELIVERED: "Delivered",
        Status.TEMPORARY_FAILURE: "Content or inbox issue",
        Status.PERMANENT_FAILURE: "No such address",
        Status.TECHNICAL_FAILURE: "Tech issue",
        Status.VIRUS_SCAN_FAILED: "Attachment has virus",
        Status.PII_CHECK_FAILED: "Exceeds Protected A",
    },
    "sms": {
        Status.CREATED: "In transit",
        Status.SENDING: "In transit",
        Status.PENDING: "In transit",
        Status.SENT: "Sent",
        Status.DELIVERED: "Delivered",
        Status.TEMPORARY_FAILURE: "Carrier issue",
        Status.PERMANENT_FAILURE: "No such number",
        Status.TECHNICAL_FAILURE: "Tech issue",
        Status.PROVIDER_FAILURE: "No such number",
    },
}


# All that an email's sender is told of a provider's answer; the rest is the platform's business.
EMAIL_RESPONSES = {
    "suppressed": "The email address is on our email provider suppression list",
    "on-account-suppression-list": "The email address is on the GC Notify suppression list",
    "attachment-rejected": "The email was rejected because of its attachments",
}


def describe_status(row: Notification, status: str | None = None) -> str:
    """Return the label of a notification's status, or of one that it had; else the raw status."""
    status = status or row.status
    if row.channel == "email":
        blocked = row.feedback_subtype in BLOCKED_SUBTYPES
        if status == Status.PERMANENT_FAILURE and blocked:
            return "Blocked"
    elif status == Status.PROVIDER_FAILURE:
        told = {event.get("code") for event in row.history}
        said = row.provider_response or ""
        if any(word in told or word in said for word in UNREACHABLE_COUNTRY):
            return "Can't send to this international number"
    return LABELS[row.channel].get(status, status)


def describe_response(row: Notification) -> str | None:
    """Return the provider's answer as far as a sender may see it."""
    if row.channel == "email":
        return EMAIL_RESPONSES.get(row.feedback_subtype)
    return row.provider_response


def describe_event_response(channel: str, response: str, subtype: str) -> str | None:
    """Return what a provider said at one event, as far as a sender may see it."""
    return EMAIL_RESPONSES.get(subtype) if channel == "email" else response or None
