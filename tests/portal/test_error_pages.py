"""What people see where something cannot be shown, in both languages."""

import pytest
from django.test import Client
from django.urls import reverse

from notify.services.models import Service

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Nothing to see here"), ("fr", "Il n’y a rien à voir ici")]
)
def test_a_page_that_only_takes_forms_says_so(
    as_alice: Client, service: Service, language: str, title: str
) -> None:
    address = reverse("portal:leave-service", args=[service.pk])

    answer = as_alice.get(address, headers={"accept-language": language, "accept": "text/html"})

    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert f"<h1>{title}</h1>" in answer.content.decode()
    assert service.memberships.count() == 1


def test_programs_get_the_bare_405(as_alice: Client, service: Service) -> None:
    address = reverse("portal:counts", args=[service.pk])

    answer = as_alice.post(address, headers={"accept": "application/json"})

    assert (answer.status_code, answer.content) == (405, b"")


def test_a_request_that_cannot_be_read_is_answered_in_both_languages(client: Client) -> None:
    answer = client.get("/sign-in", headers={"host": "not a host"})

    words = answer.content.decode()
    assert answer.status_code == 400
    assert "Bad request" in words
    assert '<span lang="fr">Demande incorrecte</span>' in words


def test_who_signs_out_is_told_so(as_alice: Client) -> None:
    answer = as_alice.post(reverse("portal:sign-out"), follow=True)

    assert "You are signed out." in answer.content.decode()
