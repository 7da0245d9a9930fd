"""Templates keep every version they had."""

import pytest
from django.utils import translation

from notify.message_templates.actions import edit_template
from notify.services.models import Service
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_language_of_the_page_does_not_get_into_the_texts(
    service: Service, language: str
) -> None:
    with translation.override(language):
        pair = factories.make_email_template(
            service, text="pair", subject_fr="Votre décision", body_fr="Bonjour"
        )
        pair = edit_template(pair, body_en="Hello")
        french = factories.make_sms_template(service, text="fr", body_en="", body_fr="Allô")

    pair.refresh_from_db()
    french.refresh_from_db()
    assert (pair.subject_fr, pair.body_en, pair.body_fr) == ("Votre décision", "Hello", "Bonjour")
    assert (french.body_en, french.body_fr) == ("", "Allô")
    newest = pair.versions.get(version=2)
    assert (newest.body_en, newest.body_fr) == ("Hello", "Bonjour")


def test_an_edit_keeps_the_old_version(service: Service) -> None:
    template = factories.make_email_template(service)

    edit_template(template, body_en="New text", body_fr="Nouveau texte", text="pair")

    first, second = template.versions.order_by("version")
    assert (first.version, first.body_en, first.text) == (
        1,
        "Dear ((name)),\n\nYour file is **((state))**.",
        "en",
    )
    assert (second.version, second.body_en, second.body_fr) == (2, "New text", "Nouveau texte")
