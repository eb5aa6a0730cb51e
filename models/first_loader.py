"""Is each of these saved models sound? Runs alone, as a process with little memory and time.

It is started as a script, reads from its input which folders to load and whom to trust, and
writes one line of JSON per folder: see `models.first_load`.
"""

import json
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.signing import TrustedKeys

_MOST_OF_A_REASON = 500


def main() -> None:
    """Reads standard input within the limits given as arguments."""
    memory, cpu, files, seconds = map(int, sys.argv[1:])
    # An isolated script finds no package of the project by itself.
    sys.path.insert(0, str(Path(__file__).parents[1]))
    # All that it needs is loaded, and compiled where need be, before the limits.
    from models import examination, kernels  # noqa: F401
    from models.confined import confine
    from models.signing import TrustedKeys

    asked = json.load(sys.stdin)
    keys = asked["trusted"]
    trusted = None if keys is None else TrustedKeys({k: bytes.fromhex(v) for k, v in keys.items()})
    confine(memory, cpu, files)
    for folder in asked["folders"]:
        # Nobody catches this signal: a load that hangs ends the process.
        signal.alarm(seconds)
        sys.stdout.write(json.dumps(_told(folder, trusted, asked["text"])) + "\n")
        sys.stdout.flush()


def _told(folder: str, trusted: "TrustedKeys | None", text: bool) -> dict[str, Any]:
    from engine.errors import ModelError, UntrustedModelError
    from models.examination import examine

    try:
        found = examine(folder, trusted, text)
    except ModelError as error:
        reason = str(error)[:_MOST_OF_A_REASON]
        return {"refused": reason, "untrusted": isinstance(error, UntrustedModelError)}
    except MemoryError:
        return {"refused": "it needs more memory than a model may", "untrusted": False}
    return {"model_id": found.model_id, "digest": found.digest, "signer": found.signer}


if __name__ == "__main__":
    main()
