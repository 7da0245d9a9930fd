"""Make values that strangers typed harmless: no links, and no Markdown that takes effect.

The GOV.UK API offers it (`sanitise_content_for`) for values that come from a public form, where a
link in a "name" would turn a department's email into somebody else's.
"""

import re
from collections.abc import Iterable, Mapping

from notify.rendering.placeholders import placeholder_key

_LINK = re.compile(r"(?:https?://|www\.)[^\s()<>\[\]\"']*", re.IGNORECASE)
_MARKDOWN = re.compile(r"[\\`*_{}\[\]()#~|]")
_LINE_MARKDOWN = re.compile(r"(?m)^(\s*)([-+=>^]|\d+(?=\.))")


def sanitise(
    personalisation: Mapping[str, object], names: Iterable[str]
) -> tuple[dict[str, object], dict[str, dict[str, str]]]:
    """Return the values with those of `names` made harmless, and what was changed.

    >>> sanitise({"name": "[Ana](https://x.example)"}, ["Name"])[0]
    {'name': '\\\\[Ana\\\\]\\\\(\\\\)'}
    """
    keys = {placeholder_key(name) for name in names}
    values = dict(personalisation)
    changed = {}
    for name, value in personalisation.items():
        if placeholder_key(name) not in keys:
            continue
        harmless = _sanitise_value(value)
        if harmless != value:
            values[name] = harmless
            changed[name] = {"sanitised": str(harmless), "unsanitised": str(value)}
    return values, changed


def _sanitise_value(value: object) -> object:
    if isinstance(value, str):
        return _sanitise_text(value)
    if isinstance(value, list):
        return [_sanitise_value(item) for item in value]
    return value


def _sanitise_text(text: str) -> str:
    while _LINK.search(text):  # what is left of one link may form another: hthttp://tp://
        text = _LINK.sub("", text)
    text = _MARKDOWN.sub(r"\\\g<0>", text)
    return _LINE_MARKDOWN.sub(r"\1\\\2", text)
