"""The sentences of a failed validation, in the order and words that callers have always seen.

They follow section 3.1 of the API contract: values are printed as Python does, less every single
quote; a sentence starts with the field it is about, when it is about one.
"""

from collections.abc import Iterable, Sequence
from heapq import nsmallest
from uuid import UUID

LONGEST_PRINTED_VALUE = 500  # characters; a caller needs no more of its own data to find it
MOST_PRINTED_NAMES = 200  # of keys, which are longer than that together


class ValidationFailed(Exception):
    """A request is not what the contract asks for; `messages` are for the caller, in order."""

    def __init__(self, messages: Sequence[str]) -> None:
        super().__init__("validation failed")
        self.messages = tuple(dict.fromkeys(messages))


class Problems:
    """Collect what is wrong with a request."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def add(self, field: str, problem: str) -> None:
        self.messages.append(f"{field} {problem}")

    def add_wrong_type(self, field: str, value: object, *types: str) -> None:
        self.add(field, wrong_type(value, *types))

    def add_missing(self, fields: Iterable[str], given: Iterable[str]) -> None:
        present = set(given)
        self.messages += [f"{f} is a required property" for f in fields if f not in present]

    def add_unexpected(self, allowed: Iterable[str], given: Iterable[str]) -> None:
        extra = nsmallest(MOST_PRINTED_NAMES, set(given).difference(allowed))
        if extra:
            verb = "was" if len(extra) == 1 else "were"
            names = printed(", ".join(repr(name) for name in extra))
            self.messages.append(
                f"Additional properties are not allowed ({names} {verb} unexpected)"
            )

    def raise_if_any(self) -> None:
        """Raises ValidationFailed."""
        if self.messages:
            raise ValidationFailed(self.messages)


def wrong_type(value: object, *types: str) -> str:
    return f"{printed(repr(value))} is not of type {', '.join(types)}"


def not_one_of(value: object, choices: Sequence[str]) -> str:
    return f"{printed(repr(value))} is not one of [{', '.join(choices)}]"


def printed(representation: str) -> str:
    """Drop single quotes, and the tail of a value that is too long to be of use."""
    if len(representation) > LONGEST_PRINTED_VALUE:
        representation = representation[:LONGEST_PRINTED_VALUE] + "…"
    return representation.replace("'", "")


def as_uuid(value: object) -> UUID | None:
    """Return a UUID in any spelling that Python reads, or None."""
    if not isinstance(value, str):
        return None
    try:
        return UUID(value)
    except ValueError:
        return None
