"""Tell a file's type from its content, never from what it is called.

The names are those of libmagic, which integrators know from refusals. Only a text's name counts:
`.csv` makes it a table. Nothing is decompressed.
"""

import json
import re
import struct
from collections.abc import Iterator

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
NUMBERS = "application/vnd.apple.numbers"
PLAIN, CSV = "text/plain", "text/csv"
UNKNOWN = "application/octet-stream"

# In the order that refusals have always listed them.
ALLOWED = (
    "application/pdf",
    "application/CDFV2",
    CSV,
    PLAIN,
    "application/msword",
    DOCX,
    "image/jpeg",
    "image/png",
    "application/vnd.ms-excel",
    XLSX,
    NUMBERS,
)
EXTENSIONS = {
    "application/pdf": ".pdf",
    "application/CDFV2": ".ole",
    CSV: ".csv",
    PLAIN: ".txt",
    "application/msword": ".doc",
    DOCX: ".docx",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/vnd.ms-excel": ".xls",
    XLSX: ".xlsx",
    NUMBERS: ".numbers",
}

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ", "application/x-dosexec"),
    (b"\xca\xfe\xba\xbe", "application/x-java-applet"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/x-rar"),
    (b"PK\x05\x06", "application/zip"),  # an archive of nothing
    (b"{\\rtf", "text/rtf"),
    (b"%!PS", "application/postscript"),
    (b"#!", "text/x-shellscript"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "application/ogg"),
)
STREAMS = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
    "EncryptedPackage": "application/encrypted",
}
MARKUP = (
    (re.compile(rb"<(?:!doctype html|html|head|body|script|title|iframe)\b", re.I), "text/html"),
    (re.compile(rb"<svg\b", re.I), "image/svg+xml"),
    (re.compile(rb"<\?xml\b", re.I), "text/xml"),
)
BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\xef\xbb\xbf": "utf-8"}
# Control characters that no text has; the others are tab, line ends, bell, backspace and escape.
BINARY = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]")
START_BYTES = 4096
MOST_ENTRIES = 10_000
LONGEST_JSON = 1024 * 1024


def find_type(content: bytes, filename: str = "", *, is_csv: bool = False) -> str:
    """Return the MIME type of a content.

    >>> find_type(b"a,b", "list.csv"), find_type(b"%PDF-1.7 ...", "list.csv")
    ('text/csv', 'application/pdf')
    """
    kind = _sniff(content, filename.lower())
    is_table = is_csv or filename.lower().endswith(".csv")
    return CSV if kind == PLAIN and is_table else kind


def _sniff(content: bytes, filename: str) -> str:
    if not content:
        return "application/x-empty"
    for signature, kind in SIGNATURES:
        if content.startswith(signature):
            return kind
    if content.startswith(OLE):
        return _find_ole_type(content)
    if content.startswith(ZIP):
        return _find_zip_type(content, filename)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":
        return "video/mp4"
    return _find_text_type(content)


def _find_ole_type(content: bytes) -> str:
    """Name an OLE2 document by the first stream that gives it away (MS-CFB, section 2.6.1).

    Directory entries are 128 bytes long and stand at multiples of that.
    """
    found = []
    for name, kind in STREAMS.items():
        written = (name + "\0").encode("utf-16-le")
        position = content.find(written)
        while position != -1:
            length = int.from_bytes(content[position + 64 : position + 66], "little")
            if position % 128 == 0 and length == len(written):
                found.append((position, kind))
                break
            position = content.find(written, position + 1)
    return min(found)[1] if found else "application/CDFV2"


def _find_zip_type(content: bytes, filename: str) -> str:
    if content[30:38] == b"mimetype":  # stored first and uncompressed: OpenDocument, EPUB
        size = int.from_bytes(content[22:26], "little")
        kind = content[38 : 38 + min(size, 100)].decode("ascii", "replace")
        if re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", kind):
            return kind
    names = set(_entry_names(content))
    if "[Content_Types].xml" in names:
        for folder, kind in (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX)):
            if any(name.startswith(folder) for name in names):
                return kind
    if "Index/Document.iwa" in names or "Index.zip" in names:
        if filename.endswith(".pages"):
            return "application/vnd.apple.pages"
        has_slides = any(name.startswith("Index/Slide") for name in names)
        return "application/vnd.apple.keynote" if has_slides else NUMBERS
    return "application/java-archive" if "META-INF/MANIFEST.MF" in names else "application/zip"


def _entry_names(content: bytes) -> Iterator[str]:
    """Yield the names in an archive's central directory, at most MOST_ENTRIES."""
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    if end == -1 or end + 22 > len(content):
        return
    position = struct.unpack_from("<I", content, end + 16)[0]
    for _ in range(MOST_ENTRIES):
        if content[position : position + 4] != b"PK\x01\x02" or position + 46 > len(content):
            return
        name, extra, comment = struct.unpack_from("<HHH", content, position + 28)
        yield content[position + 46 : position + 46 + name].decode("utf-8", "replace")
        position += 46 + name + extra + comment


def _find_text_type(content: bytes) -> str:
    text = _as_single_bytes(content)
    if text is None:
        return "application/pdf" if b"%PDF-" in content[:256] else UNKNOWN
    start = text[:START_BYTES].lstrip()
    if start.startswith(b"%PDF-"):
        return "application/pdf"
    for pattern, kind in MARKUP:
        if pattern.match(start):
            return _refine_xml(start) if kind == "text/xml" else kind
    return "application/json" if _is_json(text) else PLAIN


def _as_single_bytes(content: bytes) -> bytes | None:
    """Return a text as UTF-8, or as it is in an 8-bit code; None for what is no text."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            try:
                content = content[len(mark) :].decode(encoding).encode()
            except UnicodeError:
                return None
            break
    return None if BINARY.search(content) else content


def _refine_xml(start: bytes) -> str:
    if re.search(rb"<svg\b", start, re.I):
        return "image/svg+xml"
    return "text/html" if re.search(rb"<html\b", start, re.I) else "text/xml"


def _is_json(text: bytes) -> bool:
    stripped = text.strip()
    if (stripped[:1], stripped[-1:]) not in ((b"{", b"}"), (b"[", b"]")):
        return False
    if len(stripped) > LONGEST_JSON:
        return stripped[1:].lstrip()[:1] in (b'"', b"{", b"[")
    try:
        json.loads(stripped)
    except (ValueError, RecursionError):
        return False
    return True
