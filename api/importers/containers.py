"""What kind of file is it really, and is it safe to open?"""

import struct
import zlib
from io import BytesIO
from typing import Literal, NoReturn
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from api.importers.cells import Limits, refuse

Kind = Literal["workbook", "text"]

_ZIP, _ZIP_ENTRY, _OLE = b"PK\x03\x04", b"PK\x01\x02", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (b"MZ\x90", "程序", "a program"),
    (b"MZP", "程序", "a program"),
    (b"\x7fELF", "程序", "a program"),
    (b"#!", "脚本", "a script"),
    (b"%PDF", "PDF文件", "a PDF"),
    (b"\x89PNG", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"GIF8", "图片", "a picture"),
    (b"Rar!", "压缩包", "an archive"),
    (b"7z\xbc\xaf", "压缩包", "an archive"),
    (b"\x1f\x8b", "压缩包", "an archive"),
    (b"PK\x05\x06", "空的压缩包", "an empty archive"),
    (b"<?xml", "XML文件", "an XML file"),
    (b"<!DOCTYPE", "网页文件", "a web page"),
    (b"<html", "网页文件", "a web page"),
    (b"{\\rtf", "文字处理文件", "a word-processor file"),
)
_BOM = b"\xef\xbb\xbf"
_WORKBOOK = "xl/workbook.xml"
_STRANGERS = (
    ("xl/workbook.bin", "XLSB工作簿", "an XLSB workbook"),
    ("word/document.xml", "Word文档", "a Word document"),
    ("ppt/presentation.xml", "PowerPoint文档", "a PowerPoint presentation"),
    ("content.xml", "ODS工作簿", "an ODS workbook"),
)
_MACROS = ("vbaproject.bin", "macrosheets/")
_MACRO_TYPE = b"macroenabled"
_CONTENT_TYPES = "[Content_Types].xml"
_DECLARATIONS = tuple(
    mark.encode(encoding)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_ENCRYPTED_BIT = 0x1
_LOCAL_HEADER, _LOCAL_LENGTHS = 30, struct.Struct("<HH")
_OLE_ENTRY, _OLE_HEADER = 128, 512


def checked_kind(content: bytes, name: str, limits: Limits) -> Kind:
    """Whether `content` is a workbook or text, once nothing in its outside speaks against it.

    Raises:
        RecordError: it is neither, or is protected, carries macros or would unpack too large.
    """
    if content.startswith(_ZIP):
        _check_zip(content, name, limits)
        return "workbook"
    if content.startswith(_OLE):
        _check_ole(content, name)
        return "workbook"
    start = content.removeprefix(_BOM).lstrip()[:16].lower()
    for mark, zh, en in _OTHERS:
        if content.startswith(mark) or (mark[:1] == b"<" and start.startswith(mark.lower())):
            refuse(name, f"实为{zh},不是表格", f"is {en}, not a table")
    return "text"


def _check_zip(content: bytes, name: str, limits: Limits) -> None:
    # Counted before the directory is read: each of its entries costs a kilobyte of memory.
    if content.count(_ZIP_ENTRY) > limits.parts:
        most = limits.parts
        refuse(name, f"内含超过{most}个部件", f"holds more than {most} parts")
    try:
        with ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, OSError, struct.error):
        _damaged(name)
    _check_directory(parts, name, limits)
    for part in parts:
        _check_part(part, _unpacked(content, part, name), name)


def _check_directory(parts: list[ZipInfo], name: str, limits: Limits) -> None:
    names = {part.filename for part in parts}
    if any(mark in part.lower() for part in names for mark in _MACROS):
        _macros(name)
    if any(part.flag_bits & _ENCRYPTED_BIT for part in parts):
        _protected(name)
    if sum(part.file_size for part in parts) > limits.unpacked:
        most = limits.unpacked // 1_000_000
        refuse(name, f"解压后超过{most}MB", f"unpacks to more than {most} MB")
    if _WORKBOOK not in names:
        _no_workbook(names, name)


def _no_workbook(names: set[str], name: str) -> NoReturn:
    for mark, zh, en in _STRANGERS:
        if mark in names:
            refuse(name, f"实为{zh},请另存为XLSX", f"is {en}; save it as XLSX")
    refuse(name, "是不含工作簿的压缩包", "is an archive without a workbook")


def _unpacked(content: bytes, part: ZipInfo, name: str) -> bytes:
    """The part's bytes, no more than its directory entry promises."""
    start = part.header_offset + _LOCAL_HEADER
    lengths = content[start - _LOCAL_LENGTHS.size : start]
    if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or len(lengths) < _LOCAL_LENGTHS.size:
        _damaged(name)
    start += sum(_LOCAL_LENGTHS.unpack(lengths))
    packed = content[start : start + part.compress_size]
    if part.compress_type == ZIP_STORED:
        whole, data = True, packed
    else:
        whole, data = _inflated(packed, part.file_size, name)
    if not whole or len(data) != part.file_size:
        _damaged(name)
    return data


def _inflated(packed: bytes, size: int, name: str) -> tuple[bool, bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = inflater.decompress(packed, size + 1)
    except zlib.error:
        _damaged(name)
    return inflater.eof, data


def _check_part(part: ZipInfo, data: bytes, name: str) -> None:
    if data.startswith((_ZIP, _OLE)):
        refuse(name, "内嵌有其他文件", "has another file inside")
    if any(mark in data for mark in _DECLARATIONS):
        refuse(name, "含有XML实体声明", "declares XML entities")
    if part.filename == _CONTENT_TYPES and _MACRO_TYPE in data.lower():
        _macros(name)


def _check_ole(content: bytes, name: str) -> None:
    if _has_stream(content, "EncryptedPackage"):
        _protected(name)
    if _has_stream(content, "_VBA_PROJECT_CUR") or _has_stream(content, "Macros"):
        _macros(name)
    if not (_has_stream(content, "Workbook") or _has_stream(content, "Book")):
        refuse(name, "不是Excel工作簿", "is not an Excel workbook")


def _has_stream(content: bytes, stream: str) -> bool:
    """Whether the directory of a compound file (MS-CFB 2.6) has an entry named `stream`."""
    wanted = f"{stream}\0".encode("utf-16-le")
    at = content.find(wanted, _OLE_HEADER)
    while at >= 0 and at % _OLE_ENTRY:
        at = content.find(wanted, at + 1)
    return at >= 0


def _damaged(name: str) -> NoReturn:
    refuse(name, "工作簿已损坏或不完整", "the workbook is damaged or incomplete")


def _macros(name: str) -> NoReturn:
    refuse(name, "含有宏,请另存为不含宏的XLSX", "contains macros; save it as XLSX without macros")


def _protected(name: str) -> NoReturn:
    refuse(
        name, "有密码保护,请取消密码后再上传", "is password-protected; remove the password first"
    )
