"""SMTP: encryption, signing in, replies at each stage, kept connections."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from notify.providers.base import Refused, Unavailable
from notify.providers.smtp import SmtpProvider
from tests.providers.certificates import ec_key, self_signed
from tests.providers.messages import ID, make_email
from tests.providers.servers import MailServer


def provider(server: MailServer, **options: str) -> SmtpProvider:
    defaults = {"host": "127.0.0.1", "port": str(server.port), "security": "none"}
    return SmtpProvider(defaults | options)


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    """A file with a certificate for 127.0.0.1 and its key."""
    made = self_signed(ec_key())
    file = tmp_path / "server.pem"
    file.write_bytes(made.certificate + made.key_pem)
    return file


@pytest.fixture
def secure_mail(pem: Path) -> Iterator[MailServer]:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(pem)
    server = MailServer(tls=tls, login=("notify", "s3cret"))
    yield server
    server.close()


def test_starttls_and_login(secure_mail: MailServer, pem: Path) -> None:
    smtp = provider(
        secure_mail,
        security="starttls",
        username="notify",
        password="s3cret",
        ca_file=str(pem),
    )

    reference = smtp.send(make_email())

    assert reference == f"{ID}@notification.example.gc.ca"
    assert len(secure_mail.envelopes) == 1


def test_wrong_password_is_unavailable_and_not_told(secure_mail: MailServer, pem: Path) -> None:
    smtp = provider(
        secure_mail,
        security="starttls",
        username="notify",
        password="wr0ng",
        ca_file=str(pem),
    )

    with pytest.raises(Unavailable) as caught:
        smtp.send(make_email())

    assert caught.value.code == "not-authorised"
    assert "wr0ng" not in str(caught.value)


def test_certificate_nobody_vouches_for_stops_the_send(secure_mail: MailServer) -> None:
    with pytest.raises(Unavailable) as caught:
        provider(secure_mail, security="starttls").send(make_email())

    assert caught.value.code == "no-connection"
    assert secure_mail.envelopes == []


def test_certificate_for_another_host_stops_the_send(secure_mail: MailServer, pem: Path) -> None:
    smtp = provider(secure_mail, host="localhost", security="starttls", ca_file=str(pem))

    with pytest.raises(Unavailable) as caught:
        smtp.send(make_email())

    assert caught.value.code == "no-connection"
    assert secure_mail.envelopes == []


def test_server_without_starttls_gets_nothing(mail: MailServer) -> None:
    with pytest.raises(Unavailable) as caught:
        provider(mail, security="starttls").send(make_email())

    assert caught.value.code == "provider-set-up"
    assert mail.commands == []


def test_plain_server_is_no_tls_server(mail: MailServer) -> None:
    with pytest.raises(Unavailable) as caught:
        provider(mail, security="tls", connect_timeout="0.3").send(make_email())

    assert caught.value.code == "no-connection"


def test_tls_from_the_first_byte(pem: Path) -> None:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(pem)
    server = MailServer(implicit_tls=tls)

    try:
        provider(server, security="tls", ca_file=str(pem)).send(make_email())

        assert len(server.envelopes) == 1
    finally:
        server.close()


@pytest.mark.parametrize(
    ("command", "reply", "code"),
    [
        ("MAIL", "550 5.7.1 sender not allowed", "sender-refused"),
        ("RCPT", "550 5.1.1 no such user", "invalid-recipient"),
        ("RCPT", "553 bad mailbox", "invalid-recipient"),
        ("DATA", "554 5.6.0 looks like spam", "rejected"),
        ("DATA", "552 5.3.4 too big", "rejected"),
    ],
)
def test_permanent_reply_is_refused(mail: MailServer, command: str, reply: str, code: str) -> None:
    mail.replies[command] = reply

    with pytest.raises(Refused) as caught:
        provider(mail).send(make_email())

    assert caught.value.code == code
    assert caught.value.detail == reply


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    ("reply", "code", "throttled"),
    [
        ("450 4.2.0 greylisted", "provider-error", False),
        ("452 4.3.1 out of storage", "provider-error", False),
        ("454 4.7.0 Throttling failure", "throttled", True),
        ("451 4.7.1 too many messages", "throttled", True),
        ("535 5.7.8 credentials revoked", "not-authorised", False),
    ],
)
def test_temporary_reply_is_unavailable(
    mail: MailServer, command: str, reply: str, code: str, throttled: bool
) -> None:
    mail.replies[command] = reply

    with pytest.raises(Unavailable) as caught:
        provider(mail).send(make_email())

    assert (caught.value.code, caught.value.throttled) == (code, throttled)
    assert not caught.value.outcome_unknown


def test_refused_message_does_not_cost_the_connection(mail: MailServer) -> None:
    smtp = provider(mail)
    mail.replies["RCPT"] = "550 no"
    with pytest.raises(Refused):
        smtp.send(make_email())
    mail.replies.clear()

    smtp.send(make_email())

    assert mail.connections == 1
    assert len(mail.envelopes) == 1


def test_envelope_holds_sender_and_recipient_alone(mail: MailServer) -> None:
    provider(mail).send(make_email())

    (envelope,) = mail.envelopes
    assert envelope.mail_from == "peches@notification.example.gc.ca"
    assert envelope.rcpt_tos == ["zoe.tremblay@example.gc.ca"]


def test_lines_that_start_with_a_dot_arrive_whole(mail: MailServer) -> None:
    text = "first\n.\n..\n.hidden\nlast\n"

    provider(mail).send(make_email(text=text, html=""))

    (envelope,) = mail.envelopes
    assert isinstance(envelope.content, bytes)
    assert envelope.content.replace(b"\r\n", b"\n").endswith(text.encode())


def test_closed_provider_opens_a_new_connection(mail: MailServer) -> None:
    smtp = provider(mail)
    smtp.send(make_email())

    smtp.close()
    smtp.send(make_email())

    assert mail.connections == 2
