"""How does a file appear whole or not at all?"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to; it takes its place on success and vanishes otherwise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    beside = folder / path.name
    try:
        yield beside
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
        folder.rmdir()
