"""What people wrote back, shown to those who may see a service's messages."""

import pytest
from django.test import Client
from django.urls import reverse

from notify.delivery.models import ReceivedText, seal_content, seal_user_number
from notify.services.models import Service
from tests import factories

pytestmark = pytest.mark.django_db


def receive(service: Service, content: str, number: int = 1) -> ReceivedText:
    return ReceivedText.objects.create(
        service_id=service.id,
        notify_number="+16135550100",
        sealed_user_number=seal_user_number("+16135550177"),
        sealed_content=seal_content(content),
        provider="sns",
        provider_reference=f"{service.id} {number}",
    )


def page(client: Client, service: Service, query: str = "") -> str:
    address = reverse("portal:received-texts", args=[service.id])
    return client.get(address + query).content.decode()


def test_texts_are_shown_escaped_and_the_newest_first(as_bob: Client, service: Service) -> None:
    receive(service, "STOP <b>now</b>", 1)
    receive(service, "Thank you", 2)
    receive(factories.make_service(), "Not yours", 3)

    text = page(as_bob, service)

    assert text.index("Thank you") < text.index("STOP &lt;b&gt;now&lt;/b&gt;")
    assert "+16135550177" in text
    assert "Not yours" not in text


def test_there_is_a_page_after_fifty(as_bob: Client, service: Service) -> None:
    rows = [receive(service, f"Text {number:02}", number) for number in range(51)]

    first = page(as_bob, service)
    second = page(as_bob, service, f"?after={rows[1].id}")

    assert "Text 00" not in first
    assert "Older messages" in first
    assert "Text 00" in second


def test_one_that_cannot_be_opened_costs_no_page(as_bob: Client, service: Service) -> None:
    row = receive(service, "Hello")
    ReceivedText.objects.filter(pk=row.pk).update(sealed_content=b"nonsense")

    assert "This cannot be read any more" in page(as_bob, service)


def test_a_service_that_nobody_wrote_to_says_so(as_bob: Client, service: Service) -> None:
    assert "Nobody wrote to this service" in page(as_bob, service)
