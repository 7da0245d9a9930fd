"""Both forms of authentication, and every refusal in its words (contract, section 2.3)."""

import json
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from notify.services.api_keys import NewApiKey
from notify.services.models import ApiKey, Service
from tests import factories
from tests.api.caller import Answer

TEMPLATES = "/v2/templates"
START = "https://documentation.notification.canada.ca/en/start.html#headers."
HEADER_INVALID = (
    "Unauthorized, Authorization header is invalid. GC Notify supports the following "
    "authentication methods. Bearer: JWT token that the client generates and passes in, Learn "
    f"more: {START}, ApiKey-v1: If you cannot generate a JWT token you may optionally use the API "
    f"secret generated for you by GC Notify. Learn more: {START}"
)
CLOCK = "Error: Your system clock must be accurate to within 30 seconds"


def call(header: str | None) -> Answer:
    headers = {} if header is None else {"Authorization": header}
    return Answer(Client().get(TEMPLATES, headers=headers))


def secret_of(key: NewApiKey) -> str:
    return key.text[-36:]


def sign(key: NewApiKey, *, algorithm: str = "HS256", drop: str = "", **claims: Any) -> str:
    """Return a header with a token that is good unless the arguments make it bad."""
    payload = {"iss": str(key.key.service_id), "iat": int(time.time()), **claims}
    payload.pop(drop, None)
    # Signed as bytes: the library refuses to write some of the claims that it may have to read.
    token = jwt.api_jws.encode(json.dumps(payload).encode(), secret_of(key), algorithm=algorithm)
    return f"Bearer {token}"


@pytest.fixture
def key(service: Service) -> NewApiKey:
    return factories.make_key(service)


@pytest.mark.parametrize("scheme", ["ApiKey-v1 ", "apikey-v1 ", "APIKEY-V1   "])
def test_a_whole_key_is_accepted_in_any_case_and_spacing(key: NewApiKey, scheme: str) -> None:
    assert call(scheme + key.text).status == 200


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_a_signed_token_is_accepted(key: NewApiKey, scheme: str) -> None:
    assert call(sign(key).replace("Bearer", scheme)).status == 200


def test_the_name_in_a_key_is_not_looked_at(key: NewApiKey) -> None:
    assert call(f"ApiKey-v1 gcntfy-anything at all{key.text[-74:]}").status == 200


NO_KEY: list[Any] = [
    pytest.param(None, 401, "Unauthorized, authentication token must be provided", id="none"),
    pytest.param("", 401, "Unauthorized, authentication token must be provided", id="empty"),
    pytest.param("Basic abc", 401, HEADER_INVALID, id="basic"),
    pytest.param("gcntfy-x", 401, HEADER_INVALID, id="no-scheme"),
    pytest.param("ApiKey-v1", 403, "Invalid token: Enter your full API key", id="no-key"),
    pytest.param(
        f"ApiKey-v1 gcntfy-name-{uuid.uuid4()}-{uuid.uuid4()}",
        403,
        "Invalid token: API key not found",
        id="unknown-secret",
    ),
    pytest.param(
        "Bearer not-a-token",
        403,
        "Invalid token: signature, api token is not valid",
        id="not-a-jwt",
    ),
    pytest.param(
        "Bearer a.b.c", 403, "Invalid token: signature, api token is not valid", id="not-base64"
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("header", "status", "message"), NO_KEY)
def test_a_header_without_a_key_of_ours_is_refused(
    header: str | None, status: int, message: str
) -> None:
    answer = call(header)

    assert answer.status == status
    assert answer.errors == [("AuthError", message)]
    assert "WWW-Authenticate" not in answer.headers


WRONG_KEY: list[Any] = [
    pytest.param(
        lambda key: f"ApiKey-v1 {key.text.removeprefix('gcntfy-')}",
        "Invalid token: Enter your full API key",
        id="no-prefix",
    ),
    pytest.param(
        lambda key: f"ApiKey-v1 GCNTFY-{key.text.removeprefix('gcntfy-')}",
        "Invalid token: Enter your full API key",
        id="upper-case-prefix",
    ),
    pytest.param(
        lambda key: f"ApiKey-v1 gcntfy-{secret_of(key)}",
        "Invalid token: Enter your full API key",
        id="too-short",
    ),
    pytest.param(
        lambda key: f"ApiKey-v1 gcntfy-name-{uuid.uuid4()}-{secret_of(key)}",
        "Invalid token: Enter your full API key",
        id="another-service",
    ),
    pytest.param(
        lambda key: sign(key, drop="iss"), "Invalid token: iss field not provided", id="no-iss"
    ),
    pytest.param(
        lambda key: sign(key, iss="passports"),
        "Invalid token: service id is not the right data type",
        id="iss-is-no-uuid",
    ),
    pytest.param(
        lambda key: sign(key, iss=str(uuid.uuid4())),
        "Invalid token: service not found",
        id="unknown-service",
    ),
    pytest.param(
        lambda key: sign(key)[:-4] + "AAAA",
        "Invalid token: signature, api token not found",
        id="bad-signature",
    ),
    pytest.param(
        lambda key: sign(key, algorithm="HS512"),
        "Invalid token: signature, api token not found",
        id="wrong-algorithm",
    ),
    pytest.param(
        lambda key: sign(key, drop="iat"),
        "Invalid token: signature, api token not found",
        id="no-iat",
    ),
    pytest.param(lambda key: sign(key, iat="today"), CLOCK, id="iat-is-no-number"),
    pytest.param(lambda key: sign(key, iat=None), CLOCK, id="iat-is-null"),
    pytest.param(lambda key: sign(key, iat=float("inf")), CLOCK, id="iat-is-infinite"),
    pytest.param(lambda key: sign(key, nbf=int(time.time()) + 99), CLOCK, id="not-yet"),
    pytest.param(
        lambda key: sign(key, exp=int(time.time()) - 99),
        "Invalid token: Signature has expired",
        id="expired",
    ),
    pytest.param(
        lambda key: sign(key, aud="someone"), "Invalid token: Invalid audience", id="audience"
    ),
    pytest.param(
        lambda key: sign(key, sub=5), "Invalid token: Subject must be a string", id="subject"
    ),
]


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
@pytest.mark.parametrize(("header", "message"), WRONG_KEY)
def test_a_wrong_use_of_a_key_is_refused(
    key: NewApiKey, header: Callable[[NewApiKey], str], message: str
) -> None:
    answer = call(header(key))

    assert answer.status == 403
    assert answer.errors == [("AuthError", message)]


@pytest.mark.parametrize("form", ["ApiKey-v1", "Bearer"])
def test_a_revoked_key_is_refused_at_once(key: NewApiKey, form: str) -> None:
    header = f"ApiKey-v1 {key.text}" if form == "ApiKey-v1" else sign(key)
    assert call(header).status == 200

    key.key.revoke()

    answer = call(header)
    assert answer.status == 403
    assert answer.errors == [("AuthError", "Invalid token: API key revoked")]


@pytest.mark.parametrize("form", ["key", "token"])
def test_a_key_ends_at_its_time_and_works_until_then(key: NewApiKey, form: str) -> None:
    now = timezone.now()
    ApiKey.objects.filter(pk=key.key.pk).update(expires_at=now + timedelta(hours=1))

    before = call(f"ApiKey-v1 {key.text}" if form == "key" else sign(key))
    with time_machine.travel(now + timedelta(hours=1, seconds=1)):
        after = call(f"ApiKey-v1 {key.text}" if form == "key" else sign(key))

    assert before.status == 200
    assert after.errors == [("AuthError", "Invalid token: API key expired")]


def test_a_key_that_a_process_has_kept_ends_on_time_too(key: NewApiKey) -> None:
    now = timezone.now()
    ApiKey.objects.filter(pk=key.key.pk).update(expires_at=now + timedelta(hours=1))
    headers = {"Authorization": f"ApiKey-v1 {key.text}"}

    def send() -> Answer:
        answer = Client().post("/v2/notifications/email", {}, "application/json", headers=headers)
        return Answer(answer)

    before = send()
    with time_machine.travel(now + timedelta(hours=1, seconds=1)):
        after = send()

    assert before.status == 400
    assert after.errors == [("AuthError", "Invalid token: API key expired")]


def test_a_service_without_keys_is_told_so(key: NewApiKey) -> None:
    header = sign(key)
    ApiKey.objects.all().delete()

    assert call(header).errors == [("AuthError", "Invalid token: service has no API keys")]


def test_a_suspended_service_reads_with_a_key_but_not_with_a_token(key: NewApiKey) -> None:
    Service.objects.update(active=False)

    assert call(f"ApiKey-v1 {key.text}").status == 200
    assert call(sign(key)).errors == [("AuthError", "Invalid token: service is archived")]


@pytest.mark.parametrize(
    ("seconds", "status"),
    [(-29, 200), (29, 200), (-30, 200), (30, 200), (-31, 403), (31, 403), (28.9, 200)],
)
def test_a_clock_may_be_thirty_seconds_off(key: NewApiKey, seconds: float, status: int) -> None:
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        answer = call(sign(key, iat=time.time() + seconds))

    assert answer.status == status
    if status == 403:
        assert answer.errors == [("AuthError", CLOCK)]


def test_each_key_of_a_service_verifies_its_own_tokens(service: Service, key: NewApiKey) -> None:
    others = [factories.make_key(service, kind) for kind in ("team", "test")]
    others[0].key.revoke()

    assert call(sign(key)).status == 200
    assert call(sign(others[1])).status == 200
    assert call(sign(others[0])).errors == [("AuthError", "Invalid token: API key revoked")]


def test_a_key_opens_its_own_service_only(key: NewApiKey, email: Any) -> None:
    stranger = factories.make_key(factories.make_service())

    answer = Answer(
        Client().get(
            f"/v2/template/{email.id}", headers={"Authorization": f"ApiKey-v1 {stranger.text}"}
        )
    )

    assert answer.status == 404
    assert answer.errors == [("NoResultFound", "No result found")]
