"""Try hostile stories for a while, or one of them again: ``python -m tests.hostile --help``."""

import argparse
import sys
from collections import Counter
from time import monotonic

from tests.hostile.story import Story
from tests.hostile.trial import failure_of, try_story


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    many = commands.add_parser("many", help="try stories until the time is up, or one fails")
    many.add_argument("--seconds", type=int, default=30)
    many.add_argument("--first", type=int, default=0, help="the first seed")
    many.add_argument("--keep-going", action="store_true", help="count what fails, and go on")
    again = commands.add_parser("again", help="try one story once more, without some of its steps")
    again.add_argument("seed", type=int)
    again.add_argument("without", type=int, nargs="*")
    given = parser.parse_args()
    if given.command == "again":
        return once_more(given.seed, frozenset(given.without))
    return try_many(given.seconds, given.first, given.keep_going)


def try_many(seconds: int, first: int, keep_going: bool) -> int:
    """Try stories one after another; print figures, and what fails."""
    figures: Counter[str] = Counter()
    until, seed = monotonic() + seconds, first
    while monotonic() < until:
        try:
            try_story(seed, figures=figures)
        except KeyboardInterrupt:
            break
        except Exception:
            figures["failures"] += 1
            print(failure_of(seed), flush=True)
            if not keep_going:
                break
        seed += 1
    print(f"{seed - first} stories from seed {first} on: "
          + ", ".join(f"{count} {name}" for name, count in figures.items()))  # fmt: skip
    return 1 if figures["failures"] else 0


def once_more(seed: int, without: frozenset[int]) -> int:
    """Show a story and try it; what is wrong is raised."""
    story = Story(seed, without)
    print(f"{story.duration} ticks, {story.drawn.ticks_per_second} a second")
    for part in (*story.fighters, *story.steps):
        print(" ", part)
    try_story(seed, without)
    print("nothing is wrong with it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
