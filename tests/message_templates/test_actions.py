"""Templates keep every version they had."""

import pytest

from notify.message_templates.actions import edit_template
from notify.services.models import Service
from tests import factories

pytestmark = pytest.mark.django_db


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
