"""How is one plain file read and written, so that nothing but its bytes can come of it?"""

import os
import stat
from pathlib import Path

from engine.errors import UntrustedModelError

PathName = str | os.PathLike[str]


def read_plain(path: Path, most: int) -> bytes:
    """The whole of one plain file of at most `most` bytes; no link followed, no pipe waited for.

    Raises:
        UntrustedModelError: it is absent, no plain file, or larger; the message names it.
    """
    try:
        with open(path, "rb", opener=_plainly) as file:
            # Read one byte past the limit: a file may grow between question and answer.
            plain = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
            content = file.read(most + 1) if plain else b""
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else str(error)
        raise UntrustedModelError(f"{path.name}: cannot be read: {said}") from error
    if not plain or len(content) > most:
        raise UntrustedModelError(f"{path.name}: is no plain file of at most {most} bytes")
    return content


def write_new(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Write a file that must not exist yet, down to the disk."""
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _plainly(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
