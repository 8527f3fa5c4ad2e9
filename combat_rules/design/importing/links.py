"""What leads into what: cancels by kind, chains in prose, follow-ups by command, gatlings."""

import re
from collections.abc import Iterable, Mapping

from combat_rules.design.importing.cells import text_in
from combat_rules.design.importing.lengths import COUNTED
from combat_rules.design.importing.report import Row

MOST_INTO = 20
"""Moves that one window may name."""
KINDS = {"sp": ("special",), "su": ("super",)}
"""What a sign of a cancel stands for, by kinds of moves."""
LEVELS = {"su1": (1, 2, 3), "su2": (2, 3), "su3": (3,)}
"""Signs that name the lowest level of the supers."""
LEVEL = 10_000
"""What a level of a super costs, where there are levels."""

CHAINS = re.compile(r"\bchains? into (?!.*\bfrom\b)(.*)", re.IGNORECASE | re.DOTALL)
CHAINED = re.compile(r"can be chained into from (.*)", re.IGNORECASE | re.DOTALL)
POSES = {"st": "stand", "cr": "crouch", "stand": "stand", "crouch": "crouch", "far": "far"}
BUTTON = re.compile(
    r"\b(st|cr|stand|crouch|far|close)[. ]?\s*([lmh][pk])\b(?![^/,&]*>)", re.IGNORECASE
)
LIGHTS = re.compile(r"\blight (buttons|attacks|normals)\b", re.IGNORECASE)
LIGHT = ("stand lp", "stand lk", "crouch lp", "crouch lk")
"""What prose calls light buttons, by title."""

Index = dict[str, dict[str, Row]]
"""Moves by what others call them, and then by their name."""
Found = tuple[str, Mapping[str, object], Row]
"""A move that came in: its title, what its row says, and what became of it."""


class Links:
    """The moves of a character, by all that others call them by."""

    def __init__(self, kind: str, found: Iterable[Found]) -> None:
        self.notes: dict[str, list[str]] = {}
        self._kind = kind
        self._found = list(found)
        self._by_command: Index = {}
        self._by_title: Index = {}
        for title, row, move in self._found:
            for column in ("numCmd", "cmnName", "dustloopKey"):
                self._file(self._by_command, _command(row.get(column, "")), move)
            self._file(self._by_title, _title(title), move)
        self._tags = {tag for _, _, move in self._found for tag in move["tags"]}

    def draw(self) -> None:
        """Give each move the windows that the rows tell of."""
        for title, row, move in self._found:
            if "role" not in move:
                self._kinds(title, row, move)
                self._chains(title, row, move)
            if is_follow_up(title, row):
                self._follows(title, row, move)

    @staticmethod
    def _file(index: Index, name: str, move: Row) -> None:
        if name:
            index.setdefault(name, {})[move["name"]] = move

    def _note(self, title: str, text: str) -> None:
        self.notes.setdefault(title, []).append(text)

    def _kinds(self, title: str, row: Mapping[str, object], move: Row) -> None:
        """Cancels into kinds of moves; a kind that the character has none of is left out."""
        signs = row.get("xx", [])
        signs = (
            [text_in(sign)[:10].lower().rstrip("*") for sign in signs]
            if isinstance(signs, list)
            else []
        )
        tags: list[str] = []
        others = []
        for sign in signs:
            if sign in LEVELS:
                tags += [f"{self._kind} super {level}" for level in LEVELS[sign]]
            elif sign in KINDS:
                tags += [f"{self._kind} {kind}" for kind in KINDS[sign]]
            elif sign == "self":
                _open(move, [move["name"]])
            else:
                others.append(sign)
        if others and not (row.get("gatling") or self._in_prose(row)):
            self._note(title, f"cancels {', '.join(others)} need more than the row says: left out")
        _open(move, [f"#{tag}" for tag in tags if tag in self._tags])

    def _in_prose(self, row: Mapping[str, object]) -> list[str]:
        said = row.get("extraInfo", [])
        texts = [text_in(line) for line in said] if isinstance(said, list) else [text_in(said)]
        return [text for text in texts if CHAINS.search(text) or CHAINED.search(text)]

    def _chains(self, title: str, row: Mapping[str, object], move: Row) -> None:
        """Chains that prose names, and gatlings by command."""
        for text in self._in_prose(row):
            back = CHAINED.search(text)
            found = back or CHAINS.search(text)
            assert found is not None, "it is one of the two"
            names = [f"{_pose(pose)} {button}".lower() for pose, button in BUTTON.findall(found[1])]
            names += LIGHT if LIGHTS.search(found[1]) else ()
            names += [_title(title)] if found[1].lower().startswith("itself") else []
            others = [other for name in names for other in self._by_title.get(name, {}).values()]
            for other in others:
                one, next_one = (other, move) if back else (move, other)
                if "role" not in one:
                    _open(one, [next_one["name"]])
            if not others:
                self._note(title, f"{text[:80]!r} names no move that came in")
        gatling = row.get("gatling", [])
        into: list[str] = []
        for name in gatling if isinstance(gatling, list) else []:
            targets = self._by_command.get(_command(name), {})
            into += targets
            if not targets:
                self._note(title, f"gatling {text_in(name)[:20]!r} is no move that came in")
        _open(move, list(dict.fromkeys(into)))

    def _follows(self, title: str, row: Mapping[str, object], move: Row) -> None:
        """Open a way from the move that this one follows, if exactly one comes before it."""
        before = self._before(title, row, move)
        if len(before) != 1:
            what = "several moves that it may follow" if before else "no move that it follows"
            self._note(title, f"{what} can be told from {text_in(row.get('numCmd', ''))[:40]!r}")
            return
        _open(before[0], [move["name"]])
        move["follow_up"] = True

    def _before(self, title: str, row: Mapping[str, object], move: Row) -> list[Row]:
        for index, name in (
            (self._by_command, _command(row.get("numCmd", ""))),
            (self._by_title, _title(title)),
        ):
            head = name.rpartition(">")[0].strip()
            named = index.get(head, {}) if head else {}
            found = [other for other in named.values() if other is not move]
            if found:
                return found
        return []


class Predecessors:
    """The rows of a character by their command, for those that go on from them."""

    def __init__(self, rows: Mapping[str, object]) -> None:
        self._startups: dict[str, set[str]] = {}
        for row in rows.values():
            if isinstance(row, dict):
                startup = re.sub(r"\s", "", text_in(row.get("startup", "")))
                self._startups.setdefault(_command(row.get("numCmd", "")), set()).add(startup)

    def own_part(self, row: Mapping[str, object]) -> Mapping[str, object]:
        """The row with its own startup, where that of the move before it is counted too: it is
        as if ``11+15`` follows a move whose startup is 11."""
        startup = re.sub(r"\s", "", text_in(row.get("startup", "")))
        head = _command(row.get("numCmd", "")).rpartition(">")[0]
        for first in self._startups.get(head, ()) if head and "total" not in row else ():
            if first and startup.startswith(f"{first}+"):
                return {**row, "startup": startup[len(first) + 1 :], COUNTED: startup}
        return row


def is_follow_up(title: str, row: Mapping[str, object]) -> bool:
    """Whether a move is done only out of another one."""
    command = text_in(row.get("numCmd", ""))
    return bool(row.get("followUp")) or " > " in title or bool(re.match(r"\S.* > ", command))


def super_level(move: Row) -> int:
    """The level of a super, by what it costs; 0 where there are none."""
    return int(move.get("costs", {}).get("meter", 0)) // LEVEL


def _open(move: Row, into: list[str]) -> None:
    """A window into these moves, from the contact on for as long as the blow is active."""
    known = [name for window in move.get("cancels", []) for name in window["into"]]
    fresh = [name for name in dict.fromkeys(into) if name not in known]
    windows = move.setdefault("cancels", [])
    for at in range(0, min(len(fresh), MOST_INTO * (MOST_INTO - len(windows))), MOST_INTO):
        names = fresh[at : at + MOST_INTO]
        if "role" in move:
            windows.append({"into": names, "on": ["whiffed"]})
            continue
        start = move["commit"]
        windows.append({
            "into": names,
            "on": ["landed", "blocked"],
            "start": start,
            "end": start + strikes_for(move),
        })  # fmt: skip


def strikes_for(move: Row) -> int:
    """The ticks from its first active one to the last one of its last hit."""
    hits = move.get("hits", [])
    return sum(hit["release"] + hit.get("gap", 0) for hit in hits) or int(move["release"])


def _pose(word: str) -> str:
    return POSES.get(word.lower(), word)


def _command(cell: object) -> str:
    return re.sub(r"\s*>\s*", ">", text_in(cell).lower())


def _title(text: str) -> str:
    return re.sub(r"\s*>\s*", ">", " ".join(text.lower().split()))
