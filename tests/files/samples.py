"""Small files of every type, made by hand or by the standard library."""

import io
import zipfile

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20)


def ole(*streams: str) -> bytes:
    """An OLE2 document of one sector, with a directory of these streams."""
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    entries = b""
    for name in streams:
        written = (name + "\0").encode("utf-16-le")
        entries += written.ljust(64, b"\0") + len(written).to_bytes(2, "little") + b"\x02"
        entries += bytes(61)
    return bytes(header) + entries


def archive(*names: str, mimetype: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        if mimetype:
            file.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for name in names:
            file.writestr(name, "x")
    return stream.getvalue()


def bomb() -> bytes:
    """An archive of 10 MB that would be 10 GB, in a workbook's clothes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        file.writestr("[Content_Types].xml", "x")
        file.writestr("xl/workbook.xml", bytes(20_000_000))
    return stream.getvalue()


DOCX = archive("[Content_Types].xml", "_rels/.rels", "word/document.xml")
XLSX = archive("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")
NUMBERS = archive("Index/Document.iwa", "Index/CalculationEngine.iwa", "preview.jpg")
