"""How does work on untrusted bytes get a process in which it can harm nobody but itself?"""

import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Timer

# Where a Python of one's own finds its library; nothing else of the caller reaches the process.
_ENVIRONMENT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
# A thread per core would take address space for nothing.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def answer_of(
    script: Path, arguments: Sequence[int], content: bytes, seconds: float, most: int
) -> bytes:
    """What `script` writes on being given `content`, in an isolated process of its own.

    The process is killed after `seconds`, or when it has said more than `most` bytes; then, and
    when it dies, this is what it said before, at most `most` + 1 bytes.
    """
    with subprocess.Popen(
        [sys.executable, "-I", "-B", str(script), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={key: os.environ[key] for key in _ENVIRONMENT if key in os.environ} | _ONE_THREAD,
        cwd="/",
    ) as process:
        end = Timer(seconds, process.kill)
        end.start()
        try:
            return _exchange(process, content, most)
        finally:
            process.kill()
            end.cancel()
            end.join()


def confine(memory: int, cpu: int, files: int) -> None:
    """Let this process use no more than so much memory (bytes), processor (seconds) and files.

    `files` counts open ones; not a byte can be written to any.
    """
    for kind, most in (
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, files),
        (resource.RLIMIT_AS, memory),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (OSError, ValueError):  # macOS knows RLIMIT_AS but does not set it
            continue


def _exchange(process: subprocess.Popen[bytes], content: bytes, most: int) -> bytes:
    if process.stdin is None or process.stdout is None:
        return b""
    with suppress(BrokenPipeError):
        process.stdin.write(content)
    with suppress(BrokenPipeError):
        process.stdin.close()
    return process.stdout.read(most + 1)
