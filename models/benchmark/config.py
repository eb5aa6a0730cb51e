"""What must a benchmark know of a data set, and is its small file right?"""

from collections.abc import Sequence
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from engine.catalogue.reading import read_checked
from engine.catalogue.series import FileModel
from engine.errors import CatalogueError, TableError

_BUILT_IN = Path(__file__).parent / "datasets"
_MISSING = ("", "?", "NA", "N/A", "NaN", "nan", "null", "NULL", "None")
_LATEST_SHARE = 0.3
Item = TypeVar("Item")


def _fixed(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Tuple = Annotated[tuple[Item, ...], BeforeValidator(_fixed)]
Word = str | int | float | bool
Form = Literal["number", "ordinal", "one_hot"]
Preparation = Literal["crunchbase_rounds", "cumcm_invoices", "sba_loans"]


class TargetConfig(FileModel):
    """Which column holds the outcome, and which of its values mean default.

    All other values mean no default; `good_values` names them where there are several. A row
    without an outcome is left out and counted.
    """

    column: str
    default_values: Annotated[Tuple[Word], Field(min_length=1)]
    good_values: Tuple[Word] = ()


class CodeForm(FileModel):
    """How texts of a column become numbers: `order` lists an ordinal's values from low to high."""

    form: Form
    order: Tuple[str] = ()

    @model_validator(mode="after")
    def _ordered(self) -> "CodeForm":
        if (self.form == "ordinal") != bool(self.order):
            raise ValueError("order is stated for the form ordinal, and only for it")
        return self


class RepeatedSplit(FileModel):
    """Stratified folds, drawn again for each repeat; `by` says what stays together.

    Without `by`, the rows of one group where the data set has groups, else nothing. On dated data
    such a split lets a model learn from later rows: `because` must then say why that is right.
    """

    kind: Literal["repeated"]
    folds: Annotated[int, Field(ge=2, le=20)] = 5
    repeats: Annotated[int, Field(ge=1, le=20)] = 1
    by: Literal["row", "group"] | None = None
    because: Annotated[str, Field(min_length=1)] | None = None


class TimeSplit(FileModel):
    """Each window from one cut to the next is judged by a model of what was known at its cut.

    `purge_months` is how long an outcome takes to be known: a row trains only if it is that much
    older than the cut. In place of `cuts`, `latest_share` cuts where that share of rows begins.
    Where groups recur, those of a window are judged in `folds` parts, each by a model of earlier
    rows of all other groups.
    """

    kind: Literal["time"]
    cuts: Tuple[date] = ()
    latest_share: Annotated[float, Field(gt=0.0, lt=1.0)] | None = None
    purge_months: Annotated[int, Field(ge=0, le=240)] = 0
    folds: Annotated[int, Field(ge=1, le=20)] = 5

    @model_validator(mode="after")
    def _cut_somewhere(self) -> "TimeSplit":
        if bool(self.cuts) == (self.latest_share is not None):
            raise ValueError("needs either cuts or latest_share")
        if list(self.cuts) != sorted(set(self.cuts)):
            raise ValueError("cuts must rise")
        return self


class DataConfig(FileModel):
    """One data set: where it is, what its columns mean, how it is split, what is wrong with it.

    `path` is relative to the folder of the data; `prepare` names a reader of the project's own for
    a folder of several files. `drop` are columns no model may see. `monotone` is +1 where more
    means more default, -1 where it means less. `codes` gives texts their form; without a form a
    text is refused, or with `text_columns: one_hot` coded. `brier_ranked` is false where there
    are too few defaults for ranks by the Brier score to mean anything.
    """

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+$")]
    title: str
    path: str
    source: str
    traps: str
    target: TargetConfig
    split: Annotated[RepeatedSplit | TimeSplit, Field(discriminator="kind")]
    encoding: str = "utf-8-sig"
    delimiter: Literal[",", ";", "\t"] = ","
    missing: Tuple[str] = _MISSING
    group: str | None = None
    date: str | None = None
    date_format: str = "%Y-%m-%d"
    drop: Tuple[str] = ()
    monotone: dict[str, Literal[1, -1]] = Field(default_factory=dict)
    codes: dict[str, CodeForm] = Field(default_factory=dict)
    text_columns: Literal["refused", "one_hot"] = "refused"
    drop_duplicates: bool = False
    prepare: Preparation | None = None
    brier_ranked: bool = True

    @model_validator(mode="after")
    def _consistent(self) -> "DataConfig":
        for fault in _faults(self):
            raise ValueError(fault)
        return self


def read_config(path: str | PathLike[str]) -> DataConfig:
    """The data set that the YAML file at `path` describes.

    Raises:
        TableError: anything wrong in it, named with file and key.
    """
    try:
        return read_checked(Path(path), DataConfig, lambda _: ())
    except CatalogueError as error:
        raise TableError(str(error)) from error


def builtin_configs() -> tuple[DataConfig, ...]:
    """The real data sets the project knows, by name.

    `datasets/second_views` holds other splits of two of them, to be asked for by their path.
    """
    return tuple(map(read_config, sorted(_BUILT_IN.glob("*.yaml"))))


def config_of(
    path: str | PathLike[str],
    target: str,
    group: str | None = None,
    date: str | None = None,
    drop: Sequence[str] = (),
) -> DataConfig:
    """A table nobody has described: 1 or true in `target` is default, short texts are one-hot.

    With a `date` the latest 30 % of rows are judged by a model of the earlier ones, as nobody said
    when outcomes are known; without one, five folds, the rows of a `group` kept together.

    Raises:
        TableError: the columns named do not go together.
    """
    place = Path(path)
    split: dict[str, Any] = {"kind": "repeated", "folds": 5, "repeats": 1}
    if date is not None:
        split = {"kind": "time", "latest_share": _LATEST_SHARE}
    stated: dict[str, Any] = {
        "name": _name(place), "title": place.name, "path": str(place), "source": "not stated",
        "traps": "not stated", "target": {"column": target, "default_values": (1, True)},
        "split": split, "group": group, "date": date, "drop": tuple(drop),
        "text_columns": "one_hot",
    }  # fmt: skip
    try:
        return DataConfig.model_validate(stated)
    except ValidationError as error:
        reasons = "; ".join(each["msg"] for each in error.errors())
        raise TableError(f"{place.name}: {reasons}") from error


def _name(place: Path) -> str:
    stem = place.name.partition(".")[0]
    return "".join(each if each.isascii() and each.isalnum() else "_" for each in stem) or "table"


def _faults(config: DataConfig) -> list[str]:
    named = [config.target.column, *filter(None, (config.group, config.date)), *config.drop]
    faults = [f"column {each!r} is named twice" for each in named if named.count(each) > 1]
    features = {*config.codes, *config.monotone}
    faults += [f"column {each!r} is no feature" for each in named if each in features]
    if isinstance(config.split, TimeSplit) and config.date is None:
        faults.append("split: a time split needs a date column")
    if isinstance(config.split, RepeatedSplit):
        faults += _repeated_faults(config, config.split)
    return faults


def _repeated_faults(config: DataConfig, split: RepeatedSplit) -> list[str]:
    faults = []
    if split.by == "group" and config.group is None:
        faults.append("split.by: 'group' needs a group column")
    if config.date is not None and split.because is None:
        faults.append(
            f"split.because: rows have a date ({config.date!r}), and folds train on rows later than"
            " those they judge: split by time, or say why folds are right here"
        )
    return faults
