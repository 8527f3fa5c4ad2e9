"""Why a move may start and go on, or not: ``combat-rules explain``."""

from collections.abc import Iterable

import msgspec
import typer
from rich.console import Console
from rich.text import Text

from combat_rules.cli.errors import USAGE, complain
from combat_rules.design.explain import EVENTS, Explanation, Phase, Way, as_data, explain
from combat_rules.engine.core.refusals import Reason
from combat_rules.model import CombatantState
from combat_rules.plugins import Ruleset


def print_explanation(explanation: Explanation, *, as_json: bool) -> None:
    """An explanation for people or as JSON."""
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(as_data(explanation))).decode())
        return
    told = _Teller(Console(highlight=False))
    told.start(explanation)
    for phase in explanation.phases:
        told.phase(phase)


def explained_move(
    action: str,
    ruleset: Ruleset,
    *,
    actor: Iterable[str],
    target: Iterable[str],
    distance: int | None,
    phase: str | None,
    in_phase: int,
) -> Explanation:
    """The explanation that a command line asks for; ``actor`` and ``target`` are ``k=v,...``."""
    return explain(
        action,
        ruleset,
        actor=_fields("--actor", actor),
        target=_fields("--target", target),
        distance=distance,
        phase=phase,
        in_phase=in_phase,
    )


class _Teller:
    def __init__(self, console: Console) -> None:
        self._console = console

    def start(self, told: Explanation) -> None:
        scene = told.scene
        self._line(0, f"{told.action} (plugin {told.plugin}), {scene.distance} units apart", "bold")
        self._line(0, f"actor: {_fighter(scene.actor)}; target: {_fighter(scene.target)}", "dim")
        self._line(0, "")
        wait = told.ticks
        if told.allowed:
            self._line(0, "It may start.", "bold green")
        elif wait:
            self._line(0, f"It may not start yet; time alone lets it in {wait} ticks.", "bold red")
        else:
            self._line(0, "It may not start, and waiting does not help.", "bold red")
        for reason in told.start:
            self._reason(1, reason)

    def phase(self, phase: Phase) -> None:
        self._line(0, "")
        self._line(0, f"In {phase.name} ({phase.ticks} ticks)", "bold")
        for way in phase.ways:
            self._way(way)

    def _way(self, way: Way) -> None:
        word = "goes" if way.taken else "does not go"
        style = "green" if way.taken else "dim"
        self._line(1, f"{way.event} ({EVENTS[way.event]}): {word} to {way.target}", style)
        for reason in way.reasons:
            self._reason(2, reason)

    def _reason(self, depth: int, reason: Reason) -> None:
        mark, style = ("+", "") if reason.holds else ("-", "red")
        unless = "" if reason.wanted else "unless "
        origin = f" [{reason.origin}]" if reason.origin else ""
        self._line(depth, f"{mark} {unless}{reason.name}{origin}: {reason.claim}", style)
        for comparison in reason.comparisons:
            self._line(depth + 1, str(comparison))
        if not reason.comparisons:
            for path, value in reason.values:
                self._line(depth + 1, f"{path} is {value}")
        if reason.error:
            self._line(depth + 1, f"it raised {reason.error}")
        for need in reason.needed:
            self._line(depth + 1, f"-> {need}", "yellow")
        ticks = reason.ticks
        if ticks is not None:
            self._line(depth + 1, f"-> time alone would do it in {ticks} ticks", "yellow")

    def _line(self, depth: int, text: str, style: str = "") -> None:
        self._console.print(Text("  " * depth + text, style=style), soft_wrap=True)


def _fighter(state: CombatantState) -> str:
    return f"{state.archetype}, health {state.health}, stamina {state.stamina}"


def _fields(option: str, given: Iterable[str]) -> dict[str, object]:
    fields: dict[str, object] = {}
    for pair in (part for text in given for part in text.split(",")):
        name, equals, value = (word.strip() for word in pair.partition("="))
        if not name or not equals or not value:
            complain(f"combat-rules: {option}: {pair!r} is not NAME=VALUE, stamina=3 say")
            raise typer.Exit(USAGE)
        fields[name] = _value(value)
    return fields


def _value(text: str) -> object:
    words: dict[str, object] = {
        "true": True,
        "yes": True,
        "false": False,
        "no": False,
        "none": None,
    }
    digits = text.removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) < 12:
        return int(text)
    return words.get(text.lower(), text)
