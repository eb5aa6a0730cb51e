"""How is a workbook opened so that it can harm nobody but a short-lived process?"""

import json
from datetime import date
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from api.importers.cells import Cell, Limits, Row, Sheet, refuse
from models.confined import answer_of

_WORKER = Path(__file__).with_name("worker.py")
_AT_ONCE = 4
_places = BoundedSemaphore(_AT_ONCE)


def workbook_sheets(content: bytes, name: str, limits: Limits) -> tuple[Sheet, ...]:
    """The visible sheets of a workbook, read by `worker.py` in a process of its own.

    Raises:
        RecordError: the workbook passes a limit, is damaged or protected, or the process dies.
    """
    if not _places.acquire(timeout=limits.seconds):
        refuse(name, "正在读取的文件过多,请稍后再试", "cannot be read now: too many files at once")
    try:
        answer = _answer(content, limits)
    finally:
        _places.release()
    return _sheets(answer, name, limits)


def _answer(content: bytes, limits: Limits) -> bytes:
    """What the process says; empty if it said too much."""
    numbers = (
        limits.memory, limits.cpu, limits.sheets, limits.rows, limits.columns, limits.cells,
        limits.text,
    )  # fmt: skip
    answer = answer_of(_WORKER, numbers, content, limits.seconds, limits.answer)
    return answer if len(answer) <= limits.answer else b""


def _sheets(answer: bytes, name: str, limits: Limits) -> tuple[Sheet, ...]:
    try:
        told = json.loads(answer)
        sheets = tuple(_sheet(*each) for each in told.get("sheets", ()))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        refuse(
            name,
            "文件过大或已损坏,无法在限定的内存和时间内读取",
            "is too large or damaged: it cannot be read within the limits of memory and time",
        )
    if "refused" in told:
        refuse(name, *_reasons(limits).get(str(told["refused"]), _DAMAGED))
    return sheets


def _sheet(name: str, first_row: int, rows: list[list[Any]]) -> Sheet:
    empty: tuple[Row, ...] = ((),) * first_row
    return Sheet(name, (*empty, *(tuple(map(_cell, row)) for row in rows)))


def _cell(cell: Any) -> Cell:
    if isinstance(cell, dict):
        return date.fromisoformat(cell["date"])
    if cell is None or isinstance(cell, (str, bool, int, float)):
        return cell
    raise TypeError


_DAMAGED = ("工作簿已损坏或不完整", "the workbook is damaged or incomplete")


def _reasons(limits: Limits) -> dict[str, tuple[str, str]]:
    return {
        "sheets": (f"超过{limits.sheets}张表", f"has more than {limits.sheets} sheets"),
        "rows": (f"超过{limits.rows:,}行", f"has more than {limits.rows:,} rows"),
        "columns": (f"超过{limits.columns}列", f"has more than {limits.columns} columns"),
        "cells": (f"超过{limits.cells:,}个单元格", f"has more than {limits.cells:,} cells"),
        "text": (
            f"有单元格超过{limits.text:,}个字符",
            f"has a cell of more than {limits.text:,} characters",
        ),
        "password": (
            "有密码保护,请取消密码后再上传",
            "is password-protected; remove the password first",
        ),
    }
