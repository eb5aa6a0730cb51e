"""How does the service listen?"""

import socket

import uvicorn

from api.app import create_app
from api.cli.console import say
from api.settings import SettingsError
from api.wiring import Service

_WAITING = 128


def run(service: Service, host: str, port: int) -> None:
    """Serve until interrupted; the address is said once it can be reached.

    Raises:
        SettingsError: the address cannot be listened on.
    """
    listening = _listen(host, port)
    config = uvicorn.Config(
        create_app(service), log_level="warning", server_header=False, timeout_graceful_shutdown=20
    )
    address = f"http://{_shown(host)}:{listening.getsockname()[1]}"
    say(f"杭创E站已启动: {address}", "serving there; stop with Ctrl+C")
    uvicorn.Server(config).run([listening])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(_WAITING)
    except OSError as error:
        listening.close()
        said = error.strerror or str(error)
        raise SettingsError(f"{host}:{port} 无法监听 / cannot be listened on: {said}") from error
    return listening


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
