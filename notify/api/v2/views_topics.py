"""/v2/topics: what people follow. Subscribing takes two steps here as everywhere."""

from datetime import UTC, datetime
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from notify.api.bodies import read_json
from notify.api.keys import note_use
from notify.api.refusals import BadRequest, NoResultFound
from notify.api.v2.problems import Problems, ValidationFailed, as_uuid
from notify.api.v2.queries import NOT_A_UUID
from notify.api.v2.reminder_form import ONE_RECIPIENT
from notify.api.v2.schema import Reader, as_object
from notify.api.views import ApiView, caller_of
from notify.recipients.phone_number import PhoneNumber
from notify.sending.account import Account
from notify.services.models import ApiKey
from notify.subscriptions.actions import Subscriber, ask, end, find
from notify.subscriptions.figures import numbers_of
from notify.subscriptions.models import Consent, Topic

CLOSED = "Topic is closed: nobody new can subscribe"
TEST_KEY = "Cannot subscribe people with a test key"


class TopicListView(ApiView):
    def get(self, request: Request) -> Response:
        """Answer the service's topics, with how many follow each."""
        problems = Problems()
        problems.add_unexpected((), request.query_params)
        problems.raise_if_any()
        topics = list(Topic.objects.filter(service_id=caller_of(request).account.id))
        numbers = numbers_of([topic.pk for topic in topics])
        return Response({"topics": [_describe(topic, numbers[topic.pk]) for topic in topics]})


class SubscribeView(ApiView):
    def post(self, request: Request, topic_id: str) -> Response:
        """Send a person the message that asks to confirm; a known one gets the same answer."""
        caller = caller_of(request)
        topic = _find(caller.account, topic_id)
        subscriber = read_subscriber(read_json(request))
        if caller.key.key_type == ApiKey.Type.TEST:
            raise BadRequest(TEST_KEY)
        if not topic.is_open:
            raise BadRequest(CLOSED)
        ask([topic], subscriber, Consent.Source.API)
        note_use(caller.key)
        return Response({"status": "asked"}, status=202)


class EndSubscriptionView(ApiView):
    def post(self, request: Request, topic_id: str) -> Response:
        """Unsubscribe somebody who asked the service for it."""
        caller = caller_of(request)
        topic = _find(caller.account, topic_id)
        subscription = find(topic, read_subscriber(read_json(request)))
        if subscription is None:
            raise NoResultFound
        end(subscription.pk, Consent.Source.API)
        note_use(caller.key)
        return Response({"status": "ended"})


def read_subscriber(body: object) -> Subscriber:
    """Return whom a request is about. Raises ValidationFailed."""
    reader = Reader(as_object(body), datetime.now(UTC))
    given = [name for name in ("email_address", "phone_number") if name in reader.body]
    if len(given) != 1:
        reader.problems.messages.append(ONE_RECIPIENT)
    address = reader.recipient(given[0]) if len(given) == 1 else None
    language = reader.language()
    reader.close((), ("email_address", "phone_number", "language"))
    assert address is not None  # noqa: S101  close() has raised
    if isinstance(address, PhoneNumber):
        return Subscriber("sms", address.e164, language or "en")
    return Subscriber("email", address.normalised, language or "en")


def _find(account: Account, text: str) -> Topic:
    """Raises ValidationFailed, NoResultFound."""
    identifier = as_uuid(text)
    if identifier is None:
        raise ValidationFailed([f"topic_id {NOT_A_UUID}"])
    topics = Topic.objects.select_related("service").filter(service_id=account.id)
    topic = topics.filter(pk=identifier).first()
    if topic is None:
        raise NoResultFound
    return topic


def _describe(topic: Topic, numbers: dict[str, int]) -> dict[str, Any]:
    return {
        "id": str(topic.pk),
        "name": {"en": topic.name_en, "fr": topic.name_fr},
        "description": {"en": topic.description_en, "fr": topic.description_fr},
        "is_open": topic.is_open,
        "subscribers": {"email": numbers["email"], "sms": numbers["sms"]},
    }
