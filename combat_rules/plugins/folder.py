"""The working folder, which may have been removed under the feet of a program."""

from pathlib import Path


def working_folder() -> Path:
    """The folder that a program works in. One that is gone holds nothing: of the relative path
    that comes back then nothing can be found, and nothing lies below it."""
    try:
        return Path.cwd()
    except OSError:
        return Path()
