"""Receipts that SNS posts to us: `POST /webhooks/sns/<provider's name>`.

Nobody signs in here and no key is sent; what counts is SNS's signature and the topic that the
platform team wrote down for the provider.
"""

import logging
from functools import lru_cache

import orjson
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notify.delivery import fetch
from notify.delivery.fetch import CannotFetch
from notify.delivery.models import Provider
from notify.delivery.receipts import apply_receipts
from notify.delivery.receipts_in import READERS, count_unreadable, read_message
from notify.delivery.received_texts import receive_texts
from notify.providers.sns_signature import ForgedMessage, Kind, SnsMessage, SnsVerifier

logger = logging.getLogger(__name__)

MOST_BYTES = 512 * 1024  # SNS carries 256 KB, and its JSON escapes some of it


@csrf_exempt
@login_not_required
@require_POST
def receive(request: HttpRequest, provider_name: str) -> HttpResponse:
    """Take one message of SNS. A 4xx or 5xx makes SNS try again later."""
    provider = Provider.objects.filter(name=provider_name, kind__in=READERS).first()
    if provider is None or not provider.receipts_topic:
        return HttpResponse(status=404)
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        message = _verifier(provider.receipts_topic).verify(_as_object(body))
        return _take(provider, message)
    except ForgedMessage as error:
        logger.warning("Refused a message for provider %s: %s", provider.name, error.code)
        return HttpResponse(status=403)
    except CannotFetch as error:
        logger.warning("SNS could not be asked for provider %s: %s", provider.name, error)
        return HttpResponse(status=503)


def _take(provider: Provider, message: SnsMessage) -> HttpResponse:
    if message.kind is Kind.SUBSCRIPTION_CONFIRMATION and message.subscribe_url:
        fetch.fetch_public(message.subscribe_url)
        logger.info("Confirmed the topic of provider %s", provider.name)
    elif message.kind is Kind.NOTIFICATION:
        reading = read_message(provider.kind, message.message)
        with transaction.atomic():
            apply_receipts(reading.receipts)
            receive_texts(provider.name, reading.texts)
            count_unreadable(provider.name, reading.unreadable, message.message_id)
    else:
        logger.warning("The topic of provider %s no longer posts to us", provider.name)
    return HttpResponse(status=200)


def _as_object(body: bytes) -> dict[str, object]:
    try:
        message = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise ForgedMessage("not-json") from None
    if not isinstance(message, dict):
        raise ForgedMessage("not-an-object")
    return message


@lru_cache(maxsize=32)
def _verifier(topic: str) -> SnsVerifier:
    """Return the verifier of a topic; it keeps the certificates it fetched."""
    return SnsVerifier(lambda url: fetch.fetch_public(url), topics=frozenset({topic}))
