"""Serving: the studio on an address, until somebody ends it."""

import socket
import webbrowser
from collections.abc import Callable
from contextlib import closing
from secrets import token_urlsafe

import uvicorn

from combat_rules.errors import CombatError, in_short
from combat_rules.studio.app import Studio
from combat_rules.studio.messages import LONGEST
from combat_rules.studio.rulebook import Rulebook
from combat_rules.studio.safety import hosts_of, in_address, is_loopback

PORT = 8765


def serve(
    rulebook: Rulebook, host: str, port: int, *, opens: bool, told: Callable[[str], object]
) -> None:
    """Serve the studio until it is interrupted. ``told`` is given its address.

    Port 0 is any that is free. Raises ``CombatError`` if the address cannot be had.
    """
    listening = _listen(host, port)
    with closing(listening):
        port = listening.getsockname()[1]
        token = "" if is_loopback(host) else token_urlsafe(24)
        address = f"http://{in_address(host)}:{port}/{f'?token={token}' if token else ''}"
        app = Studio(rulebook).guarded(hosts_of(host, port), token)
        config = uvicorn.Config(
            app, log_level="error", access_log=False, ws="websockets-sansio", lifespan="on",
            # What is somewhat too long is answered; only what is far longer ends the connection.
            ws_max_size=8 * LONGEST, timeout_graceful_shutdown=2, server_header=False,
            # Between two programs of one machine packing takes longer than sending.
            ws_per_message_deflate=False,
        )  # fmt: skip
        told(address)
        if opens:
            webbrowser.open(address)
        uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
        if not bare:
            raise ValueError("a host has a name or a number")
        found.bind((bare, port))
        # Whoever is told the address may come at once, and waits until the studio is there.
        found.listen(128)
    except (OSError, TypeError, ValueError) as error:
        found.close()
        why = getattr(error, "strerror", None) or error
        raise CombatError(
            f"the studio cannot listen on {in_short(host)}, port {port}: {why}; choose "
            "another with --port, or 0 for any that is free",
            code="studio.address",
        ) from error
    return found
