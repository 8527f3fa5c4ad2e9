"""Scripts: a fight written down in YAML, with every mistake reported where it stands."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

from combat_rules.errors import CombatError
from combat_rules.model import Command
from combat_rules.model.limits import LIMIT
from combat_rules.plugins import Ruleset

LARGEST = 1_000_000
"""Bytes of the largest script that is read."""

NUMBERS = {"duration": 1, "distance": 0, "max_distance": 1, "seed": 0}
"""The numbers that a script may set, with the least value of each."""

OF_A_COMMAND = ("at", "actor", "action", "target", "cancel")
OF_A_COMBATANT = ("archetype", "team", "controller", "position")
ADJUSTABLE = ("health", "stamina", "stamina_regeneration", "sight_range", "reaction", "memory")


class Fighter(Struct, frozen=True):
    """A combatant of a script; without a controller it only does what it is told."""

    name: str
    archetype: str
    team: str | None
    controller: str
    position: int | None
    attributes: Mapping[str, int]


class Script(Struct, frozen=True):
    """A fight written down. Numbers that the script leaves out are ``None``."""

    numbers: Mapping[str, int]
    fighters: tuple[Fighter, ...]
    commands: tuple[Command, ...]


def read_script(file: Path, ruleset: Ruleset) -> Script:
    """Read a script; raises ``CombatError`` with all ``problems``, each with its line."""
    reader = _Reader(file, ruleset)
    script = reader.script(_parsed(file))
    if reader.problems:
        lines = "\n".join(f"  - {file}, {problem}" for problem in reader.problems)
        raise CombatError(
            f"the script cannot be played:\n{lines}",
            code="script.invalid",
            problems=tuple(reader.problems),
        )
    return script


def _parsed(file: Path) -> yaml.Node:
    """The script as nodes, which know their lines; nothing is constructed from them."""
    try:
        data = file.read_bytes() if file.stat().st_size <= LARGEST else None
    except OSError as error:
        raise _unreadable(file, error.strerror or str(error)) from error
    if data is None:
        raise _unreadable(file, f"it is larger than {LARGEST} bytes")
    try:
        text = data.decode("utf-8-sig")
        for token in yaml.scan(text, yaml.SafeLoader):
            if isinstance(token, yaml.AliasToken | yaml.AnchorToken):
                line = token.start_mark.line + 1
                raise _unreadable(file, f"line {line}: write it out; & and * are not read")
        node = yaml.compose(text, yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise _unreadable(file, f"it is not UTF-8 text (byte {error.start})") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = f"line {mark.line + 1}: " if mark else ""
        raise _unreadable(file, f"{line}{error.problem}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise _unreadable(file, str(error).splitlines()[0]) from error
    if node is None:
        raise _unreadable(file, "it is empty; write combatants: and commands:")
    return node


def _unreadable(file: Path, why: str) -> CombatError:
    return CombatError(f"cannot read the script {file}: {why}", code="script.unreadable")


class _Reader:
    """Reads nodes into a script and collects what is wrong with them."""

    def __init__(self, file: Path, ruleset: Ruleset) -> None:
        self.problems: list[str] = []
        self._ruleset = ruleset

    def script(self, node: yaml.Node) -> Script:
        parts = self._mapping(node, "a script", (*NUMBERS, "combatants", "commands"))
        numbers = {
            name: self._number(value, name, NUMBERS[name])
            for name, value in parts.items()
            if name in NUMBERS
        }
        fighters = tuple(self._fighters(parts.get("combatants"), node))
        known = [fighter.name for fighter in fighters]
        commands = tuple(self._commands(parts.get("commands"), known))
        return Script(numbers, fighters, commands)

    def _fighters(self, node: yaml.Node | None, script: yaml.Node) -> Iterator[Fighter]:
        entries = {} if node is None else self._mapping(node, "combatants", None)
        if len(entries) < 2 and not self.problems:
            self._report(node or script, "combatants: name at least two, each with an archetype")
        for name, about in entries.items():
            yield self._fighter(name, about)

    def _fighter(self, name: str, node: yaml.Node) -> Fighter:
        declared = tuple(attribute.name for attribute in self._ruleset.attributes)
        parts = self._mapping(node, name, (*OF_A_COMBATANT, *ADJUSTABLE, *declared))
        archetype = ""
        if "archetype" in parts:
            archetype = self._one_of(parts["archetype"], "archetype", self._ruleset.archetypes)
        else:
            self._report(node, f"{name} has no archetype; {_possible(self._ruleset.archetypes)}")
        controller = ""
        if "controller" in parts:
            controller = self._one_of(parts["controller"], "controller", self._ruleset.controllers)
        position = parts.get("position")
        return Fighter(
            name,
            archetype,
            self._text(parts["team"], "team") if "team" in parts else None,
            controller,
            None if position is None else self._number(position, "position", 0),
            {
                key: self._number(value, key, -LIMIT if key in declared else 0)
                for key, value in parts.items()
                if key not in OF_A_COMBATANT
            },
        )

    def _commands(self, node: yaml.Node | None, fighters: list[str]) -> Iterator[Command]:
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            self._report(node, "commands is a list: - {at: 100, actor: NAME, action: NAME}")
            return
        for entry in node.value:
            command = self._command(entry, fighters)
            if command is not None:
                yield command

    def _command(self, node: yaml.Node, fighters: list[str]) -> Command | None:
        before = len(self.problems)
        parts = self._mapping(node, "a command", OF_A_COMMAND)
        for name in ("at", "actor"):
            if name not in parts and len(self.problems) == before:
                self._report(node, f"a command needs {name}: when, and who")
        cancel = "cancel" in parts and self._text(parts["cancel"], "cancel") == "true"
        if "cancel" in parts and not cancel:
            self._report(parts["cancel"], "cancel is true, or left out")
        if ("action" in parts) is ("cancel" in parts) and len(self.problems) == before:
            self._report(node, "a command has either action: NAME or cancel: true")
        at = self._number(parts["at"], "at", 0) if "at" in parts else 0
        actor, action, target = "", "", None
        if "actor" in parts:
            actor = self._one_of(parts["actor"], "actor", fighters)
        if "action" in parts:
            action = self._one_of(parts["action"], "action", self._ruleset.moves)
        if "target" in parts:
            target = self._one_of(parts["target"], "target", fighters)
        if len(self.problems) > before:
            return None
        return Command(actor=actor, action=action, target=target, cancel=cancel, at=at)

    def _mapping(
        self, node: yaml.Node, what: str, known: tuple[str, ...] | None
    ) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            keys = ", ".join(known or ("NAME",))
            self._report(node, f"{what} is written as keys and values; keys: {keys}")
            return {}
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self._text(key, "a key")
            if name in found:
                self._report(key, f"{name} is there twice in {what}")
            elif known is not None and name not in known:
                self._report(key, f"{what} has no {name}; {_possible(known, name)}")
            else:
                found[name] = value
        return found

    def _text(self, node: yaml.Node, what: str) -> str:
        if isinstance(node, yaml.ScalarNode) and node.value.strip():
            return str(node.value)
        self._report(node, f"{what} is a word")
        return ""

    def _number(self, node: yaml.Node, what: str, least: int) -> int:
        text = node.value if isinstance(node, yaml.ScalarNode) else ""
        digits = text.removeprefix("-")
        value = int(text) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None
        if value is None or not least <= value <= LIMIT:
            shown = text if len(text) < 40 else f"{text[:36]}..."
            self._report(
                node, f"{what} is {shown or 'no number'}; a whole number from {least} to {LIMIT}"
            )
            return least
        return value

    def _one_of(self, node: yaml.Node, what: str, known: Any) -> str:
        before = len(self.problems)
        name = self._text(node, what)
        if name not in known and len(self.problems) == before:
            self._report(node, f"there is no {what} {name}; {_possible(known, name)}")
        return name

    def _report(self, node: yaml.Node, problem: str) -> None:
        self.problems.append(f"line {node.start_mark.line + 1}: {problem}")


def _possible(known: Any, name: str = "") -> str:
    names = list(known)
    close = get_close_matches(name, names, 1)
    if close:
        return f"did you mean {close[0]}?"
    return f"possible: {', '.join(names)}"
