"""Every string has its French, and the tool that says so can be believed."""

import gettext
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from notify_project.translations import (
    catalogue_path,
    compile_catalogue,
    find_problems,
    update_catalogue,
)

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext
_("Plain")
_("Hello %(name)s")
ngettext("%(count)d key", "%(count)d keys", 3)
pgettext("a month", "May")
"""
TEMPLATE = """{% load i18n %}
{% translate "Trimmed" %}
{% blocktranslate trimmed with who=name %}
  Dear
  {{ who }}
{% endblocktranslate %}
{% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}
{% translate "May" context "permission" %}
"""
FRENCH = {
    "Plain": "Simple",
    "Hello %(name)s": "Bonjour %(name)s",
    "Trimmed": "Rogné",
    "Dear %(who)s": "Cher %(who)s",
}


@pytest.fixture
def project(settings: Settings, tmp_path: Path) -> Path:
    """A tiny project in place of ours."""
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    for path, text in (("notify/a.py", PYTHON), ("templates/a.html", TEMPLATE)):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def translate(**more: str) -> None:
    """Fill the French of the tiny project; `more` are whole lines to replace by others."""
    path = catalogue_path("fr")
    text = path.read_text()
    for english, french in FRENCH.items():
        text = text.replace(
            f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{french}"'
        )
    for word, french in (("a month", "Mai"), ("permission", "Peut")):
        text = text.replace(
            f'msgctxt "{word}"\nmsgid "May"\nmsgstr ""',
            f'msgctxt "{word}"\nmsgid "May"\nmsgstr "{french}"',
        )
    for one, many in (("%(count)d clé", "%(count)d clés"), ("%(n)s rangée", "%(n)s rangées")):
        text = text.replace(
            'msgstr[0] ""\nmsgstr[1] ""', f'msgstr[0] "{one}"\nmsgstr[1] "{many}"', 1
        )
    path.write_text(text)


def change(old: str, new: str) -> None:
    path = catalogue_path("fr")
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_no_string_of_the_product_lacks_its_french() -> None:
    assert find_problems("fr") == []


def test_strings_are_collected_from_python_and_templates(project: Path) -> None:
    lacking = update_catalogue("fr")

    text = catalogue_path("fr").read_text()
    assert lacking == 8
    assert "#: " not in text
    assert "POT-Creation-Date" not in text
    for part in ('msgid "Dear %(who)s"', 'msgctxt "a month"', 'msgid_plural "%(n)s rows"'):
        assert part in text


def test_a_complete_catalogue_passes_and_an_update_leaves_it_as_it_is(project: Path) -> None:
    update_catalogue("fr")
    translate()
    before = catalogue_path("fr").read_text()

    assert update_catalogue("fr") == 0
    assert find_problems("fr") == []
    assert catalogue_path("fr").read_text() == before


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('msgstr "Simple"', 'msgstr ""', "not translated: 'Plain'"),
        ('msgid "Plain"', '#, fuzzy\nmsgid "Plain"', "fuzzy: 'Plain'"),
        ('msgid "Plain"\nmsgstr "Simple"\n', "", "missing: 'Plain'"),
        (
            'msgid "Plain"',
            'msgid "Gone"\nmsgstr "Parti"\n\nmsgid "Plain"',
            "no longer used: 'Gone'",
        ),
        (
            'msgid "Plain"',
            '#~ msgid "Gone"\n#~ msgstr "Parti"\n\nmsgid "Plain"',
            "no longer used: 'Gone'",
        ),
        ("Bonjour %(name)s", "Bonjour %(nom)s", "placeholders differ: 'Hello %(name)s'"),
        ("%(count)d clés", "clés", "placeholders differ: '%(count)d key'"),
        ('msgstr "Simple"', 'msgstr "Simple : oui"', "a space before : ; ! ? or inside « »"),
        ('msgstr[1] "%(n)s rangées"', 'msgstr[1] ""', "not translated: '%(n)s row'"),
    ],
    ids=["empty", "fuzzy", "missing", "unused", "obsolete", "name", "plural", "space", "form"],
)
def test_each_fault_is_found(project: Path, old: str, new: str, problem: str) -> None:
    update_catalogue("fr")
    translate()
    change(old, new)

    problems = find_problems("fr")

    assert len(problems) == 1
    assert problems[0].startswith(problem)


def test_the_command_fails_and_lists_what_lacks(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match="8 problems"):
        call_command("translations", check=True)

    assert "missing: 'Plain'" in capsys.readouterr().err


def test_what_is_compiled_has_contexts_and_the_plurals_of_french(project: Path) -> None:
    update_catalogue("fr")
    translate()

    path = compile_catalogue("fr")

    with path.open("rb") as file:
        french = gettext.GNUTranslations(file)
    assert french.gettext("Plain") == "Simple"
    assert french.pgettext("a month", "May") == "Mai"
    assert french.pgettext("permission", "May") == "Peut"
    plurals = [french.ngettext("%(n)s row", "%(n)s rows", n) for n in (0, 1, 2)]
    assert plurals == ["%(n)s rangée", "%(n)s rangée", "%(n)s rangées"]
