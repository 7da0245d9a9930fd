"""Read a provider's options and say which one is wrong and how to put it right."""

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
LONGEST_SECONDS = 120.0


class Options:
    """The options of one provider. Every reader raises ValueError naming the option and the fix."""

    def __init__(self, kind: str, values: Mapping[str, str]) -> None:
        self._kind = kind
        self._values = {name: value.strip() for name, value in values.items()}
        self._known: set[str] = set()

    def text(self, name: str, default: str = "") -> str:
        """Return the option, or ``default`` when it is absent or blank."""
        self._known.add(name)
        return self._values.get(name) or default

    def required(self, name: str, *, example: str) -> str:
        """Return the option; it must be given."""
        value = self.text(name)
        if not value:
            raise self.error(name, f"is missing; set it, for example {name}={example}")
        return value

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        """Return the option, which must be one of ``choices``."""
        value = self.text(name, default)
        if value not in choices:
            raise self.error(name, f"is {value!r}; use one of {', '.join(choices)}")
        return value

    def integer(self, name: str, default: int, *, lowest: int, highest: int) -> int:
        """Return the option as a whole number within its bounds."""
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit()) or not lowest <= int(value) <= highest:
            fix = f"use a whole number from {lowest} to {highest}"
            raise self.error(name, f"is {value!r}; {fix}")
        return int(value)

    def seconds(self, name: str, default: float) -> float:
        """Return the option as a number of seconds."""
        value = self.text(name, str(default))
        try:
            seconds = float(value)
        except ValueError:
            seconds = 0.0
        if not 0 < seconds <= LONGEST_SECONDS:
            raise self.error(name, f"is {value!r}; use seconds, up to {LONGEST_SECONDS:g}")
        return seconds

    def endpoint(self, name: str, default: str) -> str:
        """Return the option as an https address without a path; plain http only to this machine."""
        value = self.text(name, default)
        try:
            parts = urlsplit(value)
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            raise self.error(name, "is not an address; use https://host") from None
        if not value.isascii() or any(mark in value for mark in "@?#"):  # maybe a password: unsaid
            raise self.error(name, "has more than an address; use https://host")
        plain = parts.scheme == "http" and is_loopback(host)
        if not host or parts.path.strip("/") or not (parts.scheme == "https" or plain):
            raise self.error(name, f"is {value!r}; use https://host, without a path")
        return value.rstrip("/")

    def finish(self) -> None:
        """Refuse options that nothing has read."""
        unknown = sorted(set(self._values) - self._known)
        if unknown:
            known = ", ".join(sorted(self._known)) or "none"
            raise self.error(unknown[0], f"is unknown; remove it, or use one of: {known}")

    def error(self, name: str, problem: str) -> ValueError:
        """Build the error for one option."""
        return ValueError(f"Provider {self._kind}: option {name} {problem}.")


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
