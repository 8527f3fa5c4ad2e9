"""One moment, every option against every option: ``combat-rules situation``."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import typer

from combat_rules.balance.controllers import steered
from combat_rules.balance.equilibrium import Numbers
from combat_rules.balance.pages.heat import situation_map
from combat_rules.balance.situations import Judged, Option, Situation, Solved
from combat_rules.cli.errors import complain, demand_known, refuse
from combat_rules.cli.program import PROBLEM
from combat_rules.cli.progress import counted
from combat_rules.cli.tables import print_json, print_table, print_text
from combat_rules.cli.wrapping import together
from combat_rules.engine.mistakes import counted as by_line
from combat_rules.engine.mistakes import describe_fault
from combat_rules.engine.system import CombatSystem
from combat_rules.engine.world import Save
from combat_rules.errors import CombatError, why_unwritten
from combat_rules.model.limits import LATEST
from combat_rules.plugins import Ruleset
from combat_rules.record import Replay
from combat_rules.record.files import write_whole
from combat_rules.record.player import fight_of
from combat_rules.record.worlds import brought_under

LONGEST = len(str(LATEST))
"""Digits of the latest tick that there is."""
NAMED = 4
"""Options that are named of those that one is good or bad against."""


def set_up(
    ruleset: Ruleset, kinds: tuple[str, str], distance: int | None, pilots: str
) -> CombatSystem:
    """A fight of two that are free, and have seen each other, under rules that know the pilots."""
    for kind in kinds:
        demand_known("archetype", kind, ruleset.archetypes)
    combat = CombatSystem(None, distance, ruleset=steered(ruleset, pilots, kinds).ruleset)
    for name, kind in zip(("left", "right"), kinds, strict=True):
        combat.add_combatant(kind, name, controller="")
    combat.advance(1)
    return combat


def recorded(place: str, plugins: Sequence[str], pilots: str) -> CombatSystem:
    """A recorded fight as it was at a tick, ``JOURNAL@TICK``, under rules that know the pilots."""
    file, _, tick = place.rpartition("@")
    if not file or not tick.isdecimal() or len(tick) > LONGEST:
        raise CombatError(
            f"a moment is written JOURNAL@TICK, such as fight.journal@4000, not {place}",
            code="situation.moment",
        )
    replay = Replay(file, plugins=tuple(plugins))
    world = replay.seek(int(tick))
    kinds = [state.archetype for state in world.combatants.values()]
    rules = steered(replay.ruleset, pilots, kinds).ruleset
    combat = fight_of(replay.reading.header.fight, rules)
    combat.load(Save(brought_under(world, combat.fight)))
    if combat.result is None:
        combat.advance(max(0, int(tick) - combat.now))
    return combat


def solve(
    combat: CombatSystem, waits: Sequence[int], horizon: int, win: tuple[str, int] | None
) -> Solved:
    """The situation, solved in health, or in chances to win if pilots and a number of fights are
    given."""
    late = max(waits, default=0)
    if win is None and late >= horizon:
        refuse(
            f"--wait {late}: of what begins so late nothing is seen, for it goes on for {horizon} "
            "ticks; give --horizon more of them, or judge by --win"
        )
    situation = Situation(combat, waits)
    rows, columns = situation.options
    with counted("options", len(rows) * len(columns)) as told:
        done = partial(told, 1)
        if win is None:
            payoffs, unit = situation.damage(horizon, done), "health"
        else:
            payoffs, unit = _chances(situation, combat, win, horizon, done), "percent"
    for fault, _ in by_line(situation.faults):
        complain(f"warning: {describe_fault(fault)}")
    return situation.solved(payoffs, unit)


def _chances(
    situation: Situation, combat: CombatSystem, win: tuple[str, int], horizon: int,
    done: Callable[[], None],
) -> Numbers:  # fmt: skip
    """The chances to win, with pilots that go on for both."""
    pilots, fights = win
    kinds = [state.archetype for state in combat.combatants.values()]
    steers = steered(combat.ruleset, pilots, kinds).controllers
    return situation.chances((steers[kinds[0]], steers[kinds[1]]), fights, horizon, done)


def print_solved(found: Solved, form: str) -> None:
    """Print a situation: what each side plays, and what each option is for."""
    if form == "json":
        print_json(found)
    elif form == "svg":
        typer.echo(situation_map(found), nl=False)
    else:
        _print_table(found)


def write_picture(found: Solved, file: Path) -> None:
    """Write the picture of a situation."""
    try:
        write_whole(file, situation_map(found).encode())
    except OSError as error:
        refuse(f"cannot write {file}: {why_unwritten(file, error)}", PROBLEM)


def _print_table(found: Solved) -> None:
    left, right = found.names
    gain = f"{left} gains {found.value:+z.1f} {found.unit} on {right}"
    print_text(f"{gain}, if both play as well as can be")
    for name, judged in zip(found.names, (found.left, found.right), strict=True):
        print_text("")
        rows = [_row(one) for one in sorted(judged, key=lambda one: (-one.share, -one.worth))]
        words = (name, "good against", "bad against", "best answer to")
        print_table((name, "played", "worth", *words[1:]), rows, words=words)


def _row(one: Judged) -> list[str]:
    share = f"{one.share:.0f} %" if one.share else ""
    best = _few(one.best_against)
    if one.worse_than is not None:
        best = f"none: {one.worse_than} is always better"
    return [
        str(one.option), share, f"{one.worth:+z.1f}", _few(one.good_against), _few(one.bad_against),
        best,
    ]  # fmt: skip


def _few(options: Sequence[Option]) -> str:
    named = "; ".join(map(str, options[:NAMED]))
    more = len(options) - NAMED
    return f"{named}; {together(f'{more} more')}" if more > 0 else named
