"""A template is compiled once per version, in one language or as a pair in either order."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notify.message_templates.actions import edit_template
from notify.message_templates.compiled import (
    compiled_for,
    compiled_version,
    kept,
    load_versions,
)
from notify.message_templates.models import Template
from notify.services.models import Service
from tests import factories

pytestmark = pytest.mark.django_db

NAME = {"name": "Ana"}


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    kept.clear()


@pytest.fixture
def pair(service: Service) -> Template:
    return factories.make_email_template(
        service,
        text="pair",
        subject_en="Hello ((name))",
        subject_fr="Bonjour ((name))",
        body_en="Dear ((name))",
        body_fr="Cher ((name)), ((titre))",
    )


@pytest.mark.parametrize(
    ("language", "order", "subject", "first", "placeholders"),
    [
        pytest.param("en", "fr", "Hello Ana", "en", ("name",), id="english"),
        pytest.param("fr", "en", "Bonjour Ana", "fr", ("name", "titre"), id="french"),
        pytest.param(
            None, "en", "Hello Ana / Bonjour Ana", "en", ("name", "titre"), id="english-first"
        ),
        pytest.param(
            None, "fr", "Bonjour Ana / Hello Ana", "fr", ("name", "titre"), id="french-first"
        ),
    ],
)
def test_a_pair_speaks_the_language_asked_for_or_both_in_order(
    pair: Template,
    language: str | None,
    order: str,
    subject: str,
    first: str,
    placeholders: tuple[str, ...],
) -> None:
    compiled = compiled_for(pair, language=language, order=order)

    assert compiled.subject(NAME) == subject
    assert (compiled.language, compiled.first_language) == (language, first)
    assert sorted(compiled.placeholders) == sorted(placeholders)


def test_only_what_would_be_sent_is_missing(pair: Template) -> None:
    assert compiled_for(pair, language="en", order="en").missing(NAME) == []
    assert compiled_for(pair, language="fr", order="en").missing(NAME) == ["titre"]
    assert compiled_for(pair, language=None, order="en").missing(NAME) == ["titre"]


def test_a_text_in_one_language_has_no_choice(service: Service) -> None:
    template = factories.make_sms_template(service, text="fr", body_fr="Code ((code))", body_en="")

    compiled = compiled_for(template, language="en", order="en")

    assert (compiled.language, compiled.first_language) == (None, "fr")
    assert compiled.text({"code": 1}, "Bureau") == "Bureau: Code 1"
    assert compiled.source_body == "Code ((code))"


def test_an_old_version_keeps_its_text(service: Service) -> None:
    template = factories.make_email_template(service, body_en="First")
    template = edit_template(template, body_en="Second")

    old = compiled_version(template.id, 1, language=None, order="en")
    new = compiled_version(template.id, 2, language=None, order="en")

    assert (old.body({}), new.body({})) == ("First", "Second")


def test_versions_are_read_once_and_together(service: Service) -> None:
    templates = [factories.make_email_template(service) for _ in range(3)]
    wanted = [(template.id, 1) for template in templates] * 2

    with CaptureQueriesContext(
        connection,
    ) as queries:
        load_versions(wanted)
        load_versions(wanted)
        for template_id, version in wanted:
            compiled_version(template_id, version, language=None, order="en")

    assert len(queries) == 1
