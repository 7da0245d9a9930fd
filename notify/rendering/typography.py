"""Typography of emails: spaces before points, curly quotes, dashes. Never used on text messages.

The rules for quotes are those of SmartyPants (https://daringfireball.net/projects/smartypants/),
except that an apostrophe right after a tag closes: `<b>Bob</b>'s`.
"""

import re

# Characters that Unicode reserves for internal use stand for what later steps may not touch.
_ESCAPED = {
    "\\\\": ("\ufde0", "\\"),
    '\\"': ("\ufde1", '"'),
    "\\'": ("\ufde2", "'"),
    "\\.": ("\ufde3", "."),
    "\\-": ("\ufde4", "-"),
    "\\`": ("\ufde5", "`"),
}
_ESCAPE = re.compile(r"""\\[\\"'.`-]""")
_UNESCAPE = str.maketrans(dict(_ESCAPED.values()))
RESERVED = re.compile("[\ufdd0-\ufdef]")

_SPACE_BEFORE_POINT = re.compile(r"(?<![ \t])[ \t]+([,.])")
_DASH = re.compile(r"(?<!\s)\s+[-–—]{1,3}\s+")
_EMAIL_ADDRESS = re.compile(r"(?:^|\s)\S+@\S+(?:\s|$)", re.MULTILINE)

_TAG = re.compile(r"<[^>]*>")
_INLINE_TAG = re.compile(r"</?(?:a|em|strong|mark|span)\b")
_LINK = re.compile(r"<(/?)a\b")

_PUNCTUATION = r"""[!"#$%'()*+,\-./:;<=>?@\[\\\]^_`{|}~]"""
_ALONE = {"'": "‘’", '"': "“”"}
_CLOSES_AFTER = r"([^ \t\r\n\[{(-])"
_OPENS_AFTER = r"(\s|&nbsp;|--|&[mn]dash;|&#8211;|&#8212;|&#x201[34];)"
_SINGLE_QUOTES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\"'(?=\w)", "“‘"),
        (r"'\"(?=\w)", "‘“"),
        (r"\b'(?=\d{2}s)", "’"),
        (rf"{_OPENS_AFTER}'(?=\w)", r"\1‘"),
        (rf"{_CLOSES_AFTER}'(?!\s|s\b|\d)", r"\1’"),
        (rf"{_CLOSES_AFTER}'(\s|s\b)", r"\1’\2"),
        (r"'", "‘"),
    )
)
_DOUBLE_QUOTES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (rf'{_OPENS_AFTER}"(?=\w)', r"\1“"),
        (r'"(?=\s)', "”"),
        (rf'^"(?={_PUNCTUATION})', "”"),
        (rf'{_CLOSES_AFTER}"', r"\1”"),
        (r'"', "“"),
    )
)


def set_typography(text: str) -> str:
    """Set a subject, a plain text or a piece of HTML; tags and the texts of links keep quotes."""
    text = _SPACE_BEFORE_POINT.sub(r"\1", text)
    text = curl_quotes(text)
    if "@" in text:
        text = _EMAIL_ADDRESS.sub(_straighten, text)
    return _DASH.sub(" – ", text).translate(_UNESCAPE)


def _straighten(match: re.Match[str]) -> str:
    return match.group().replace("‘", "'").replace("’", "'")


def curl_quotes(text: str) -> str:
    """Make straight quotes curly outside tags and links."""
    if "'" not in text and '"' not in text and "\\" not in text:
        return text
    out = []
    done, before, links = 0, "", 0
    for tag in _TAG.finditer(text):
        if tag.start() > done:
            words = text[done : tag.start()]
            out.append(words if links else _curl(words, before))
            before = words[-1]
        out.append(tag.group())
        done = tag.end()
        link = _LINK.match(tag.group())
        if link:
            links = max(0, links - 1) if link.group(1) else links + 1
        if not _INLINE_TAG.match(tag.group()):
            before = ""
    words = text[done:]
    out.append(words if links else _curl(words, before))
    return "".join(out)


def _curl(words: str, before: str) -> str:
    if "\\" in words:
        words = _ESCAPE.sub(lambda match: _ESCAPED[match.group()][0], words)
    if "'" not in words and '"' not in words:
        return words
    if words in _ALONE:
        return _ALONE[words][bool(before.strip())]
    # The character before a tag decides what an apostrophe right after the tag is.
    context = before if words.startswith("'") and before not in ("'", '"') else ""
    words = context + words
    if "'" in words:
        for pattern, replacement in _SINGLE_QUOTES:
            words = pattern.sub(replacement, words)
    if '"' in words:
        for pattern, replacement in _DOUBLE_QUOTES:
            words = pattern.sub(replacement, words)
    return words[len(context) :]
