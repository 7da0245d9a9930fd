"""The MIME we write, read back by the standard library."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import compat32
from email.utils import parseaddr

import pytest

from notify.providers.base import EmailFile, Refused
from notify.providers.mime import mailbox, message_id, mime_bytes
from tests.providers.harness import parse_mime
from tests.providers.messages import FROM_NAME, HTML, ID, PDF, SUBJECT, TEXT, make_email

NAMES = [
    "Service",
    "Agence du revenu / Revenue Agency",
    'Équipe "A", section <b>',
    'Team "A", section <b>; \\ back',
    FROM_NAME,
    "=?utf-8?q?faux?=",
    "Ministère " * 20 + "fin",
    "ᓄᓇᕗᑦ 🎉",
]


@pytest.mark.parametrize("name", NAMES)
def test_sender_name_reads_back_as_written(name: str) -> None:
    # The modern parser puts a space between adjacent encoded words; the older one reads RFC 2047.
    message = message_from_bytes(mime_bytes(make_email(from_name=name)), policy=compat32)

    written, address = parseaddr(message["From"].replace("\r\n", ""))
    assert address == "peches@notification.example.gc.ca"
    assert str(make_header(decode_header(written))) == name


@pytest.mark.parametrize("name", NAMES)
def test_mailbox_is_one_line_of_ascii(name: str) -> None:
    written = mailbox(name, "a@b.ca")

    assert written.isascii()
    assert written.splitlines() == [written]


@pytest.mark.parametrize(
    "subject",
    [
        "Plain",
        SUBJECT,
        "É" * 200,
        "a" * 2000,
        "tab\there",
        "=?utf-8?b?ZmF1eA==?=",
        "mixed é words " * 12 + "end",
    ],
    ids=["plain", "accents", "long-accents", "long-plain", "tab", "looks-encoded", "mixed"],
)
def test_subject_reads_back_as_written(subject: str) -> None:
    content = mime_bytes(make_email(subject=subject))

    assert parse_mime(content)["Subject"] == subject
    assert max(len(line) for line in content.split(b"\r\n")) <= 998


def test_unsubscribe_address_is_never_encoded_or_folded() -> None:
    address = "<https://notification.example.gc.ca/unsubscribe/" + "a" * 400 + "?x=1>"

    content = mime_bytes(make_email(headers={"List-Unsubscribe": address}))

    assert f"\r\nList-Unsubscribe: {address}\r\n".encode() in content


def test_message_is_seven_bit_with_crlf() -> None:
    content = mime_bytes(make_email(files=(PDF,)))

    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_text_html_and_files_read_back_as_written() -> None:
    message = parse_mime(mime_bytes(make_email(files=(PDF, EmailFile("a.csv", "text/csv", b"x")))))

    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n") == TEXT
    assert html.get_content().strip() == HTML
    files = list(message.iter_attachments())
    assert [(file.get_filename(), file.get_content_type()) for file in files] == [
        (PDF.name, "application/pdf"),
        ("a.csv", "text/csv"),
    ]
    assert files[0].get_payload(decode=True) == PDF.content


@pytest.mark.parametrize("kind", ["", "pdf", "message/rfc822", "multipart/mixed", "text/é"])
def test_odd_content_type_becomes_plain_bytes(kind: str) -> None:
    content = mime_bytes(make_email(files=(EmailFile("a", kind, b"x"),)))

    (file,) = parse_mime(content).iter_attachments()
    assert file.get_content_type() == "application/octet-stream"


def test_message_id_holds_our_id_and_the_sender_domain() -> None:
    email = make_email()

    assert message_id(email) == f"{ID}@notification.example.gc.ca"
    assert parse_mime(mime_bytes(email))["Message-ID"] == f"<{message_id(email)}>"


def test_file_name_cannot_write_a_header() -> None:
    file = EmailFile("a.pdf\r\nBcc: everyone@example.com", "application/pdf", b"")

    with pytest.raises(Refused) as caught:
        mime_bytes(make_email(files=(file,)))

    assert caught.value.code == "invalid-header"


def test_email_without_html_is_plain_text() -> None:
    message = parse_mime(mime_bytes(make_email(html="")))

    assert message.get_content_type() == "text/plain"
