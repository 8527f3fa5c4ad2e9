"""The rows of one character, whatever file they stand in, as moves and an archetype."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from combat_rules.design.importing.archetypes import (
    GUARDS,
    MOST_KNOWN,
    archetype_of,
    health_of,
    stage_of,
    steps_of,
    usual_steps,
)
from combat_rules.design.importing.cells import Unclear
from combat_rules.design.importing.games import Game
from combat_rules.design.importing.links import (
    Found,
    Links,
    Predecessors,
    is_follow_up,
    super_level,
)
from combat_rules.design.importing.moves import MoveReader
from combat_rules.design.importing.report import Character, Fate, Imported, Names, Row

Section = tuple[str, Mapping[str, object], Mapping[str, object]]
"""A character in one of its states: what it is called, its stats, its rows by title."""


def read_sections(source: str, sections: Iterable[Section], game: Game) -> Imported:
    """Characters of one game, with what they share."""
    characters, fates, people = [], [], Names()
    told = [(people.take("", title), stats, rows) for title, stats, rows in sections]
    # What is made here keeps its name, and no move of anybody has that of another.
    made = [*GUARDS, *usual_steps(game)]
    made += [step for name, stats, _ in told for step in steps_of(name, stats, game)]
    names = Names(row["name"] for row in made)
    for name, stats, rows in told:
        reader = CharacterReader(name, stats, game, names)
        characters.append(reader.read(rows))
        fates += reader.fates
    unsaid = [name for name, stats, _ in told if not health_of(stats, game)]
    known = {name for each in characters for kind in each.archetypes for name in kind["actions"]}
    return Imported(
        source=source,
        characters=tuple(characters),
        fates=tuple(fates),
        stage=stage_of(game),
        attributes=_attributes(game),
        told=tuple(_made_up(unsaid, game)),
        shared=(*GUARDS, *(step for step in usual_steps(game) if step["name"] in known)),
    )


def _made_up(names: Sequence[str], game: Game) -> Iterator[str]:
    """What has to be known of health that nobody tells."""
    if names:
        verb = "has" if len(names) == 1 else "have"
        yield f"how much health {', '.join(names)} {verb} is not said: {game.health} stands in"


def _attributes(game: Game) -> tuple[Row, ...]:
    if game.meter is None:
        return ()
    words = "Earned by blows, spent on supers."
    return ({"name": "meter", "maximum": game.meter.maximum, "description": words},)


class CharacterReader:
    """Reads the moves of one character."""

    def __init__(self, name: str, stats: Mapping[str, object], game: Game, names: Names) -> None:
        self.fates: list[Fate] = []
        self._name = name
        self._stats = stats
        self._game = game
        self._reader = MoveReader(game, stats)
        self._names = names
        self._moves: dict[str, Row] = {}
        self._found: list[Found] = []
        self._remarks: list[tuple[str, str, str]] = []

    def read(self, moves: Mapping[str, object]) -> Character:
        """The character, with what became of each of its rows in ``fates``."""
        fates: dict[str, Fate] = {}
        before = Predecessors(moves)
        for title, row in moves.items():
            try:
                if not isinstance(row, dict):
                    raise Unclear("it is no row of columns")
                fates[title] = self._add(title, before.own_part(row))
            except Unclear as unclear:
                fates[title] = Fate(f"{self._name}, {title}", str(unclear))
        links = Links(self._name, self._found)
        links.draw()
        known: list[str] = []
        for title, row, move in self._found:
            why = _why_not(title, row, move, self._game)
            if not why and len(known) == MOST_KNOWN:
                why = f"a character knows {MOST_KNOWN} moves at most"
            known += [] if why else [move["name"]]
            more = (
                [f"{why}: measured, but no fighter does it"] if why and "role" not in move else []
            )
            fate = fates[title]
            notes = (*fate.notes, *links.notes.get(title, ()), *more)
            fates[title] = replace(fate, notes=notes)
        self.fates = list(fates.values())
        steps = list(steps_of(self._name, self._stats, self._game))
        archetype = archetype_of(self._name, self._stats, self._game, known, steps)
        rows = (*map(_tidy, self._moves.values()), *steps)
        return Character(self._name, rows, (archetype,), tuple(self._remarks))

    def _add(self, title: str, row: Mapping[str, object]) -> Fate:
        read = self._reader.read(row)
        name = self._names.take(self._name, title)
        kind = re.sub(r"[^a-z-]", "", str(row.get("moveType", "")).lower())[:30] or "other"
        kind = "super" if kind == "ultra" else kind
        tags = [f"{self._name} {kind}"]
        if kind == "super" and super_level(read):
            tags.append(f"{self._name} super {super_level(read)}")
        called = "" if title == name else " ".join(title.split())[:60]
        move: Row = {"name": name, "title": called, "description": str(row.get("numCmd", ""))[:60]}
        move.update(read)
        move["tags"] = tags
        self._moves[name] = move
        self._found.append((title, row, move))
        told = self._reader.remarks
        self._remarks += [(code, name, text) for code, text in told]
        return Fate(
            f"{self._name}, {title}",
            notes=tuple(self._reader.notes),
            contradicts=tuple(text for _, text in told),
            unknown=tuple(move.get("unknown", ())),
        )


def _why_not(title: str, row: Mapping[str, object], move: Row, game: Game) -> str:
    """Why no fighter does a move, if none does: it knows those that it can do on the ground,
    that strike in a known time, or go on from another one."""
    if row.get("airmove"):
        move["tags"].append("air")
        return "it is done in the air"
    if str(row.get("moveType", "")).lower() in game.unpaid:
        return "it is paid with a gauge that is not modelled"
    if is_follow_up(title, row) and "follow_up" not in move:
        return "what it follows is not told"
    if "role" in move:
        return "" if "cancels" in move else "it strikes nobody"
    unknown = {"release", "recovery"} & set(move.get("unknown", ()))
    return "how long it takes is not known" if unknown else ""


def _tidy(move: Row) -> Row:
    """A row without what is empty, or as it is by default; a damage is told in any case."""
    return {
        key: value
        for key, value in move.items()
        if key == "damage" or value not in ("", [], {}, False)
    }
