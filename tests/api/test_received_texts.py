"""GET /v2/received-text-messages: what people wrote, newest first (contract, section 1.9)."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from notify.delivery.models import ReceivedText, seal_content, seal_user_number
from notify.notifications.ids import first_id_at
from notify.services.models import Service
from tests import factories
from tests.api.caller import ApiCaller

PATH = "/v2/received-text-messages"


def keep(service: Service, number: int = 1, **fields: object) -> ReceivedText:
    return ReceivedText.objects.create(
        **{
            "service_id": service.id,
            "notify_number": "+16135550100",
            "sealed_user_number": seal_user_number("+16135550199"),
            "sealed_content": seal_content(f"Text {number}"),
            "provider": "sms-canada",
            "provider_reference": f"in-{number}",
            **fields,
        }
    )


def test_none_is_an_empty_page_without_a_next_one(api: ApiCaller) -> None:
    answer = api.get(PATH, {"older_than": str(uuid.uuid4())})

    assert answer.status == 200
    assert answer.json == {
        "received_text_messages": [],
        "links": {"current": f"http://testserver{PATH}"},
    }


def test_a_text_is_told_in_full(api: ApiCaller, service: Service) -> None:
    text = keep(service)

    answer = api.get(PATH)

    assert answer.json == {
        "received_text_messages": [
            {
                "id": str(text.id),
                "created_at": text.received_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                "service_id": str(service.id),
                "notify_number": "+16135550100",
                "user_number": "+16135550199",
                "content": "Text 1",
            }
        ],
        "links": {
            "current": f"http://testserver{PATH}",
            "next": f"http://testserver{PATH}?older_than={text.id}",
        },
    }


def test_pages_are_newest_first(
    api: ApiCaller, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notify.api.v2.views_received.PAGE_SIZE", 2)
    made = [str(keep(service, number).id) for number in range(3)]

    first = api.get(PATH).json
    second = api.get(first["links"]["next"].removeprefix("http://testserver")).json
    last = api.get(second["links"]["next"].removeprefix("http://testserver")).json

    assert [one["id"] for one in first["received_text_messages"]] == made[:0:-1]
    assert [one["id"] for one in second["received_text_messages"]] == made[:1]
    assert second["links"]["current"] == f"http://testserver{PATH}"
    assert (last["received_text_messages"], set(last["links"])) == ([], {"current"})


def test_a_key_sees_its_own_service_and_what_it_still_keeps(
    api: ApiCaller, service: Service
) -> None:
    keep(factories.make_service(), 1)
    keep(service, 2, id=first_id_at(datetime.now(UTC) - timedelta(days=9)))

    assert api.get(PATH).json["received_text_messages"] == []


def test_a_wrong_query_is_told_why(api: ApiCaller) -> None:
    assert api.get(f"{PATH}?older_than=x").errors == [
        ("ValidationError", "older_than is not a valid UUID")
    ]
    assert api.get(f"{PATH}?page=2").errors == [
        ("ValidationError", "Additional properties are not allowed (page was unexpected)")
    ]
