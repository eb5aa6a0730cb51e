"""How is a table read, whatever file it stands in, with nothing guessed about missing values?"""

import gzip
import re
from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path

import pandas as pd
from pandas.api.types import is_string_dtype

from engine.errors import TableError
from models.benchmark.config import DataConfig

_ATTRIBUTE = re.compile(r"@attribute\s+('[^']*'|\"[^\"]*\"|\S+)\s+(.+)", re.IGNORECASE)
_KINDS = re.compile(r"(numeric|real|integer|string|\{.*\})\s*", re.IGNORECASE)


def read_table(path: Path, config: DataConfig) -> pd.DataFrame:
    """The table at `path`, by its ending; `config` gives encoding, delimiter and missing markers.

    Raises:
        TableError: the file is missing, of no known kind, or not what its ending says.
    """
    reader = next((READERS[end] for end in READERS if path.name.lower().endswith(end)), None)
    if reader is None:
        raise TableError(f"{path.name}: is none of {', '.join(READERS)}")
    try:
        table = reader(path, config)
    except TableError:
        raise
    except (OSError, EOFError, ValueError, KeyError, LookupError) as error:
        raise TableError(f"{path.name}: cannot be read: {error}") from error
    twice = table.columns[table.columns.duplicated()]
    if len(twice):
        raise TableError(f"{path.name}: column {twice[0]!r} stands there twice")
    return table


def _csv(path: Path, config: DataConfig) -> pd.DataFrame:
    return pd.read_csv(
        path, encoding=config.encoding, sep=config.delimiter, keep_default_na=False,
        na_values=list(config.missing), low_memory=False,
    )  # fmt: skip


def _parquet(path: Path, config: DataConfig) -> pd.DataFrame:
    table = pd.read_parquet(path)
    for name in table.columns[[is_string_dtype(kind) for kind in table.dtypes]]:
        table[name] = table[name].where(~table[name].isin(config.missing))
    return table


def _arff(path: Path, config: DataConfig) -> pd.DataFrame:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding=config.encoding) as file:
        head, body = re.split(r"(?im)^\s*@data\s*$", file.read(), maxsplit=1)
    rows = pd.read_csv(
        StringIO(body), header=None, names=_names(head, path), comment="%", quotechar="'",
        skipinitialspace=True, index_col=False, keep_default_na=False,
        na_values=list(config.missing), low_memory=False,
    )  # fmt: skip
    if rows.iloc[:, 0].astype(str).str.startswith("{").any():
        raise TableError(f"{path.name}: sparse rows, in braces, are not read")
    return rows


def _names(head: str, path: Path) -> list[str]:
    """The attributes in order; a kind that is no number and no word is refused."""
    names = []
    for line in filter(None, map(str.strip, head.splitlines())):
        if not line.lower().startswith("@attribute"):
            continue
        found = _ATTRIBUTE.match(line)
        if found is None or not _KINDS.fullmatch(found[2]):
            raise TableError(f"{path.name}: cannot be read: {line}")
        names.append(found[1].strip("'\""))
    return names


READERS: Mapping[str, Callable[[Path, DataConfig], pd.DataFrame]] = {
    ".csv": _csv,
    ".csv.gz": _csv,
    ".parquet": _parquet,
    ".arff": _arff,
    ".arff.gz": _arff,
}
