"""Complaints and received texts are told too, each in the contract's words."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from notify.delivery.callback_log import forget_old_calls
from notify.delivery.callbacks import claim_calls, make_call, replay
from notify.delivery.models import CallbackAttempt, CallbackDelivery, ReceivedText
from notify.delivery.receipts import apply_receipts
from notify.delivery.received_texts import forget_old_texts, receive_texts
from notify.notifications.ids import first_id_at
from notify.notifications.models import Notification
from notify.providers.inbound_sms import InboundText
from notify.services.callbacks import resume_callback, set_callback, signing_secret
from notify.services.models import Callback, Service, SmsSender
from tests import factories
from tests.api.openapi_schemas import request_schema
from tests.delivery.rows import accept
from tests.delivery.test_callbacks import LONG_AGO, Receiver, deliver_one, receiver
from tests.delivery.test_receipts import receipt

__all__ = ["receiver"]
pytestmark = pytest.mark.django_db

NUMBER = "+16135550100"


def text(**fields: Any) -> InboundText:
    return InboundText(
        **{
            "reference": "in-1",
            "source": "+16135550199",
            "destination": NUMBER,
            "content": "Yes, I will come",
            "answers": "",
            **fields,
        }
    )


def make_due_calls() -> None:
    for call in claim_calls(10):
        make_call(call)


def told(receiver: Receiver) -> list[Any]:
    return [json.loads(body) for _, body in receiver.seen]


@pytest.fixture
def number(service: Service) -> SmsSender:
    return SmsSender.objects.create(service=service, sender=NUMBER, is_default=True)


# ---- complaints --------------------------------------------------------------------------------


def complain(service: Service, **fields: Any) -> UUID:
    (one,) = accept(service, client_reference="my-ref")
    Notification.objects.filter(id=one).update(status="delivered")
    apply_receipts([receipt(one, "delivered", recipient_complaint=True, **fields)])
    return one


def test_a_complaint_is_told(service: Service, receiver: Receiver) -> None:
    set_callback(service, "complaint", receiver.url, "a bearer token")
    one = complain(service)

    make_due_calls()

    ((body),) = told(receiver)
    delivery = CallbackDelivery.objects.get()
    row = Notification.objects.get(id=one)
    assert body == {
        "notification_id": str(one),
        "complaint_id": str(delivery.id),
        "reference": "my-ref",
        "to": "Ana@Example.ca",
        "complaint_date": delivery.happened_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "template_id": str(row.template_id),
        "template_version": 1,
    }


def test_a_complaint_of_the_providers_list_names_nobody(
    service: Service, receiver: Receiver
) -> None:
    set_callback(service, "complaint", receiver.url, "a bearer token")
    one = complain(service)
    Notification.objects.filter(id=one).update(feedback_subtype="on-account-suppression-list")

    make_due_calls()

    assert told(receiver)[0]["to"] is None


def test_a_complaint_is_no_status_and_a_status_no_complaint(
    service: Service, receiver: Receiver
) -> None:
    set_callback(service, "delivery_status", receiver.url, "a bearer token")
    complain(service)
    assert not CallbackDelivery.objects.exists()

    Callback.objects.update(kind="complaint")
    deliver_one(service)
    assert not CallbackDelivery.objects.exists()


def test_a_complaint_that_comes_twice_is_told_once(service: Service, receiver: Receiver) -> None:
    set_callback(service, "complaint", receiver.url, "a bearer token")
    (one,) = accept(service)
    same = receipt(one, "delivered", recipient_complaint=True)

    apply_receipts([same])
    apply_receipts([same])

    assert CallbackDelivery.objects.count() == 1


# ---- received texts ----------------------------------------------------------------------------


def test_a_received_text_is_told_signed(
    service: Service, number: SmsSender, receiver: Receiver
) -> None:
    callback = set_callback(service, "inbound_sms", receiver.url, "a bearer token")

    assert receive_texts("sms-canada", [text()]) == 1
    make_due_calls()

    kept = ReceivedText.objects.get()
    ((headers, raw),) = receiver.seen
    assert json.loads(raw) == {
        "id": str(kept.id),
        "source_number": "+16135550199",
        "destination_number": NUMBER,
        "message": "Yes, I will come",
        "date_received": kept.received_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
    key = base64.b64decode(signing_secret(callback).removeprefix("whsec_"))
    signed = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + raw
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["Webhook-Signature"] == f"v1,{expected}"


def test_a_text_that_comes_twice_is_kept_and_told_once(
    service: Service, number: SmsSender, receiver: Receiver
) -> None:
    set_callback(service, "inbound_sms", receiver.url, "a bearer token")

    assert [receive_texts("sms-canada", [text()]) for _ in range(2)] == [1, 0]

    assert CallbackDelivery.objects.count() == 1


def test_what_a_person_wrote_is_sealed(service: Service, number: SmsSender) -> None:
    receive_texts("sms-canada", [text()])

    kept = ReceivedText.objects.get()
    assert b"I will come" not in bytes(kept.sealed_content)
    assert b"6135550199" not in bytes(kept.sealed_user_number)


def test_an_answer_goes_to_the_service_that_wrote_first(
    service: Service, number: SmsSender
) -> None:
    SmsSender.objects.create(service=factories.make_service(), sender=NUMBER)
    (one,) = accept(service, channel="sms")
    Notification.objects.filter(id=one).update(provider_reference="out-1")

    receive_texts("sms-canada", [text(answers="out-1")])
    receive_texts("sms-canada", [text(reference="in-2", answers="unknown")])

    assert ReceivedText.objects.get().service_id == service.id


def test_a_text_to_nobodys_number_is_dropped(service: Service) -> None:
    assert receive_texts("sms-canada", [text()]) == 0


@pytest.mark.parametrize(
    ("status", "state"),
    [(429, "given-up"), (404, "given-up"), (500, "waiting"), (200, "delivered")],
)
def test_a_refusal_of_a_text_is_final_even_a_429(
    service: Service, number: SmsSender, receiver: Receiver, status: int, state: str
) -> None:
    set_callback(service, "inbound_sms", receiver.url, "a bearer token")
    receiver.answers = [status]
    receive_texts("sms-canada", [text()])

    make_due_calls()

    assert CallbackDelivery.objects.get().state == state


def test_received_texts_are_forgotten_with_their_services_retention(
    service: Service, number: SmsSender
) -> None:
    Service.objects.update(sms_retention_days=3)
    now = datetime.now(UTC)
    for days in (2, 4):
        receive_texts("sms-canada", [text(reference=f"in-{days}")])
        row = ReceivedText.objects.get(provider_reference=f"in-{days}")
        ReceivedText.objects.filter(pk=row.pk).update(id=first_id_at(now - timedelta(days=days)))

    assert forget_old_texts() == 1

    assert ReceivedText.objects.get().provider_reference == "in-2"


def test_what_is_told_is_what_is_described(
    service: Service, number: SmsSender, receiver: Receiver
) -> None:
    for kind in Callback.Kind.values:
        set_callback(service, kind, receiver.url, "a bearer token")
    receive_texts("sms-canada", [text()])
    complain(service)
    deliver_one(service)

    make_due_calls()

    names = {
        "source_number": "ReceivedTextCallback",
        "complaint_id": "ComplaintCallback",
        "status": "StatusCallback",
    }
    seen = set()
    for body in told(receiver):
        name = next(names[field] for field in names if field in body)
        request_schema(name).validate(body)
        seen.add(name)
    assert seen == set(names.values())


# ---- the log -----------------------------------------------------------------------------------


def test_every_call_is_logged_and_nothing_of_the_answer_is(
    service: Service, receiver: Receiver
) -> None:
    set_callback(service, "delivery_status", receiver.url, "a bearer token")
    deliver_one(service)
    receiver.answers = [503, 200]

    for _ in range(2):
        make_due_calls()
        CallbackDelivery.objects.filter(due_at__isnull=False).update(due_at=LONG_AGO)

    delivery = CallbackDelivery.objects.get()
    calls = list(delivery.log.values_list("number", "answered", "problem"))
    assert calls == [(1, 503, ""), (2, 200, "")]
    assert all(0 <= call.milliseconds < 60_000 for call in delivery.log.all())
    assert {field.name for field in CallbackAttempt._meta.get_fields()} == {
        *("id", "delivery", "number", "made_at", "answered", "problem", "milliseconds"),
    }


def test_a_call_that_nobody_answers_is_logged(service: Service, receiver: Receiver) -> None:
    set_callback(service, "delivery_status", "http://127.0.0.1:1/", "a bearer token")
    deliver_one(service)

    make_due_calls()

    call = CallbackAttempt.objects.get()
    assert (call.answered, call.problem) == (None, "NewConnectionError")


def test_a_replay_has_six_tries_of_its_own(service: Service, receiver: Receiver) -> None:
    set_callback(service, "delivery_status", receiver.url, "a bearer token")
    deliver_one(service)
    receiver.answers = [404, 500, 200]
    make_due_calls()

    replay(CallbackDelivery.objects.get())
    for _ in range(2):
        CallbackDelivery.objects.filter(due_at__isnull=False).update(due_at=LONG_AGO)
        make_due_calls()

    delivery = CallbackDelivery.objects.get()
    assert delivery.state == "delivered"
    assert [call.number for call in delivery.log.all()] == [1, 1, 2]


def test_an_endpoint_that_is_resumed_hears_what_waited(
    service: Service, receiver: Receiver
) -> None:
    callback = set_callback(service, "delivery_status", receiver.url, "a bearer token")
    deliver_one(service)
    callback.suspended_at, callback.failures = timezone.now(), 10
    callback.save()
    make_due_calls()
    assert receiver.seen == []

    resume_callback(callback)
    make_due_calls()

    assert len(receiver.seen) == 1


def test_calls_are_forgotten_after_a_week(service: Service, receiver: Receiver) -> None:
    set_callback(service, "delivery_status", receiver.url, "a bearer token")
    deliver_one(service)
    make_due_calls()

    assert forget_old_calls() == 0
    assert forget_old_calls(timezone.now() + timedelta(days=8)) == 1
    assert not CallbackAttempt.objects.exists()
