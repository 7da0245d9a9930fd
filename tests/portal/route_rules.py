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
REMOVE = Rule(holders(SEND, MANAGE), holders(SEND, MANAGE))

RULES: dict[str, Rule] = {
    "dashboard": ALL,
    "counts": LOOK,
    "messages": ALL,
    "search-messages": ALL,
    "message": Rule(holders(VIEW, SEND) | READERS, holders(VIEW, SEND) | READERS),
    "message-body": Rule(holders(VIEW, SEND) | READERS, holders(VIEW, SEND) | READERS),
    "suppression": LOOK,
    "search-suppression": LOOK,
    "remove-suppression": REMOVE,
    "problem-addresses": LOOK,
}
