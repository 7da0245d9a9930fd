"""Show enough of an address to know it again, and not enough to use it."""

import ipaddress

from django.utils.translation import gettext as _

LOOKED_FOR = (  # in this order: most browsers also name others
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def mask_email(address: str) -> str:
    """Return `a•••@example.gc.ca`."""
    name, _at, domain = address.rpartition("@")
    return f"{name[:1]}•••@{domain}"


def mask_number(number: str) -> str:
    """Return the last two digits of a number."""
    return f"•••{number[-2:]}" if number else ""


def mask_network(address: str) -> str:
    """Return the network of an IP address: its first two parts, or three of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv4Address):
        return ".".join(address.split(".")[:2]) + ".•.•"
    return ":".join(found.exploded.split(":")[:3]) + ":•"


def kind_of_browser(user_agent: str) -> str:
    """Return a browser's name and its system, without versions: `Firefox, Windows`."""
    browser = next((name for sign, name in LOOKED_FOR if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return ", ".join(filter(None, (browser, system))) or _("Unknown browser")
