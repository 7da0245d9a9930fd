"""What a process has kept of a key never outlives a change: not for one send, whoever made it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection

from notify.message_templates.actions import edit_template
from notify.message_templates.models import Category, Template
from notify.notifications.models import Notification
from notify.sending.store import ServiceChanged, check_version
from notify.services.models import ApiKey, ReplyToAddress, Service
from notify.services.versions import is_current
from tests import factories
from tests.api.caller import ApiCaller


@pytest.fixture
def busy(api: ApiCaller, email: Template) -> ApiCaller:
    """A caller whose key and template are kept."""
    for _ in range(2):
        assert send(api, email).status == 201
    Notification.objects.all().delete()
    return api


def send(api: ApiCaller, template: Template):  # type: ignore[no-untyped-def]  # an Answer
    return api.send_email(template.id, personalisation={"name": "Ana"})


def revoke(service: Service) -> None:
    ApiKey.objects.filter(service=service).update(revoked_at=datetime.now(UTC))


def delete_keys(service: Service) -> None:
    # As an operator does it by hand, past every model of ours.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM services_apikey WHERE service_id = %s", [service.id])


def suspend(service: Service) -> None:
    Service.objects.filter(pk=service.pk).update(active=False)


def forbid_email(service: Service) -> None:
    Service.objects.filter(pk=service.pk).update(permissions=[])


def archive_template(service: Service) -> None:
    Template.objects.filter(service=service).update(archived=True)


def fill_day(service: Service) -> None:
    Service.objects.filter(pk=service.pk).update(message_limit=2)


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        (revoke, 403, "Invalid token: API key revoked"),
        (delete_keys, 403, "Invalid token: API key not found"),
        (suspend, 403, "Service is suspended"),
        (forbid_email, 400, "Service is not allowed to send emails"),
        (archive_template, 400, "has been deleted"),
        (fill_day, 429, "Exceeded email daily sending limit of 2 messages"),
    ],
)
def test_the_next_send_heeds_a_change(
    busy: ApiCaller,
    service: Service,
    email: Template,
    change: Callable[[Service], None],
    status: int,
    words: str,
) -> None:
    change(service)

    answer = send(busy, email)

    assert answer.status == status
    assert words in answer.errors[0][1]
    assert not Notification.objects.exists()


def test_a_revoked_key_is_told_so_before_what_is_wrong_with_its_body(
    busy: ApiCaller, service: Service
) -> None:
    revoke(service)

    for body in (b"no json", b'{"template_id": 1}'):
        answer = busy.post("/v2/notifications/email", body)
        assert (answer.status, answer.errors[0][0]) == (403, "AuthError")


def test_what_is_wrong_with_a_body_stays_wrong_after_a_change(
    busy: ApiCaller, service: Service
) -> None:
    Service.objects.filter(pk=service.pk).update(rate_limit=999)

    answer = busy.post("/v2/notifications/email", b"no json")

    assert answer.status == 400
    assert "Error decoding arguments" in answer.errors[0][1]


def test_what_was_refused_is_accepted_after_a_change(
    busy: ApiCaller, service: Service, email: Template
) -> None:
    suspend(service)
    assert send(busy, email).status == 403
    Service.objects.filter(pk=service.pk).update(active=True)

    assert send(busy, email).status == 201


def test_a_new_version_of_the_template_is_what_is_sent(busy: ApiCaller, email: Template) -> None:
    edit_template(email, body_en="Bonjour ((name))")

    answer = send(busy, email)

    assert answer.json["content"]["body"] == "Bonjour Ana"
    assert answer.json["template"]["version"] == 2


def test_a_new_default_sender_is_used(busy: ApiCaller, service: Service, email: Template) -> None:
    ReplyToAddress.objects.create(service=service, address="new@example.gc.ca", is_default=True)

    send(busy, email)

    assert Notification.objects.get().sender == "new@example.gc.ca"


def test_a_category_that_moves_to_another_queue_moves_its_templates(
    api: ApiCaller, email: Template
) -> None:
    category = Category.objects.create(name_en="Codes", name_fr="Codes", email_queue="normal")
    Template.objects.filter(pk=email.pk).update(category=category)
    send(api, email)
    send(api, email)

    Category.objects.filter(pk=category.pk).update(email_queue="priority")
    send(api, email)

    queues = Notification.objects.order_by("id").values_list("queue", flat=True)
    assert list(queues) == ["normal", "normal", "priority"]


def test_a_simulated_send_heeds_a_change_too(
    busy: ApiCaller, service: Service, email: Template
) -> None:
    revoke(service)

    answer = busy.send_email(
        email.id,
        email_address="simulate-delivered@notification.canada.ca",
        personalisation={"name": "Ana"},
    )

    assert answer.status == 403


def test_using_a_key_is_no_change(service: Service) -> None:
    key = factories.make_key(service).key
    before = Service.objects.get(pk=service.pk).version

    ApiKey.objects.filter(pk=key.pk).update(last_used_at=datetime.now(UTC))

    assert is_current(service.id, before)


def test_a_model_that_was_read_long_ago_cannot_turn_the_version_back(service: Service) -> None:
    old = Service.objects.get(pk=service.pk)
    for limit in (10, 20):
        Service.objects.filter(pk=service.pk).update(message_limit=limit)

    old.save()

    assert Service.objects.get(pk=service.pk).version > old.version + 1


def test_a_service_that_is_gone_is_not_current(service: Service) -> None:
    version = Service.objects.get(pk=service.pk).version
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM services_membership WHERE service_id = %s", [service.id])
        cursor.execute("DELETE FROM services_service WHERE id = %s", [service.id])

    with pytest.raises(ServiceChanged):
        check_version(service.id, version)
