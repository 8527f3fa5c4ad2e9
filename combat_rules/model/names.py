"""Names: what an action, a combatant or any other rule may be called, wherever it comes in."""

import os
import re
from hashlib import blake2b
from unicodedata import is_normalized

from combat_rules.errors import in_short

MOST_CHARACTERS = 100
"""How long a name may be; names stand in messages, in diagrams and in names of files."""

JOINERS = "\u200c\u200d"
"""What is not printed itself but belongs to words of some scripts, Persian for one."""

OF_CELLS = "+,;="
"""Signs that cells of tables are written with: what a table names has none of them either."""

LONGEST_FILE = 200
"""Bytes of a file's name without its ending; systems take 255 with it."""

UNSAFE = re.compile(r'[\x00-\x1f/\\:*?"<>|%]|^\.|^(?=readme$)', re.IGNORECASE)
"""What a file's name may not hold on some system, and the name of an index."""


def name_problem(name: object, *, marks: bool = False) -> str | None:
    """What is wrong with a name, in words; ``None`` if nothing is.

    ``'#'`` marks tags and numbers the uses of an action; with ``marks`` it may be in a name.
    """
    if (
        type(name) is str
        and name.isascii()
        and name.isidentifier()
        and len(name) <= MOST_CHARACTERS
    ):
        # A word of plain letters, as most are.
        return None
    wrong = _wrong(name, marks)
    return None if wrong is None else f"the name {in_short(name)} {wrong}"


def written_name(file: str) -> str:
    """The name of a file as a text that can be written down: a byte of it that is no letter of any
    script stands there by its number."""
    return os.fsencode(file).decode(errors="backslashreplace")


def safe_file_name(name: str) -> str:
    """What a file is called after something, without an ending: whatever its name is, the file
    stays in its folder, and two names have two files. What no system takes, because it is too long,
    is cut off, with a mark made of the whole name."""
    safe = UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}" if found[0] else "%", name)
    written = safe.encode()
    if len(written) <= LONGEST_FILE:
        return safe
    mark = "~" + blake2b(written, digest_size=8).hexdigest()
    return written[: LONGEST_FILE - len(mark)].decode(errors="ignore") + mark


def _is_unseen(sign: str) -> bool:
    return not sign.isprintable() and sign not in JOINERS


def _wrong(name: object, marks: bool) -> str | None:
    if not isinstance(name, str):
        return "is no text; a name is a text"
    if not name.strip() or name != name.strip():
        return "is empty or has outer spaces; a name is a text without"
    if len(name) > MOST_CHARACTERS:
        return f"has {len(name)} characters; a name has at most {MOST_CHARACTERS}"
    if "#" in name and not marks:
        return "has a '#' in it, which marks tags and the uses of an action; leave it out"
    if not name.isprintable() and (unseen := sorted(set(filter(_is_unseen, name)))):
        return f"has {', '.join(map(ascii, unseen))} in it, which nobody can see; leave that out"
    if not is_normalized("NFC", name):
        # The same letters in another form would be another name that nobody can tell apart.
        return "has letters and their accents apart; write it composed (Unicode's form NFC)"
    return None
