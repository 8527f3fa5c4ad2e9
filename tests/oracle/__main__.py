"""Plays of the oracle on the command line: ``python -m tests.oracle --help``."""

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

from tests.oracle.plays import groups, plays
from tests.oracle.record import FILE, record, recorded
from tests.oracle.streams import Digest, rows


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; 1 if it found a difference."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    commands = parser.add_subparsers(required=True, dest="command")
    told = commands.add_parser("list", help="name every play")
    written = commands.add_parser("record", help="play everything and write its digests")
    written.add_argument("file", nargs="?", type=Path, default=FILE)
    written.add_argument("--sample", action="store_true", help="only what the usual tests play")
    dumped = commands.add_parser("dump", help="write the rows of plays, one a line")
    dumped.add_argument("names", nargs="*", help="plays, or beginnings of names: pair/duelist/")
    dumped.add_argument("--sample", action="store_true", help="all that the usual tests play")
    dumped.add_argument("--out", type=Path, help="a folder: a file for each play")
    compared = commands.add_parser("compare", help="tell where two folders of dumps differ")
    compared.add_argument("one", type=Path)
    compared.add_argument("other", type=Path)
    differing = commands.add_parser("differ", help="tell which lines of two digests differ")
    differing.add_argument("other", type=Path)
    differing.add_argument("one", nargs="?", type=Path, default=FILE)
    for each in (told, written, dumped, compared, differing):
        each.set_defaults(parser=each)
    given = parser.parse_args(words)
    match given.command:
        case "list":
            say(*plays())
        case "record":
            for line in record(given.file, sample=given.sample):
                say(line)
        case "dump":
            dump(chosen(given.names, given.sample), given.out)
        case "compare":
            return compare(given.one, given.other)
        case "differ":
            return differ(recorded(given.one), recorded(given.other))
    return 0


def chosen(names: Sequence[str], sample: bool) -> list[str]:
    """The names of the plays that are meant; the beginning of a name means all that begin so."""
    wanted = [name for name in names if name in plays()]
    begun = tuple(name for name in names if name not in plays())
    wanted += [name for name in plays() if name.startswith(begun)]
    if sample:
        wanted += [play.name for group in groups() if group.sample for play in group.plays]
    if not wanted:
        raise SystemExit(f"no play is named {' '.join(names) or 'nothing'}; see list")
    return list(dict.fromkeys(wanted))


def dump(names: Sequence[str], out: Path | None) -> None:
    """Write the rows of plays, one a line, into a folder or to the screen."""
    for name in names:
        lines = [str(one) for one in rows(plays()[name])]
        if out is None:
            say(*lines)
            continue
        file = out / f"{name}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join([*lines, ""]), encoding="utf-8")


def compare(one: Path, other: Path, before: int = 6) -> int:
    """Tell the first rows in which dumps differ, with a few rows before them."""
    different = 0
    for file in sorted(one.rglob("*.txt")):
        name = file.relative_to(one)
        left = file.read_text(encoding="utf-8").splitlines()
        path = other / name
        right = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        for number, (a, b) in enumerate(zip_longest(left, right, fillvalue="(nothing)")):
            if a != b:
                different += 1
                say(f"== {name}, row {number}", *(f"   {x}" for x in left[:number][-before:]))
                say(f" < {a}", f" > {b}")
                break
    say(f"{different} of {len(list(one.rglob('*.txt')))} plays differ")
    return int(different > 0)


def differ(one: Mapping[str, Digest], other: Mapping[str, Digest]) -> int:
    """Tell which groups of two digests differ, and how many of each kind."""
    names = [name for name in one if name in other]
    found = [name for name in names if one[name] != other[name]]
    for name in found:
        say(f"{name}: {one[name]} -> {other[name]}")
    kinds = Counter(name.split("/")[0] for name in found)
    for kind, of in Counter(name.split("/")[0] for name in names).items():
        say(f"{kind}: {kinds[kind]} of {of} differ")
    return int(bool(found))


def say(*lines: object) -> None:
    """Write lines to the screen."""
    sys.stdout.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    raise SystemExit(main())
