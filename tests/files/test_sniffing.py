"""A file's type is told from its content."""

import time
import tracemalloc

import pytest

from notify.files.sniffing import ALLOWED, DOCX, NUMBERS, XLSX, find_type
from tests.files import samples
from tests.files.samples import archive, ole


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (samples.PDF, "", "application/pdf"),
        (b"\xef\xbb\xbf%PDF-1.4\n", "", "application/pdf"),
        (ole("Root Entry", "WordDocument"), "", "application/msword"),
        (ole("Root Entry", "Workbook"), "", "application/vnd.ms-excel"),
        (ole("Root Entry", "Book"), "", "application/vnd.ms-excel"),
        (ole("Root Entry", "WordDocument", "Workbook"), "", "application/msword"),
        (ole("Root Entry", "__nameid_version1.0"), "", "application/CDFV2"),
        (samples.DOCX, "", DOCX),
        (samples.XLSX, "", XLSX),
        (samples.XLSX, "list.csv", XLSX),
        (samples.NUMBERS, "", NUMBERS),
        (archive("Index.zip"), "budget.numbers", NUMBERS),
        (samples.JPEG, "", "image/jpeg"),
        (samples.PNG, "photo.jpg", "image/png"),
        (b"Bonjour\n", "", "text/plain"),
        ("Événement à Québec\n".encode(), "", "text/plain"),
        ("Événement à Québec\n".encode("latin-1"), "", "text/plain"),
        ("Événement\n".encode("utf-16"), "", "text/plain"),
        (b"name,state\nAna,ok\n", "List.CSV", "text/csv"),
        ("nom\névénement\n".encode("utf-16"), "a.csv", "text/csv"),
        (b"{curly} text", "", "text/plain"),
    ],
)
def test_allowed_types(content: bytes, name: str, kind: str) -> None:
    assert find_type(content, name) == kind
    assert kind in ALLOWED


def test_a_text_that_is_called_a_table_is_one() -> None:
    assert find_type(b"a,b", is_csv=True) == "text/csv"
    assert find_type(samples.PDF, is_csv=True) == "application/pdf"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "application/x-empty"),
        (archive("a.txt"), "application/zip"),
        (archive(), "application/zip"),
        (archive("META-INF/MANIFEST.MF", "A.class"), "application/java-archive"),
        (archive("[Content_Types].xml", "other/a.xml"), "application/zip"),
        (
            archive("[Content_Types].xml", "ppt/presentation.xml"),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        (archive("Index/Document.iwa", "Index/Slide.iwa"), "application/vnd.apple.keynote"),
        (
            archive("content.xml", mimetype="application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
        ),
        (ole("Root Entry", "PowerPoint Document"), "application/vnd.ms-powerpoint"),
        (ole("Root Entry", "EncryptedPackage"), "application/encrypted"),
        (b"GIF89a" + bytes(9), "image/gif"),
        (b"MZ\x90\x00\x03", "application/x-dosexec"),
        (b"\x7fELF\x02", "application/x-executable"),
        (b"\x1f\x8b\x08\x00", "application/gzip"),
        (b"#!/bin/sh\nrm -rf /\n", "text/x-shellscript"),
        (b"{\\rtf1\\ansi}", "text/rtf"),
        (b"  \n<!DOCTYPE html><p>hi", "text/html"),
        (b"<HTML><body>", "text/html"),
        ("<html>".encode("utf-16"), "text/html"),
        (b"<?xml version='1.0'?><note/>", "text/xml"),
        (b"<?xml version='1.0'?><svg xmlns='x'/>", "image/svg+xml"),
        (b"<svg onload='x'/>", "image/svg+xml"),
        (b'{"a": [1, 2]}', "application/json"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        (bytes(range(256)), "application/octet-stream"),
        (b"text with a NUL\x00", "application/octet-stream"),
        (b"\xff\xfe\x00", "application/octet-stream"),
    ],
)
def test_other_types_have_a_name_for_their_refusal(content: bytes, kind: str) -> None:
    assert find_type(content, "report.pdf") == kind
    assert kind not in ALLOWED


def test_an_archive_is_never_unpacked() -> None:
    content = samples.bomb()
    tracemalloc.start()

    assert find_type(content) == XLSX

    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04" + b"PK\x05\x06" * 1_000_000,
        b"PK\x03\x04" + b"PK\x01\x02" * 1_000_000 + b"PK\x05\x06" + bytes(12) + b"\x04" + bytes(5),
        b"[" * 10_000_000,
        b"[" * 500_000 + b"]" * 500_000,
        ole() + "Workbook\0".encode("utf-16-le") * 500_000,
        b"<" * 10_000_000,
    ],
    ids=["ends", "entries", "half brackets", "brackets", "streams", "tags"],
)
def test_hostile_content_costs_little(content: bytes) -> None:
    start = time.process_time()

    find_type(content)

    assert time.process_time() - start < 20  # a hang, not a speed
