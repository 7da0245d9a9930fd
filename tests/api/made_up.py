"""Requests made up by a seed: almost right, or wrong in one of many ways."""

import json
from random import Random
from typing import Any

TEXTS = (
    *("", " ", "a", "é", "😀", "\u202e", "\u200b", "ﬁ", "İ", "x" * 600, "it's <i>", "((name))"),
    *("[a](http://e.example)", "\x00", "\ud800", "\\", '"', "null", "\n", "\r\n# h", "\u00a0"),
    *(
        "Ana@Example.ca",
        "+16135550199",
        "613 555 0199",
        "en",
        "fr",
        "de",
        "https://example.ca/stop",
    ),
    *("2026", "2026-01-01T10:00:00", "2999-01-01", "00000000-0000-4000-8000-000000000000"),
)
NUMBERS = (0, 1, -1, 1.5, 1e308, 10**30, -0.0, 2**63, True, False, None)
FIELDS = (
    *("email_address", "phone_number", "template_id", "personalisation", "reference"),
    *("scheduled_for", "email_reply_to_id", "sms_sender_id", "one_click_unsubscribe_url"),
    *("sanitise_content_for", "language", "more", ""),
)
KEYS = ("file", "filename", "sending_method", "name", "Name", "N_a me", "x", "retention_period")
NO_OBJECTS = (
    *(
        b"",
        b"NaN",
        b"null",
        b"[]",
        b"1",
        b'"x"',
        b"[{}]",
        b'{"a":1e999}',
        b"\xef\xbb\xbf{}",
        b"\xff",
    ),
    b'{"a":' + b"[" * 60 + b"]" * 60 + b"}",
    b'{"reference":' + b"1" * 5_000 + b"}",
    b'{"reference":"a","reference":"b"}',
)
ENCODINGS = ("utf-16", "utf-32", "utf-16-le", "utf-8-sig")
CONTENT_TYPES = (
    *("application/json; charset=utf-8", "application/vnd.x+json", "APPLICATION/JSON"),
    *("application/json;charset=utf-16", "text/plain", "application/jsonx", "", "a/b+json"),
)


def make_up_body(chance: Random, right: dict[str, Any]) -> bytes:
    """Return a body that is like a right one."""
    body = dict(right)
    for _ in range(chance.choice((0, 0, 1, 1, 2))):
        field = chance.choice(FIELDS)
        if chance.random() < 0.25:
            body.pop(field, None)
        else:
            body[field] = _value(chance)
    if isinstance(body.get("personalisation"), dict) and chance.random() < 0.5:
        body["personalisation"] = {**body["personalisation"], chance.choice(KEYS): _value(chance)}
    return _write(chance, body)


def make_up_headers(chance: Random, key: str) -> dict[str, str]:
    """Return headers of which most are right."""
    headers = {}
    if chance.random() < 0.1:
        headers["CONTENT_TYPE"] = chance.choice(CONTENT_TYPES)
    if chance.random() < 0.2:
        authorizations = (
            *(f"apikey-v1    {key}", f"ApiKey-v1 {key} ", f"ApiKey-v1 gcntfy-{key[-73:]}"),
            *(f"ApiKey-v1 {key[-73:]}", f"ApiKey-v1 {key.upper()}", "ApiKey-v1", "Bearer x"),
            *(f"Bearer {key}", f"Basic {key}", "\xe9", f"{key}"),
        )
        headers["HTTP_AUTHORIZATION"] = chance.choice(authorizations)
    if chance.random() < 0.1:
        headers["HTTP_ACCEPT"] = chance.choice(("text/html", "*/*;q=0", "application/xml"))
        headers["HTTP_ACCEPT_LANGUAGE"] = "fr"
        headers["HTTP_COOKIE"] = "sessionid=a; csrftoken=b"
    if chance.random() < 0.1:
        headers["HTTP_X_FORWARDED_PROTO"] = chance.choice(("https", "http", "HTTPS", "x"))
        headers["HTTP_X_B3_TRACEID"] = chance.choice(("abc", "\xe9", "a b"))
    return headers


def _value(chance: Random, depth: int = 0) -> Any:
    kind = chance.random()
    if kind < 0.5 or depth == 3:
        return chance.choice(TEXTS)
    if kind < 0.65:
        return chance.choice(NUMBERS)
    several = range(chance.randint(0, 3))
    if kind < 0.8:
        return [_value(chance, depth + 1) for _ in several]
    return {chance.choice(KEYS): _value(chance, depth + 1) for _ in several}


def _write(chance: Random, body: dict[str, Any]) -> bytes:
    text = json.dumps(body, indent=chance.choice((None, None, 2))).encode()
    kind = chance.random()
    if kind < 0.05:
        return text.decode().encode(chance.choice(ENCODINGS))
    if kind < 0.08:
        return text[: chance.randint(0, len(text))]
    if kind < 0.1:
        return text + chance.choice((b" ", b"\n", b"x", b"{}", b"\x00"))
    if kind < 0.13:
        place = chance.randint(0, len(text))
        return text[:place] + bytes([chance.randint(0, 255)]) + text[place:]
    return chance.choice(NO_OBJECTS) if kind < 0.16 else text
