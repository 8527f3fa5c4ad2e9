"""Why a move may start and go on, or not: ``combat-rules explain``."""

from collections.abc import Iterable, Iterator

from combat_rules.charts.base import CHAIN
from combat_rules.cli.errors import demand_known, demand_once, refuse
from combat_rules.cli.tables import Terminal, print_json
from combat_rules.design.explain import EVENTS, Explanation, Phase, Way, as_data, explain, of_note
from combat_rules.design.reasons import place_of, plain_values
from combat_rules.engine.core.refusals import Reason
from combat_rules.errors import how_many
from combat_rules.model import CombatantState
from combat_rules.model.fields import fields_of_several
from combat_rules.plugins import Ruleset

GOOD, BAD = "bold green", "bold red"


def print_explanation(
    explanation: Explanation, where: str, *, verbose: bool, as_json: bool
) -> None:
    """An explanation for people or as JSON: the verdict, what refuses, and the verdict again; all
    that was asked if it is ``verbose``. ``where`` is the place of the move, if that is known."""
    if as_json:
        print_json(as_data(explanation))
        return
    told = _Teller(Terminal())
    told.heading(explanation, where)
    told.verdict(explanation)
    lines = [*_all(explanation)] if verbose else [*_refusing(explanation)]
    for depth, text, style in lines:
        told.line(depth, text, style)
    if lines:
        told.line(0, "")
        told.verdict(explanation)


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
    demand_known("action", action, ruleset.moves)
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
    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal

    def heading(self, told: Explanation, where: str) -> None:
        scene = told.scene
        origin = f"plugin {told.plugin}, {where}" if where else f"plugin {told.plugin}"
        self.line(0, f"{told.action} ({origin}), {scene.distance} units apart", "bold")
        self.line(0, f"actor {_fighter(scene.actor)}; target {_fighter(scene.target)}", "dim")
        for note in of_note(scene.action):
            self.line(0, note, "dim")
        for phase in told.phases:
            if phase.paces:
                self.line(0, _paced(phase), "dim")
        self.line(0, "")

    def verdict(self, told: Explanation) -> None:
        self.line(0, told.verdict, GOOD if told.goes_through else BAD)

    def line(self, depth: int, text: str, style: str = "") -> None:
        self._terminal.tell("  " * depth + text, style, hang=2 * depth + 4)


Line = tuple[int, str, str]
"""How far in, what, and how it is shown."""


def _refusing(told: Explanation) -> Iterator[Line]:
    """What refuses: before the start, and on the way from phase to phase."""
    for reason in told.start:
        if not reason.holds:
            yield 1, _refusal(reason), "red"
    for phase in told.phases:
        for way in phase.refused:
            yield 0, f"from {phase.name} to {way.target}:", ""
            for reason in way.reasons:
                if not reason.holds:
                    yield 1, _refusal(reason), "red"


def _refusal(reason: Reason) -> str:
    """A guard that refuses, in one line: its values and needs, how long it takes, its place."""
    values = "; ".join(plain_values(reason)) or reason.claim.rstrip(".")
    unless = "" if reason.wanted else "unless "
    raised = f"it raised {reason.error}" if reason.error else values
    wait = f" (in {how_many(reason.ticks, 'tick')} by itself)" if reason.ticks else ""
    place = place_of(reason) or (f"[{reason.origin}]" if reason.origin else "")
    return f"- {unless}{reason.name}: {raised}{wait}  {place}".rstrip()


def _all(told: Explanation) -> Iterator[Line]:
    """Everything that was asked, in order."""
    yield 0, "", ""
    yield 0, "Before it starts", "bold"
    for reason in told.start:
        yield from _reason(1, reason)
    for phase in told.phases:
        yield 0, "", ""
        yield 0, f"In {phase.name} ({how_many(phase.lasts, 'tick')})", "bold"
        for way in phase.ways:
            if way.event != CHAIN or told.scene.action.cancels:
                yield from _way(phase, way)


def _paced(phase: Phase) -> str:
    """How long a phase takes by the pace rules, and by which."""
    rules = ", ".join(
        f"{pace.rule} raised {pace.error}" if pace.error else f"{pace.rule} {pace.percent} %"
        for pace in phase.paces
    )
    return f"{phase.name} takes {how_many(phase.lasts, 'tick')}, declared {phase.ticks}: {rules}"


def _way(phase: Phase, way: Way) -> Iterator[Line]:
    word = "goes" if way.taken else "does not go"
    also = " (another way is open)" if way in phase.unused else ""
    style = "green" if way.taken else "dim"
    means = EVENTS.get(way.event, f"signal {way.event}")
    yield 1, f"{means}: {word} to {way.target}{also}", style
    for reason in way.reasons:
        yield from _reason(2, reason)


def _reason(depth: int, reason: Reason) -> Iterator[Line]:
    if not reason.holds:
        yield depth, _refusal(reason), "red"
        if [*plain_values(reason)]:
            yield depth + 1, reason.claim, ""
        return
    unless = "" if reason.wanted else "unless "
    values = "; ".join(plain_values(reason))
    seen = f" ({values})" if values else ""
    place = place_of(reason) or (f"[{reason.origin}]" if reason.origin else "")
    yield depth, f"+ {unless}{reason.name}: {reason.claim}{seen}  {place}".rstrip(), ""


def _fighter(state: CombatantState) -> str:
    return f"{state.archetype}: health {state.health}, stamina {state.stamina}"


def _fields(option: str, given: Iterable[str]) -> dict[str, object]:
    fields: dict[str, object] = {}
    several = fields_of_several(CombatantState)
    for pair in (part for text in given for part in text.split(",")):
        name, equals, value = (word.strip() for word in pair.partition("="))
        if not name or not equals or not value:
            refuse(f"{option}: {pair!r} is not NAME=VALUE, stamina=3 say")
        if name in several:
            who = option.removeprefix("--")
            refuse(
                f"{option}: {name} is {several[name]}, which {name}={value} cannot say; a test in "
                f"Python can, with make_scene(..., {who}={{{name!r}: ...}})"
            )
        demand_once(option, (*fields, name))
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
