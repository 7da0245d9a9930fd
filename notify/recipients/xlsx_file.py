"""A workbook (XLSX) of text cells: what any spreadsheet opens, whatever its separator or language.

Every cell is text, so none is a formula, a date or a number that lost its zeros.
"""

import re
import zipfile
from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import BinaryIO, Final
from xml.sax.saxutils import escape

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_CHARACTERS: Final = 32_767  # in a cell, for Excel
_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_SHEET: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# Style 1 is text: what a person types into an empty cell stays as it was typed, too.
_FILES: Final = MappingProxyType(
    {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_SHEET}"><fonts count="1"><font><sz val="11"/>'
        '<name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill '
        'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/>'
        '</cellStyleXfs><cellXfs count="2"><xf numFmtId="0" xfId="0"/>'
        '<xf numFmtId="49" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>',
    }
)
_SHEET_START: Final = (
    f'{_DECLARATION}<worksheet xmlns="{_SHEET}"><cols><col min="1" max="16384" width="24" '
    'style="1" customWidth="1"/></cols><sheetData>'
)


def write_xlsx(output: BinaryIO, rows: Iterable[Sequence[object]]) -> None:
    """Write rows as the only sheet of a workbook, one at a time."""
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _FILES.items():
            archive.writestr(name, _DECLARATION + content)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(_SHEET_START.encode())
            for row in rows:
                sheet.write(f"<row>{''.join(map(_cell, row))}</row>".encode())
            sheet.write(b"</sheetData></worksheet>")


def _cell(value: object) -> str:
    text = _NOT_IN_XML.sub("", "" if value is None else str(value))[:_MOST_CHARACTERS]
    return f'<c t="inlineStr" s="1"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
