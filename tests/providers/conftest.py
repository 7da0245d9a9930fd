"""Servers on loopback and the provider that talks to each of them."""

from collections.abc import Iterator

import pytest
from moto.server import ThreadedMotoServer

from tests.providers.harness import HARNESSES, MOTO_HARNESSES, Harness
from tests.providers.messages import AWS_KEY, AWS_SECRET
from tests.providers.servers import AwsServer, MailServer


@pytest.fixture(autouse=True)
def aws_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Made-up credentials, and nothing of the machine's own."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", AWS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", AWS_SECRET)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    for name in ("AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def aws() -> Iterator[AwsServer]:
    server = AwsServer()
    yield server
    server.close()


@pytest.fixture
def mail() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def moto_url() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def harness(request: pytest.FixtureRequest) -> Iterator[Harness]:
    """The provider named by the parameter, with its server."""
    if request.param in MOTO_HARNESSES:
        yield MOTO_HARNESSES[request.param](request.getfixturevalue("moto_url"))
        return
    with HARNESSES[request.param]() as built:
        yield built
