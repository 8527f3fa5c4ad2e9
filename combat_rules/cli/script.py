"""Scripts: a fight written down in YAML, with every mistake reported where it stands."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from combat_rules.engine.core.fight import rules_for
from combat_rules.engine.entrance import ADJUSTABLE
from combat_rules.engine.lineup import Fighter, turned
from combat_rules.errors import CombatError, did_you_mean, listed
from combat_rules.model import Command
from combat_rules.model.limits import LIMIT
from combat_rules.plugins import Ruleset
from combat_rules.plugins.tables.cells import Cell, Items, Unreadable, text_of
from combat_rules.plugins.tables.reader import CellReader, TooMany
from combat_rules.plugins.tables.yaml_cells import parse_yaml

LARGEST = 1_000_000
"""Bytes of the largest script that is read."""

WAYS = {"right": 1, "left": -1}
"""Where a combatant of a script may look."""

MOST_COMBATANTS = 100
"""Combatants of the largest fight of a script. What each knows of each other is kept."""

NUMBERS = {"duration": 1, "distance": 0, "max_distance": 1, "seed": 0}
"""The numbers that a script may set, with the least value of each."""

OF_A_COMMAND = ("at", "actor", "action", "target", "cancel", "signal", "buffer")
OF_A_COMBATANT = ("archetype", "team", "controller", "position", "facing")


class Script(Struct, frozen=True):
    """A fight written down. Numbers that the script leaves out are ``None``."""

    numbers: Mapping[str, int]
    fighters: tuple[Fighter, ...]
    commands: tuple[Command, ...]


def read_script(file: Path, ruleset: Ruleset) -> Script:
    """Read a script; raises ``CombatError`` with all ``problems``, each with its line."""
    reader = _Reader(ruleset)
    script = reader.read(_parsed(file))
    if script is None or reader.problems:
        said = [f"line {problem.place.line}: {problem.text}" for problem in reader.problems]
        lines = listed(f"{file}, {problem}" for problem in said)
        raise CombatError(
            f"the script cannot be played:\n{lines}", code="script.invalid", problems=tuple(said)
        )
    return script


def _parsed(file: Path) -> Cell:
    """The script as cells, which know their lines; nothing is constructed from them."""
    try:
        document = parse_yaml(text_of(file, LARGEST))
        if document is None:
            raise Unreadable("it is empty; write combatants: and commands:")
    except Unreadable as error:
        raise CombatError(
            f"cannot read the script {file}: {error}", code="script.unreadable"
        ) from error
    return document


class _Reader(CellReader):
    """Reads cells into a script and collects what is wrong with them."""

    def __init__(self, ruleset: Ruleset) -> None:
        super().__init__()
        self._ruleset = ruleset

    def read(self, cell: Cell) -> Script | None:
        """The script; none if there is so much wrong with it that reading on is of no use."""
        try:
            return self._script(cell)
        except TooMany:
            return None

    def _script(self, cell: Cell) -> Script:
        parts = self.fields(cell, "a script", (*NUMBERS, "combatants", "commands"))
        numbers = {
            name: self.number(value, name, NUMBERS[name])
            for name, value in parts.items()
            if name in NUMBERS
        }
        fighters = turned(tuple(self._fighters(parts.get("combatants"), cell)))
        known = [fighter.name for fighter in fighters]
        commands = tuple(self._commands(parts.get("commands"), known))
        where = [fighter.position for fighter in fighters[:2] if fighter.position is not None]
        if "distance" in numbers and len(where) == 2:
            apart = abs(where[0] - where[1])
            if apart != numbers["distance"]:
                said = f"distance is {numbers['distance']}, but {known[0]} and {known[1]} stand "
                self.report(parts["distance"], f"{said}{apart} apart; give one of the two")
        return Script(numbers, fighters, commands)

    def _fighters(self, cell: Cell | None, script: Cell) -> Iterator[Fighter]:
        entries = {} if cell is None else self.fields(cell, "combatants", None)
        if len(entries) < 2 and not self.problems:
            self.report(cell or script, "combatants: name at least two, each with an archetype")
        if cell is not None and len(entries) > MOST_COMBATANTS:
            said = f"combatants: there are {len(entries)}; at most {MOST_COMBATANTS}"
            self.report(cell, said)
            return
        for name, about in entries.items():
            yield self._fighter(name, about)

    def _fighter(self, name: str, cell: Cell) -> Fighter:
        declared = tuple(attribute.name for attribute in self._ruleset.attributes)
        known = tuple(dict.fromkeys((*OF_A_COMBATANT, *ADJUSTABLE, *declared)))
        parts = self.fields(cell, name, known)
        archetype = ""
        if "archetype" in parts:
            archetype = self.one_of(parts["archetype"], "archetype", self._ruleset.archetypes)
        else:
            self.report(
                cell, f"{name} has no archetype; {did_you_mean('', self._ruleset.archetypes)}"
            )
        controller = ""
        if "controller" in parts:
            controller = self.one_of(parts["controller"], "controller", self._ruleset.controllers)
        position = parts.get("position")
        facing = self.one_of(parts["facing"], "facing", WAYS) if "facing" in parts else ""
        return Fighter(
            archetype,
            name,
            self.text(parts["team"], "team") if "team" in parts else None,
            None if position is None else self.number(position, "position", 0),
            controller,
            {
                key: self.number(value, key, -LIMIT if key in declared else 0)
                for key, value in parts.items()
                if key not in OF_A_COMBATANT
            }
            | ({"facing": WAYS[facing]} if facing in WAYS else {}),
        )

    def _commands(self, cell: Cell | None, fighters: list[str]) -> Iterator[Command]:
        if cell is None:
            return
        if not isinstance(cell, Items):
            self.report(cell, "commands is a list: - {at: 100, actor: NAME, action: NAME}")
            return
        for entry in cell.cells:
            command = self._command(entry, fighters)
            if command is not None:
                yield command

    def _command(self, cell: Cell, fighters: list[str]) -> Command | None:
        before = len(self.problems)
        parts = self.fields(cell, "a command", OF_A_COMMAND)
        for name in ("at", "actor"):
            if name not in parts and len(self.problems) == before:
                self.report(cell, f"a command needs {name}: when, and who")
        cancel = "cancel" in parts and self.text(parts["cancel"], "cancel") == "true"
        if "cancel" in parts and not cancel:
            self.report(parts["cancel"], "cancel is true, or left out")
        asked = [name for name in ("action", "cancel", "signal") if name in parts]
        if len(asked) != 1 and len(self.problems) == before:
            self.report(cell, "a command has action: NAME, or cancel: true, or signal: NAME")
        at = self.number(parts["at"], "at", 0) if "at" in parts else 0
        buffer = self.number(parts["buffer"], "buffer", 0) if "buffer" in parts else None
        actor, action, signal, target = "", "", "", None
        if "actor" in parts:
            actor = self.one_of(parts["actor"], "actor", fighters)
        if "action" in parts:
            action = self.one_of(parts["action"], "action", self._ruleset.moves)
        if "signal" in parts:
            signals = rules_for(self._ruleset).signals
            signal = self.one_of(parts["signal"], "signal", signals)
        if "target" in parts:
            target = self.one_of(parts["target"], "target", fighters)
        if len(self.problems) > before:
            return None
        return Command(
            actor=actor, action=action, target=target, cancel=cancel, signal=signal, at=at,
            buffer=buffer,
        )  # fmt: skip
