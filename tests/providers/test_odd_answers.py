"""Whatever a server answers, an adapter returns a reference or raises one of its two errors."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notify.providers.base import ProviderError, Refused, Unavailable
from notify.providers.registry import build_provider
from tests.providers.harness import REGION
from tests.providers.messages import make_email, make_sms
from tests.providers.servers import Answer, AwsServer

NAMES = st.sampled_from(["ThrottlingException", "ConflictException", "Odd", "", None, 7, []])
JSON_BODIES = st.fixed_dictionaries(
    {}, optional={"__type": NAMES, "Message": NAMES, "Reason": NAMES, "Fields": NAMES}
)
BODIES = st.one_of(
    st.binary(max_size=200),
    JSON_BODIES.map(lambda members: repr(members).replace("'", '"').encode()),
    st.sampled_from([b"<MessageId></MessageId>", b'{"MessageId":""}', b'{"MessageId":5}', b"[]"]),
)
STATUSES = st.sampled_from([200, 201, 299, 300, 302, 400, 401, 403, 404, 409, 418, 429, 500, 599])
HEADERS = st.sampled_from(
    [{}, {"Content-Encoding": "gzip"}, {"Retry-After": "\xff"}, {"X-Amzn-ErrorType": "#:"}]
)


@pytest.mark.parametrize("kind", ["ses", "sms_voice", "sns"])
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(status=STATUSES, body=BODIES, headers=HEADERS)
def test_odd_answer(
    aws: AwsServer, kind: str, status: int, body: bytes, headers: dict[str, str]
) -> None:
    aws.answer = Answer(status, body, headers)
    provider: Any = build_provider(kind, {"region": REGION, "endpoint_url": aws.url})

    reference, error = attempt(provider, make_email() if kind == "ses" else make_sms())

    assert bool(reference) != bool(error)
    if error and 200 <= status < 300:
        assert isinstance(error, Unavailable)
        assert error.outcome_unknown


@pytest.mark.parametrize("status", [201, 202, 299])
def test_success_of_another_kind_leaves_the_outcome_unknown(aws: AwsServer, status: int) -> None:
    aws.answer = Answer(status, b"{}")

    with pytest.raises(Unavailable) as caught:
        build_provider("ses", {"region": REGION, "endpoint_url": aws.url}).send(make_email())

    assert caught.value.outcome_unknown


def attempt(provider: Any, message: object) -> tuple[str, ProviderError | None]:
    """Return what came of a send; any other exception fails the test."""
    try:
        return provider.send(message), None
    except (Refused, Unavailable) as error:
        return "", error
