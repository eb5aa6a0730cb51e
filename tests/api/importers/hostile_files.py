"""Which files would harm a careless importer? Each is built here, none is kept."""

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO

WORKBOOK = "xl/workbook.xml"
SHEET = "xl/worksheets/sheet1.xml"
_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SECTOR, _FREE, _END, _FAT = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD

PARTS = {
    "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    '+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    "</Types>",
    "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    WORKBOOK: f'{_XML}<workbook xmlns="{_NAMESPACE}" xmlns:r="{_RELATIONS}"><sheets><sheet '
    'name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
}


def a_workbook(rows: Iterable[str], **parts: str | bytes) -> bytes:
    """An XLSX whose only sheet holds the XML of `rows`; `parts` replace or add others by name."""
    inner = f"<sheetData>{''.join(rows)}</sheetData>"
    sheet = f'{_XML}<worksheet xmlns="{_NAMESPACE}">{inner}</worksheet>'
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, text in ({**PARTS, SHEET: sheet} | parts).items():
            archive.writestr(name, text)
    return written.getvalue()


def a_row(number: int, *cells: str) -> str:
    """A row of inline texts, the first in column A."""
    inner = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{inner}</row>'


def many_rows(count: int) -> Iterator[str]:
    """Rows of one number, as short as XML allows."""
    return (f'<row r="{n}"><c><v>1</v></c></row>' for n in range(1, count + 1))


def bomb() -> bytes:
    """Over 64 MB of sheet XML, a million rows, in a quarter of a megabyte."""
    return a_workbook(["<row><c><v>1</v></c>" + " " * 40 + "</row>"] * 1_000_000)


def lying(content: bytes, name: str = SHEET, said: int = 1_000) -> bytes:
    """The same archive whose directory says that the part `name` unpacks to `said` bytes."""
    changed = bytearray(content)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        part = archive.getinfo(name)
        directory = archive.start_dir
    at = content.index(name.encode(), directory) - 46
    struct.pack_into("<I", changed, at + 24, said)
    struct.pack_into("<I", changed, part.header_offset + 22, said)
    return bytes(changed)


def true_checksum(content: bytes, name: str = SHEET, said: int = 1_000) -> bytes:
    """A lying archive whose checksum fits the bytes it admits to."""
    with zipfile.ZipFile(BytesIO(content)) as archive, archive.open(name) as part:
        checksum = zlib.crc32(part.read(said))
    changed = bytearray(lying(content, name, said))
    at = content.index(name.encode(), content.index(b"PK\x01\x02")) - 46
    struct.pack_into("<I", changed, at + 16, checksum)
    return bytes(changed)


def compound_file(*streams: str) -> bytes:
    """A minimal compound file (MS-CFB) with empty streams of these names."""
    header = bytearray(_SECTOR)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", header, 44, 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    for place in range(1, 109):
        struct.pack_into("<I", header, 76 + 4 * place, _FREE)
    fat = struct.pack("<II", _FAT, _END).ljust(_SECTOR, b"\xff")
    entries = [_entry("Root Entry", 5, 1), *(_entry(name, 2, _FREE) for name in streams)]
    return bytes(header) + fat + b"".join(entries).ljust(_SECTOR, b"\0")


def _entry(name: str, kind: int, child: int) -> bytes:
    entry = bytearray(128)
    written = f"{name}\0".encode("utf-16-le")
    entry[: len(written)] = written
    struct.pack_into("<HBB", entry, 64, len(written), kind, 1)
    struct.pack_into("<III", entry, 68, _FREE, _FREE, child)
    struct.pack_into("<I", entry, 116, _END)
    return bytes(entry)
