"""The characters a text message can carry, and what stands for those it cannot.

GSM 03.38 (3GPP TS 23.038) gives 160 characters a message; one character outside it makes the
whole message UCS-2, with 70. French and Indigenous languages of Canada are worth that cost,
other characters are replaced.
"""

import unicodedata
from functools import lru_cache

GSM_EXTENSION = frozenset("^{}\\[~]|€")  # two units each
GSM = (
    frozenset(
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
        "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
    )
    | GSM_EXTENSION
)
_ACCENTED = frozenset("ÀÂÊËÎÏÔÙÛŒâçêëîïôûœŴŵŶŷ")
_REPLACED = {
    "–": "-",
    "—": "-",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "…": "...",
    "\t": " ",
    "\u200b": "",
    "\u00a0": " ",
    "\u202f": " ",
}
_CHEAPER = {"Œ": "OE", "œ": "oe"}
UNKNOWN = "?"


def is_syllable(character: str) -> bool:
    """Say whether a character is one of the Canadian Aboriginal syllabics."""
    return (
        "\u1400" <= character <= "\u167f"
        or "\u18b0" <= character <= "\u18ff"
        or "\U00011ab0" <= character <= "\U00011abf"
    )


def is_costly(character: str) -> bool:
    """Say whether a message may hold a character, at the price of being UCS-2."""
    return character in _ACCENTED or is_syllable(character)


@lru_cache(maxsize=4096)
def _replace(character: str) -> str:
    if character in GSM or is_costly(character):
        return character
    if character in _REPLACED:
        return _REPLACED[character]
    return _without_accent(character) or UNKNOWN


def _without_accent(character: str) -> str | None:
    """Return the letter under the accents if a message can carry it."""
    decomposition = unicodedata.decomposition(character)
    while decomposition and not decomposition.startswith("<"):
        character = chr(int(decomposition.split()[0], 16))
        if character in GSM or is_costly(character):
            return character
        decomposition = unicodedata.decomposition(character)
    return None


def to_sms_characters(text: str) -> str:
    """Replace every character a message cannot carry; what is left stays as it is."""
    if GSM.issuperset(text):
        return text
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return "".join(map(_replace, text))


def cheaper_spelling(character: str) -> str | None:
    """Return a GSM spelling of a costly character, None where there is none."""
    if character in _CHEAPER:
        return _CHEAPER[character]
    letter = unicodedata.normalize("NFD", character)[0]
    return letter if letter in GSM else None
