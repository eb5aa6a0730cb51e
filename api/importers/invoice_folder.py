"""Which invoice tables lie in a folder, and which firms do they give together?"""

from datetime import date
from pathlib import Path
from typing import NamedTuple

from api.importers.invoices import ImportedInvoices, import_invoices, read_names
from engine.errors import FieldError, RecordError
from engine.text import Text

# How the two directions are named in file names: sales, then purchases.
_DIRECTIONS = (("output_invoice", "input_invoice"), ("sales", "purchases"), ("销项", "进项"))
_FIRM_LISTS = ("information", "enterprise_information", "firms", "企业")
_ENDINGS = (".parquet", ".csv")
_NO_TABLE = Text(
    zh="文件夹里没有销项发票表(文件名含output_invoice、sales或销项)",
    en="the folder holds no table of sales (named ...output_invoice, ...sales or ...销项)",
)


class InvoiceFiles(NamedTuple):
    """A table of sales with its table of purchases and its list of firms, where they exist."""

    sales: Path
    purchases: Path | None
    firms: Path | None


def invoice_files(folder: str | Path) -> tuple[InvoiceFiles, ...]:
    """The invoice tables of a folder, in the order of their names."""
    return tuple(
        InvoiceFiles(
            path,
            _existing(path, sales, (purchases,), (path.suffix,)),
            _existing(path, sales, _FIRM_LISTS, (".csv",)),
        )
        for path in sorted(Path(folder).iterdir())
        for sales, purchases in _DIRECTIONS
        if path.suffix in _ENDINGS and path.stem.endswith(sales)
    )


def _existing(path: Path, old: str, new: tuple[str, ...], endings: tuple[str, ...]) -> Path | None:
    stem = path.stem.removesuffix(old)
    wanted = (path.with_name(f"{stem}{name}{ending}") for name in new for ending in endings)
    return next((each for each in wanted if each.exists()), None)


def import_invoice_folder(
    folder: str | Path, on: date | None = None, keep_good_rows: bool = False
) -> ImportedInvoices:
    """All firms of a folder's invoice tables as known on one day, the last invoice date of all.

    Raises:
        RecordError: there is no table of sales, or a row cannot be used (see `import_invoices`).
    """
    groups = invoice_files(folder)
    if not groups:
        raise RecordError((FieldError(Path(folder).name, _NO_TABLE),))
    found = [_imported(files, on, keep_good_rows) for files in groups]
    last = max(each.on for each in found)
    found = [
        each if each.on == last else _imported(files, last, keep_good_rows)
        for each, files in zip(found, groups, strict=True)
    ]
    return ImportedInvoices(
        firms=tuple(firm for each in found for firm in each.firms),
        on=last,
        rows=sum(each.rows for each in found),
        duplicates=sum(each.duplicates for each in found),
        voided=sum(each.voided for each in found),
        returned=sum(each.returned for each in found),
        later=sum(each.later for each in found),
        errors=tuple(error for each in found for error in each.errors),
    )


def _imported(files: InvoiceFiles, on: date | None, keep_good_rows: bool) -> ImportedInvoices:
    names = read_names(files.firms) if files.firms else None
    return import_invoices(
        files.sales, files.purchases, names, on=on, keep_good_rows=keep_good_rows
    )
