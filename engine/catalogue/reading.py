"""How is one data file read, and how is what is wrong in it named by file and key?"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from engine.catalogue.files import BRANCH_TAGS
from engine.catalogue.series import FileModel
from engine.errors import CatalogueError

# how pydantic writes a date key into the place of an error
_DAY = re.compile(r"^datetime\.date\((\d+), (\d+), (\d+)\)$")
Model = TypeVar("Model", bound=FileModel)


def read_file(path: Path, folder: Path, model: type[Model], faults: list[str]) -> Model | None:
    """The file as `model`; None where it cannot be, with every fault added to `faults`."""
    shown = path.relative_to(folder).as_posix()
    try:
        return model.model_validate(_parse(path))
    except ValidationError as error:
        faults += [f"{shown}: {_key(each['loc'])}: {each['msg']}" for each in error.errors()]
    except YAMLError as error:
        faults.append(f"{shown}: {_yaml_fault(error)}")
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{shown}: cannot be read: {type(error).__name__}")
    return None


def read_checked(
    path: Path, model: type[Model], faults_of: Callable[[Model], Iterable[str]]
) -> Model:
    """The file as `model`, without a fault of form or of `faults_of`.

    Raises:
        CatalogueError: anything wrong in the file; every fault is named with file and key.
    """
    faults: list[str] = []
    read = read_file(path, path.parent, model, faults)
    if read is not None:
        faults += [f"{path.name}: {fault}" for fault in faults_of(read)]
    if read is None or faults:
        raise CatalogueError("\n".join(faults))
    return read


def in_force(days: Iterable[date], on: date) -> date | None:
    """The latest of the `days` from which a version holds, as of `on`; None before the first."""
    return max((day for day in days if day <= on), default=None)


def _parse(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def _key(parts: tuple[int | str, ...]) -> str:
    kept = [_DAY.sub(_iso, str(part)) for part in parts if part not in BRANCH_TAGS | {"[key]"}]
    return ".".join(kept) or "(file)"


def _iso(found: re.Match[str]) -> str:
    return date(*map(int, found.groups())).isoformat()


def _yaml_fault(error: YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    line = "" if mark is None else f"line {mark.line + 1}: "
    return f"{line}{getattr(error, 'problem', None) or error}"
