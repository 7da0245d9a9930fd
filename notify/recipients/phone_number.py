"""Phone numbers: find one in a text, say in what form it is sent to, or why it is not one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import phonenumbers
from phonenumbers.phonemetadata import PhoneMetadata, PhoneNumberDesc

from notify.recipients.countries import (
    BILLING_UNITS,
    DEFAULT_BILLING_UNITS,
    HOME_COUNTRY_CODE,
    HOME_REGION,
    is_supported,
)
from notify.recipients.errors import InvalidPhoneNumber, RecipientErrorCode

# Nobody writes a number in a longer text, and looking for one takes time that grows with it.
LONGEST_TEXT: Final = 250

_SHORTEST_E164: Final = 8

# The ways in which nearly all home numbers are written. Everything else takes the slow path.
_PLAIN_HOME_NUMBER: Final = re.compile(
    r"\s*(?:\+?1[ .-]?)?"
    r"(?:\(([2-9][0-9]{2})\) ?|([2-9][0-9]{2})[ .-]?)"
    r"([2-9][0-9]{2})[ .-]?([0-9]{4})\s*",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number that can be sent to; `billing_units` is per fragment of a text."""

    e164: str
    country_code: int
    is_international: bool
    billing_units: int

    @property
    def display(self) -> str:
        """Return the number as it is shown to people: `+1 613-736-3100`."""
        if self.country_code == HOME_COUNTRY_CODE:
            return f"+1 {self.e164[2:5]}-{self.e164[5:8]}-{self.e164[8:]}"
        return phonenumbers.format_number(
            phonenumbers.parse(self.e164), phonenumbers.PhoneNumberFormat.INTERNATIONAL
        )


def parse_phone_number(
    text: str | None,
    *,
    international: bool = True,
    units: Mapping[int, int] = BILLING_UNITS,
) -> PhoneNumber:
    """Return the first phone number in a text.

    A home number may be written in any usual way; a foreign one needs its `+` and country code.
    `international` says whether foreign ones are allowed; `units` prices country codes.

    Raises `InvalidPhoneNumber`, with the first code that applies in the order below.
    """
    if text is None:
        raise InvalidPhoneNumber(RecipientErrorCode.NUMBER_MISSING)
    if ";" in text:
        raise InvalidPhoneNumber(RecipientErrorCode.NOT_A_NUMBER)
    e164 = _plain_home_number(text)
    if e164 is not None:
        return _phone_number(e164, HOME_COUNTRY_CODE, units)
    return _search(text, international=international, units=units)


def _plain_home_number(text: str) -> str | None:
    match = _PLAIN_HOME_NUMBER.fullmatch(text)
    if match is None:
        return None
    bracketed, bare, exchange, line = match.groups()
    national = f"{bracketed or bare}{exchange}{line}"
    return f"+1{national}" if _home_numbers().match(national) else None


def _search(text: str, *, international: bool, units: Mapping[int, int]) -> PhoneNumber:
    found = _first_number(text)
    is_home = found is not None and found.country_code == HOME_COUNTRY_CODE
    if not international and not is_home:
        raise InvalidPhoneNumber(RecipientErrorCode.NOT_A_LOCAL_NUMBER)
    if found is None or found.country_code is None:
        raise InvalidPhoneNumber(RecipientErrorCode.NOT_AN_INTERNATIONAL_NUMBER)
    e164 = phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
    if len(e164) < _SHORTEST_E164:
        raise InvalidPhoneNumber(RecipientErrorCode.NOT_ENOUGH_DIGITS)
    if not is_supported(found.country_code):
        raise InvalidPhoneNumber(
            RecipientErrorCode.COUNTRY_NOT_SUPPORTED, detail=str(found.country_code)
        )
    return _phone_number(e164, found.country_code, units)


def _first_number(text: str) -> phonenumbers.PhoneNumber | None:
    if len(text) > LONGEST_TEXT:
        return None
    matches = phonenumbers.PhoneNumberMatcher(text, HOME_REGION)
    return next((match.number for match in matches), None)


def _phone_number(e164: str, country_code: int, units: Mapping[int, int]) -> PhoneNumber:
    return PhoneNumber(
        e164=e164,
        country_code=country_code,
        is_international=country_code != HOME_COUNTRY_CODE,
        billing_units=units.get(country_code, DEFAULT_BILLING_UNITS),
    )


@cache
def _home_numbers() -> re.Pattern[str]:
    """Compile the library's own patterns for country code 1 into one.

    The library tries its twenty-five regions one by one, thirty times slower.
    """
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[HOME_COUNTRY_CODE]
    return re.compile("|".join(_region_pattern(region) for region in regions), re.ASCII)


def _region_pattern(region: str) -> str:
    metadata = PhoneMetadata.metadata_for_region(region)
    if metadata is None or metadata.general_desc is None:
        raise LookupError(region)
    kinds: tuple[PhoneNumberDesc | None, ...] = (
        metadata.fixed_line,
        metadata.mobile,
        metadata.toll_free,
        metadata.premium_rate,
        metadata.shared_cost,
        metadata.personal_number,
        metadata.voip,
        metadata.pager,
        metadata.uan,
        metadata.voicemail,
    )
    patterns = [kind.national_number_pattern for kind in kinds if kind is not None]
    known = "|".join(pattern for pattern in patterns if pattern)
    leading = f"(?={metadata.leading_digits})" if metadata.leading_digits else ""
    return f"{leading}(?=(?:{metadata.general_desc.national_number_pattern})$)(?:{known})$"
