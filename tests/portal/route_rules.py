"""Who may do what with each page of a service. A page that is not here fails test_roles.py.

A rule names the roles that may read the page (GET) and those that may act on it (POST); everybody
else in the service gets 403, and an outsider 404.
"""

from dataclasses import dataclass

VIEW, TEMPLATES, SEND, MANAGE, API = (
    "view_activity",
    "manage_templates",
    "send_messages",
    "manage_service",
    "manage_api_keys",
)
MEMBER, MANAGER, AUDITOR, PLATFORM = "member", "manager", "auditor", "platform"
SINGLE = {VIEW, TEMPLATES, SEND, MANAGE, API}
EVERYONE = frozenset({MEMBER, *SINGLE, MANAGER, AUDITOR, PLATFORM})
READERS = frozenset({AUDITOR, PLATFORM})


def holders(*permissions: str) -> frozenset[str]:
    """Return the roles that hold any of some permissions."""
    return frozenset({*permissions, MANAGER})


@dataclass(frozen=True)
class Rule:
    """The roles that may read a page, and those that may act on it."""

    read: frozenset[str]
    act: frozenset[str]


ALL = Rule(EVERYONE, EVERYONE)
LOOK = Rule(holders(VIEW) | READERS, holders(VIEW) | READERS)
# The platform team does not read what messages say, nor to whom.
LOOK_INSIDE = Rule(holders(VIEW) | {AUDITOR}, holders(VIEW) | {AUDITOR})
READ_MESSAGES = Rule(holders(VIEW, SEND) | {AUDITOR}, holders(VIEW, SEND) | {AUDITOR})
REMOVE = Rule(holders(SEND, MANAGE), holders(SEND, MANAGE))

MANAGES = Rule(holders(MANAGE), holders(MANAGE))
# Others of the team look at the settings, and so do those who only look.
SETTINGS = Rule(holders(MANAGE, API) | READERS, holders(MANAGE, API))
MANAGES_OTHERS_LOOK = Rule(holders(MANAGE) | READERS, holders(MANAGE))
LOOK_OR_SEND = Rule(holders(VIEW, SEND) | READERS, holders(VIEW, SEND) | READERS)
TOPICS = Rule(holders(VIEW, SEND, MANAGE) | READERS, holders(VIEW, SEND, MANAGE) | READERS)
HANDLES_KEYS = Rule(holders(API), holders(API))
API_OTHERS_LOOK = Rule(holders(API) | READERS, holders(API))
SENDS = Rule(holders(SEND), holders(SEND))
WRITES = Rule(holders(TEMPLATES), holders(TEMPLATES))
WRITES_OTHERS_LOOK = Rule(holders(TEMPLATES) | READERS, holders(TEMPLATES))

RULES: dict[str, Rule] = {
    "dashboard": ALL,
    "counts": LOOK,
    "messages": ALL,
    "search-messages": ALL,
    "message": LOOK_OR_SEND,
    "message-body": READ_MESSAGES,
    "cancel-message": SENDS,
    "received-texts": LOOK,
    "suppression": LOOK,
    "search-suppression": LOOK,
    "remove-suppression": REMOVE,
    "problem-addresses": LOOK,
    "first-message": SENDS,
    "first-message-sent": SENDS,
    "send": SENDS,
    "send-to-myself": SENDS,
    "send-draft": SENDS,
    "edit-draft": SENDS,
    "draft-body": SENDS,
    "discard-draft": SENDS,
    "send-list": SENDS,
    "sample-list": SENDS,
    "sample-workbook": SENDS,
    "list-draft": SENDS,
    "replace-list": SENDS,
    "list-progress": SENDS,
    "list-problems": SENDS,
    "list-problems-workbook": SENDS,
    "list-row-body": SENDS,
    "discard-list": SENDS,
    "pause-job": SENDS,
    "resume-job": SENDS,
    "cancel-job": SENDS,
    "resend-failures": SENDS,
    "dashboard-stream": LOOK,
    "job-report": LOOK_INSIDE,
    "usage": LOOK,
    "usage-file": LOOK,
    "reports": LOOK_INSIDE,
    "download-report": LOOK_INSIDE,
    "sends": ALL,
    "job": ALL,
    "job-progress": ALL,
    "reminders": LOOK_OR_SEND,
    "plan-reminders": SENDS,
    "cancel-reminders": SENDS,
    "quiet-hours": MANAGES,
    "topics": TOPICS,
    "add-topic": MANAGES,
    "topic": TOPICS,
    "change-topic": MANAGES,
    "topic-person": MANAGES,
    "find-topic-person": MANAGES,
    "end-topic-person": MANAGES,
    "import-people": MANAGES,
    "export-people": MANAGES,
    "send-to-topic": SENDS,
    "settings": SETTINGS,
    "change-names": MANAGES,
    "change-sending-address": MANAGES,
    "change-organisation": MANAGES,
    "change-language-order": MANAGES,
    "change-channels": MANAGES,
    "change-sms-prefix": MANAGES,
    "change-international-sms": MANAGES,
    "change-retention": MANAGES,
    "archive-service": MANAGES,
    "branding": MANAGES_OTHERS_LOOK,
    "branding-preview": MANAGES_OTHERS_LOOK,
    "choose-logo": MANAGES,
    "ask-for-logo": MANAGES,
    "reply-tos": SETTINGS,
    "new-reply-to": MANAGES,
    "edit-reply-to": MANAGES,
    "default-reply-to": MANAGES,
    "remove-reply-to": MANAGES,
    "reply-to-test": MANAGES,
    "repeat-reply-to-test": MANAGES,
    "sms-senders": SETTINGS,
    "new-sms-sender": MANAGES,
    "default-sms-sender": MANAGES,
    "remove-sms-sender": MANAGES,
    "go-live": MANAGES_OTHERS_LOOK,
    "go-live-use": MANAGES,
    "go-live-terms": MANAGES,
    "submit-go-live": MANAGES,
    "history": MANAGES_OTHERS_LOOK,
    "history-file": MANAGES_OTHERS_LOOK,
    "api": API_OTHERS_LOOK,
    "safelist": API_OTHERS_LOOK,
    "api-examples": API_OTHERS_LOOK,
    "api-keys": API_OTHERS_LOOK,
    "new-api-key": HANDLES_KEYS,
    "rotate-api-key": HANDLES_KEYS,
    "end-api-key": HANDLES_KEYS,
    "revoke-api-key": HANDLES_KEYS,
    "callbacks": API_OTHERS_LOOK,
    "callback": HANDLES_KEYS,
    "callback-secret": HANDLES_KEYS,
    "remove-callback": HANDLES_KEYS,
    "resume-callback": HANDLES_KEYS,
    "callback-log": API_OTHERS_LOOK,
    "replay-callbacks": HANDLES_KEYS,
    "team": ALL,
    "team-file": MANAGES,
    "invite-member": MANAGES,
    "leave-service": ALL,
    "edit-member": MANAGES,
    "remove-member": MANAGES,
    "resend-invitation": MANAGES,
    "cancel-invitation": MANAGES,
    "join-request": MANAGES,
    **dict.fromkeys(
        (
            "templates",
            "template-folder",
            "archived-templates",
            "template",
            "template-body",
            "template-versions",
            "template-version",
            "template-draft",
            "export-template",
            "export-templates",
        ),
        ALL,
    ),
    **dict.fromkeys(
        (
            "move-templates",
            "new-template",
            "new-template-of",
            "preview-template",
            "preview-template-body",
            "edit-template",
            "move-template",
            "archive-template",
            "restore-template",
            "redact-template",
            "restore-template-version",
            "copy-from",
            "copy-template",
            "new-folder",
            "folder-settings",
            "delete-folder",
            "edit-template-draft",
            "approve-template-draft",
            "send-back-template-draft",
            "withdraw-template-draft",
            "import-templates",
        ),
        WRITES,
    ),
    **dict.fromkeys(
        ("template-samples", "template-sample", "template-sample-body"), WRITES_OTHERS_LOOK
    ),
    "template-review": MANAGES_OTHERS_LOOK,
}
