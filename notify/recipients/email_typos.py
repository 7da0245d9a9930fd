"""A question for a person who may have mistyped a domain; never a reason to refuse."""

from functools import lru_cache
from typing import Final

_POPULAR: Final = (
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "hotmail.ca",
    "hotmail.fr",
    "outlook.com",
    "outlook.fr",
    "live.com",
    "live.ca",
    "msn.com",
    "yahoo.com",
    "yahoo.ca",
    "yahoo.fr",
    "icloud.com",
    "protonmail.com",
    "videotron.ca",
    "videotron.qc.ca",
    "sympatico.ca",
    "bell.net",
    "rogers.com",
    "telus.net",
    "shaw.ca",
    "cogeco.ca",
    "eastlink.ca",
    "sasktel.net",
    "mymts.net",
)

# Acronyms of three letters are left out: most are one letter away from another real one.
_GOVERNMENT: Final = (
    "canada.ca",
    "cds-snc.ca",
    "cra-arc.gc.ca",
    "tbs-sct.gc.ca",
    "hrsdc-rhdcc.gc.ca",
    "servicecanada.gc.ca",
    "cic.gc.ca",
    "forces.gc.ca",
    "rcmp-grc.gc.ca",
    "hc-sc.gc.ca",
    "phac-aspc.gc.ca",
    "statcan.gc.ca",
    "international.gc.ca",
    "parl.gc.ca",
    "ontario.ca",
    "gov.bc.ca",
    "gov.ab.ca",
    "gov.sk.ca",
    "gov.mb.ca",
    "gov.nl.ca",
    "gov.pe.ca",
    "novascotia.ca",
    "quebec.ca",
    "gouv.qc.ca",
    "ottawa.ca",
    "toronto.ca",
    "ville.quebec.qc.ca",
    "montreal.ca",
)

# Real domains that look like a slip in one of the above.
_REAL_NEIGHBOURS: Final = frozenset(
    {
        "mail.com",
        "email.com",
        "ymail.com",
        "gmail.ca",
        "gmx.com",
        "live.fr",
        "mac.com",
        "me.com",
        "aol.com",
        "ca.gc.ca",
        "ic.gc.ca",
        "gov.nb.ca",
        "gov.ns.ca",
        "gov.nt.ca",
        "gov.nu.ca",
        "gov.yk.ca",
        "shaw.com",
        "cogeco.com",
        "bell.ca",
        "telus.com",
        "yahoo.co",
    }
)

_KNOWN: Final = (*_POPULAR, *_GOVERNMENT)
_NOT_TYPOS: Final = _REAL_NEIGHBOURS | frozenset(_KNOWN)


def typo_hint(address: str) -> str | None:
    """Return the address that was probably meant, or None.

    >>> typo_hint("jane@gmial.com")
    'jane@gmail.com'
    """
    local, at, domain = address.rpartition("@")
    meant = _meant_domain(domain.lower()) if at and local else None
    return f"{local}@{meant}" if meant else None


@lru_cache(maxsize=4096)
def _meant_domain(domain: str) -> str | None:
    if domain in _NOT_TYPOS:
        return None
    return next((known for known in _KNOWN if _is_one_slip_away(domain, known)), None)


def _is_one_slip_away(typed: str, meant: str) -> bool:
    """Tell whether one character was added, dropped, replaced or swapped with the next."""
    if abs(len(typed) - len(meant)) > 1:
        return False
    start = _common_start(typed, meant)
    rest, right = typed[start:], meant[start:]
    if len(rest) == len(right):
        swapped = right[1:2] + right[:1] + right[2:]
        return rest[1:] == right[1:] or rest == swapped
    return rest[1:] == right or rest == right[1:]


def _common_start(left: str, right: str) -> int:
    for index, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return index
    return min(len(left), len(right))
