"""Small workbooks, written by hand, for the tests that read them."""

import io
import struct
import zipfile

_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def zipped(files: dict[str, str | bytes]) -> bytes:
    """Return a zip file of these names and contents."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return output.getvalue()


def xlsx(cells: str) -> bytes:
    """Return a workbook whose first sheet holds these `<row>` elements; style 1 is a date."""
    return zipped(
        {
            "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="One" sheetId="1" r:id="rId1"/><sheet name="Two" sheetId="2" r:id="rId2"/>'
            "</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{_OFFICE}/worksheet" Target="worksheets/sheet2.xml"/>'
            f'<Relationship Id="rId3" Type="{_OFFICE}/styles" Target="styles.xml"/>'
            "</Relationships>",
            "xl/styles.xml": f'<styleSheet xmlns="{_SHEET}"><cellXfs count="4"><xf numFmtId="0"/>'
            '<xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="46"/></cellXfs></styleSheet>',
            "xl/worksheets/sheet1.xml": _worksheet(cells),
            "xl/worksheets/sheet2.xml": _worksheet('<row r="1"><c r="A1"><v>2</v></c></row>'),
        }
    )


def text_rows(rows: list[list[str]]) -> str:
    """Return rows of text cells for `xlsx`."""
    cell = '<c t="inlineStr"><is><t>{}</t></is></c>'
    return "".join(f"<row>{''.join(map(cell.format, row))}</row>" for row in rows)


def _worksheet(cells: str) -> str:
    return f'<worksheet xmlns="{_SHEET}"><sheetData>{cells}</sheetData></worksheet>'


def ods(rows: str) -> bytes:
    """Return an OpenDocument workbook of these `<table:table-row>` elements."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped(
        {
            "mimetype": kind,
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{_OPEN}:manifest:1.0">'
            f'<m:file-entry m:full-path="/" m:media-type="{kind}"/></m:manifest>',
            "content.xml": f'<office:document-content xmlns:office="{_OPEN}:office:1.0" '
            f'xmlns:table="{_OPEN}:table:1.0" xmlns:text="{_OPEN}:text:1.0"><office:body>'
            f'<office:spreadsheet><table:table table:name="One">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


def xls(rows: list[list[str | float]]) -> bytes:
    """Return a workbook of Excel 97: one BIFF8 stream in a compound file."""
    stream = _biff8(rows).ljust(4096, b"\0")
    sectors = -(-len(stream) // 512)
    stream = stream.ljust(sectors * 512, b"\0")
    # Sector 0 is the allocation table, sector 1 the directory, the stream follows.
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        4096,
        0xFFFFFFFE,
        0,
        0xFFFFFFFE,
        0,
    )
    header += struct.pack("<I", 0) + b"\xff" * 432
    directory = (
        _entry("Root Entry", kind=5, child=1, start=0xFFFFFFFE, size=0)
        + _entry("Workbook", kind=2, child=0xFFFFFFFF, start=2, size=len(stream))
    ).ljust(512, b"\0")
    return header + table + directory + stream


def _entry(name: str, *, kind: int, child: int, start: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xI16xIQ",
        encoded,
        len(encoded),
        kind,
        1,
        0xFFFFFFFF,
        0xFFFFFFFF,
        child,
        0,
        start,
        size,
    )


def _biff8(rows: list[list[str | float]]) -> bytes:
    def record(kind: int, body: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    start = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0x0600)
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0x0600))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            where = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                sheet += record(0x0204, where + text)
            else:
                sheet += record(0x0203, where + struct.pack("<d", cell))
    sheet += record(0x000A)
    name = struct.pack("<BB", 3, 0) + b"One"
    offset = len(record(0x0809, start)) + 4 + 6 + len(name) + 4
    bound = record(0x0085, struct.pack("<IBB", offset, 0, 0) + name)
    return record(0x0809, start) + bound + record(0x000A) + sheet
