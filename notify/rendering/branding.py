"""What an email looks like around its text: signature, logo, banner."""

import re
from dataclasses import dataclass
from typing import Literal

DEFAULT_BANNER_COLOUR = "#0b0c0c"
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")


@dataclass(frozen=True, slots=True)
class Branding:
    """The options of a service's emails; the default is the English-first signature.

    `signature` is the language that comes first in the government's signature, None for no
    signature and no wordmark. A logo stands below the signature; `text` beside it makes it small;
    `is_banner` sets both in white on `colour`, otherwise `colour` is a line left of the logo.
    """

    signature: Literal["en", "fr"] | None = "en"
    logo_url: str = ""
    logo_alt_en: str = ""
    logo_alt_fr: str = ""
    name: str = ""
    text: str = ""
    colour: str = ""
    is_banner: bool = False

    @property
    def logo_alt(self) -> str:
        """Return the alternative text of the logo in both languages, or the brand's name."""
        return " / ".join(filter(None, (self.logo_alt_en, self.logo_alt_fr))) or self.name

    @property
    def safe_colour(self) -> str:
        """Return the colour if it is one in hexadecimal form, so that it can enter a style."""
        return self.colour if _COLOUR.fullmatch(self.colour) else ""
