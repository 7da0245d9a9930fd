"""`status_description` and `provider_response` of a notification (contract, 5.3 and 5.4)."""

from notify.notifications.models import Notification, Status

EMAIL_WORDS = {
    Status.CREATED: "In transit",
    Status.SENDING: "In transit",
    Status.PENDING: "In transit",
    Status.PENDING_VIRUS_CHECK: "In transit",
    Status.SENT: "Delivered",
    Status.DELIVERED: "Delivered",
    Status.TEMPORARY_FAILURE: "Content or inbox issue",
    Status.TECHNICAL_FAILURE: "Tech issue",
    Status.VIRUS_SCAN_FAILED: "Attachment has virus",
    Status.PII_CHECK_FAILED: "Exceeds Protected A",
}
SMS_WORDS = {
    Status.CREATED: "In transit",
    Status.SENDING: "In transit",
    Status.PENDING: "In transit",
    Status.SENT: "Sent",
    Status.DELIVERED: "Delivered",
    Status.TEMPORARY_FAILURE: "Carrier issue",
    Status.PERMANENT_FAILURE: "No such number",
    Status.TECHNICAL_FAILURE: "Tech issue",
    Status.PROVIDER_FAILURE: "No such number",
}
SUPPRESSED = ("suppressed", "on-account-suppression-list")
ABROAD_REFUSED = ("NO_ORIGINATION_IDENTITIES_FOUND", "DESTINATION_COUNTRY_BLOCKED")

# All that an email's sender is told of a provider's answer; the rest is the platform's business.
EMAIL_RESPONSES = {
    "suppressed": "The email address is on our email provider suppression list",
    "on-account-suppression-list": "The email address is on the GC Notify suppression list",
    "attachment-rejected": "The email was rejected because of its attachments",
}


def describe_status(notification: Notification) -> str:
    """Return the label of a status; one without a label is shown as it is."""
    status = notification.status
    if notification.channel == "email":
        if status == Status.PERMANENT_FAILURE:
            is_blocked = notification.feedback_subtype in SUPPRESSED
            return "Blocked" if is_blocked else "No such address"
        return EMAIL_WORDS.get(Status(status), status)
    if status == Status.PROVIDER_FAILURE and _refused_abroad(notification):
        return "Can't send to this international number"
    return SMS_WORDS.get(Status(status), status)


def describe_response(notification: Notification) -> str | None:
    """Return the provider's answer as far as a sender may see it."""
    if notification.channel == "email":
        return EMAIL_RESPONSES.get(notification.feedback_subtype)
    return notification.provider_response


def _refused_abroad(notification: Notification) -> bool:
    codes = {event.get("code") for event in notification.history}
    said = notification.provider_response or ""
    return any(reason in said or reason in codes for reason in ABROAD_REFUSED)
