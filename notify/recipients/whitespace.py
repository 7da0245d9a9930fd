"""White space that people do not see and did not mean."""

from typing import Final

# The ASCII ones alone: a no-break space is left in, and makes an address invalid.
ASCII_WHITESPACE: Final = " \t\n\r\x0b\x0c"

# Mongolian vowel separator, zero-width space, non-joiner and joiner, word joiner, byte order mark.
ZERO_WIDTH: Final = "\u180e\u200b\u200c\u200d\u2060\ufeff"

_WITHOUT_ZERO_WIDTH: Final = dict.fromkeys(map(ord, ZERO_WIDTH))


def strip_invisible(text: str) -> str:
    """Trim ASCII white space from the ends and drop zero-width characters anywhere."""
    if not text.isascii():
        text = text.translate(_WITHOUT_ZERO_WIDTH)
    return text.strip(ASCII_WHITESPACE)
