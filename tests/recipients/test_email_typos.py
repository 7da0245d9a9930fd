"""Which domains are asked about, and which are left alone."""

import pytest

from notify.recipients.email_typos import typo_hint

HINTS = [
    ("jane@gmial.com", "jane@gmail.com"),
    ("jane@gmai.com", "jane@gmail.com"),
    ("jane@gmail.con", "jane@gmail.com"),
    ("jane@gmail.co", "jane@gmail.com"),
    ("jane@ggmail.com", "jane@gmail.com"),
    ("Jane@GMIAL.com", "Jane@gmail.com"),
    ("jane@hotnail.com", "jane@hotmail.com"),
    ("jane@hotmial.ca", "jane@hotmail.ca"),
    ("jane@yaho.com", "jane@yahoo.com"),
    ("jane@yaho.ca", "jane@yahoo.ca"),
    ("jane@outlok.com", "jane@outlook.com"),
    ("jane@canda.ca", "jane@canada.ca"),
    ("jane@cra-rac.gc.ca", "jane@cra-arc.gc.ca"),
    ("jane@statcna.gc.ca", "jane@statcan.gc.ca"),
    ("jane@gouv.qc.ac", "jane@gouv.qc.ca"),
    ("jane@gmail.com", None),
    ("jane@canada.ca", None),
    ("jane@ymail.com", None),
    ("jane@mail.com", None),
    ("jane@gov.nb.ca", None),
    ("jane@pc.gc.ca", None),
    ("jane@example.ca", None),
    ("jane", None),
    ("@gmial.com", None),
    ("", None),
]


@pytest.mark.parametrize(("address", "hint"), HINTS, ids=[address for address, _ in HINTS])
def test_hint(address, hint):
    assert typo_hint(address) == hint
