"""Production's static files: all found, all hashed, nothing of another company's server."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings

MANIFEST = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


def test_files_are_collected_under_hashed_names(tmp_path: Path) -> None:
    with override_settings(STATIC_ROOT=str(tmp_path), STORAGES=MANIFEST, DEBUG=False):
        call_command("collectstatic", interactive=False, verbosity=0)
        theme = staticfiles_storage.url("css/theme.css")

    assert re.fullmatch(r"/static/css/theme\.[0-9a-f]{12}\.css", theme)
    style = (tmp_path / theme.removeprefix("/static/")).read_text()
    assert re.search(r"fonts/lato/gcds-lato\.[0-9a-f]{12}\.woff2", style)
    assert not list(tmp_path.rglob("gcds-css-shortcuts*"))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_marks_that_a_department_replaces_are_there(language: str) -> None:
    assert find(f"brand/signature-{language}.svg")
    assert find("brand/wordmark.svg")


def test_our_style_sheets_fetch_nothing_from_elsewhere() -> None:
    for path in Path(str(find("css/theme.css"))).parent.glob("*.css"):
        assert "//" not in path.read_text().replace("/*", "").replace("*/", ""), path
