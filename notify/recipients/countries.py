"""Which countries texts go to, and how many units a text to each is counted as."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

HOME_COUNTRY_CODE: Final = 1
HOME_REGION: Final = "US"

# Cuba, Iran, Sudan, North Korea, Syria; then the codes that belong to no country.
UNSUPPORTED_COUNTRY_CODES: Final = frozenset(
    {53, 98, 249, 850, 963, 800, 808, 878, 881, 882, 883, 888, 979}
)

DEFAULT_BILLING_UNITS: Final = 1

# A contract prices some countries at up to 33 units a message. Those prices are an operator's,
# not ours: pass a mapping like this one to `parse_phone_number` to use them.
BILLING_UNITS: Final[Mapping[int, int]] = MappingProxyType({HOME_COUNTRY_CODE: 1})


def is_supported(country_code: int) -> bool:
    """Tell whether texts may go to this country code at all."""
    return (
        country_code in COUNTRY_CODE_TO_REGION_CODE
        and country_code not in UNSUPPORTED_COUNTRY_CODES
    )
