"""The command ``combat-rules`` as a program: however it ends, what it says is no traceback."""

import os
import signal
import sys
from importlib import import_module
from typing import Any

PROBLEM, INTERRUPTED, CLOSED = 1, 130, 141
"""Exit codes: a problem; ended with Ctrl-C; whoever read the output has read enough."""


def main() -> None:
    """Run ``combat-rules``, and end the process."""
    _open_what_is_closed()
    try:
        # Until everything is imported there is nothing to tidy up.
        before = signal.signal(signal.SIGINT, signal.SIG_DFL)
        app: Any = import_module("combat_rules.cli.app").app
        _show_whatever_comes()
        signal.signal(signal.SIGINT, before)
        code = _ended(app)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(_flushed(code))


def _open_what_is_closed() -> None:
    """Let a program that was begun without output say nothing. What is opened first takes the
    place of what was closed, so that no file of a fight does."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 # as long as the program
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 # as above
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 # as above


def _show_whatever_comes() -> None:
    """Have consoles that cannot write a letter write its number."""
    for stream in (sys.stdout, sys.stderr):
        # A program without a console has none of them, a test its own.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _ended(app: Any) -> int:
    """The exit code with which the commands end."""
    try:
        app()
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):
            # Typer ends so while it shows help.
            return CLOSED
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:
        return _said("interrupted", INTERRUPTED)
    except BrokenPipeError:
        return CLOSED
    except OSError as error:
        about = f": {error.filename}" if error.filename else ""
        return _said(f"{error.strerror or error}{about}", PROBLEM)
    except MemoryError:
        return _said("there is not enough memory for this", PROBLEM)
    except Exception as error:
        return _said(
            f"this should not have happened, and is no fault of yours: {type(error).__name__}: "
            f"{error}. Please report it, with what you called",
            PROBLEM,
        )
    return 0


def _flushed(code: int) -> int:
    """The exit code once all that was said has gone out, or cannot."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = code or CLOSED
    except (OSError, ValueError) as error:
        code = _said(f"cannot write the output: {error}", code or PROBLEM)
    else:
        return code
    # Python would flush once more as it ends, and complain of it.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return code


def _said(text: str, code: int) -> int:
    """Say on standard error why it ended, if anybody is there; returns the code."""
    try:
        sys.stderr.write(f"combat-rules: {text}\n")
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    return code
