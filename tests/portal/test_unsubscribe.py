"""The link in an email: one POST unsubscribes, and looking at it changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from notify.delivery.claim import Claimed, claim_due
from notify.delivery.compose import compose_email
from notify.delivery.models import Suppression
from notify.delivery.suppression import find_suppressed, recipient_of
from notify.message_templates.models import Template
from notify.services.models import Service
from tests import factories
from tests.delivery.rows import accept

BASE = "https://notify.example.gc.ca"


@pytest.fixture
def newsletter(service: Service, settings: Any) -> Template:
    settings.BASE_URL = BASE
    category = factories.make_category(name_en="News", name_fr="Nouvelles")
    return factories.make_email_template(service, category=category, one_click_unsubscribe=True)


@pytest.fixture
def link(service: Service, newsletter: Template) -> str:
    """The path of the link that an email to Ana carries."""
    headers = compose_email(claimed(service, newsletter)).headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return headers["List-Unsubscribe"].strip("<>").removeprefix(BASE)


def claimed(service: Service, template: Template, **fields: object) -> Claimed:
    accept(service, template_id=template.id, **fields)
    return claim_due("normal", 10, uuid4())[0]


def test_looking_asks_in_both_languages_and_changes_nothing(service: Service, link: str) -> None:
    answer = Client().get(link)

    content = answer.content.decode()
    assert answer.status_code == 200
    assert '<section lang="en">' in content
    assert service.name_en in content  # type: ignore[attr-defined]  # modeltranslation's
    assert "Nouvelles" in content
    assert "Se désabonner" in content
    assert "no-store" in answer.headers["Cache-Control"]
    assert not Suppression.objects.exists()


def test_one_post_without_cookie_or_token_unsubscribes(
    service: Service, newsletter: Template, link: str
) -> None:
    client = Client(enforce_csrf_checks=True)

    answers = [client.post(link, {"List-Unsubscribe": "One-Click"}) for _ in range(2)]

    row = Suppression.objects.get()
    next_one = claimed(service, newsletter)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (row.service, row.category, row.reason) == (
        service,
        newsletter.category,
        "unsubscribe",
    )
    assert recipient_of(row) == "ana@example.ca"
    assert find_suppressed([next_one]) == {next_one.id}


def test_a_link_works_after_its_message_is_forgotten(link: str) -> None:
    assert Client().post(link).status_code == 200
    assert Suppression.objects.count() == 1


def test_a_link_says_nothing_of_whom_it_is_about(service: Service, link: str) -> None:
    assert "example" not in link.lower()
    assert service.id.hex not in link


def cut(link: str) -> str:
    return link[:-4]


def changed(link: str) -> str:
    return link[:-10] + ("A" if link[-10] != "A" else "B") + link[-9:]


@pytest.mark.parametrize("spoil", [cut, changed, lambda _: "/unsubscribe/abc"])
def test_a_link_that_we_did_not_make_is_404(link: str, spoil: Callable[[str], str]) -> None:
    assert Client().post(spoil(link)).status_code == 404
    assert not Suppression.objects.exists()


def test_a_test_key_unsubscribes_nobody(service: Service, newsletter: Template) -> None:
    headers = compose_email(claimed(service, newsletter, key_type="test")).headers
    path = headers["List-Unsubscribe"].strip("<>").removeprefix(BASE)

    assert Client().post(path).status_code == 200
    assert not Suppression.objects.exists()


def test_the_callers_own_link_comes_before_ours(service: Service, newsletter: Template) -> None:
    row = replace(claimed(service, newsletter), unsubscribe_url="https://example.ca/stop")

    assert compose_email(row).headers["List-Unsubscribe"] == "<https://example.ca/stop>"


def test_templates_that_do_not_ask_have_no_link(service: Service, settings: Any) -> None:
    settings.BASE_URL = BASE
    plain = factories.make_email_template(service)

    assert not compose_email(claimed(service, plain)).headers


def test_without_https_there_is_no_link(
    service: Service, newsletter: Template, settings: Any
) -> None:
    settings.BASE_URL = "http://notify.example.gc.ca"

    row = replace(claimed(service, newsletter), unsubscribe_url="http://notify.example.gc.ca/end/x")
    assert not compose_email(row).headers
    assert not compose_email(replace(row, unsubscribe_url="")).headers


def test_the_sandbox_of_one_s_own_machine_needs_no_https(
    service: Service, newsletter: Template, settings: Any
) -> None:
    settings.BASE_URL = "http://localhost:8000"

    headers = compose_email(claimed(service, newsletter)).headers

    assert headers["List-Unsubscribe"].startswith("<http://localhost:8000/")
