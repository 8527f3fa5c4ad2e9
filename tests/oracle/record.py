"""The digest that is committed: a line for each group of plays, ``name events hash``."""

from collections.abc import Iterable
from pathlib import Path

from tests.oracle.plays import groups
from tests.oracle.streams import Digest, digest

FILE = Path(__file__).with_name("digest.txt")


def recorded(file: Path = FILE) -> dict[str, Digest]:
    """The digests of a file, by the names of the groups."""
    lines = (line.split() for line in file.read_text(encoding="utf-8").splitlines())
    return {name: Digest(int(events), hash) for name, events, hash in lines}


def record(file: Path = FILE, *, sample: bool = False) -> Iterable[str]:
    """Play everything, or the usual sample, and write the digests; tells each line."""
    lines = []
    for group in groups():
        if group.sample or not sample:
            lines.append(f"{group.name} {digest(group.plays)}")
            yield lines[-1]
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
