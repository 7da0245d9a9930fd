"""The record of a service, told in words."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from notify.accounts.models import AuditEvent
from notify.portal.history import entry_of
from notify.portal.record_words import ACTS as WORDS

AREAS = ("message_templates", "portal/template_pages", "portal/views", "subscriptions")
ACTS = re.compile(r'\b_?record(?:_event)?\(\s*"((?:template|folder|send|topic|report)-[a-z-]+)"')


def recorded_acts() -> list[str]:
    files = [
        path for area in AREAS for path in (Path(settings.BASE_DIR) / "notify" / area).rglob("*.py")
    ]
    return sorted({act for path in files for act in ACTS.findall(path.read_text())})


def test_acts_are_found_in_the_source() -> None:
    assert {"template-created", "send-started", "folder-created"} <= set(recorded_acts())


@pytest.mark.parametrize("act", recorded_acts())
def test_an_act_of_a_team_has_words(act: str) -> None:
    assert act in WORDS


def test_a_yes_or_no_is_told_in_words() -> None:
    shown = entry_of(AuditEvent(action="template-edited", before={}, after={"redacted": True}))
    assert shown.action == WORDS["template-edited"]
    assert [change.after for change in shown.changes] == ["Yes"]
