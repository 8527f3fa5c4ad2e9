"""What punishes a blocked move by frame data is what lands in a fight played by hand."""

from collections.abc import Iterable

import pytest

from combat_rules import (
    Action,
    ActionRole,
    Archetype,
    CombatSystem,
    Effects,
    Ruleset,
    Scene,
    four_phases,
    load_ruleset,
    replace,
)
from combat_rules.design.framedata import FrameData, frame_data
from combat_rules.design.framesheet import as_markdown
from combat_rules.model import Command, PaceRule, Projectile, Protection, Stun
from combat_rules.model.events import ActionBlocked, CombatEvent
from tests.rules import Rules

GUARD = Action(name="guard", role=ActionRole.BLOCK, release=200, recovery=5)
JAB = Action(name="jab", feint=2, commit=2, release=2, recovery=3, reach=40, hitstun=9)
SLOW = replace(JAB, name="slow", commit=20)
BURST = replace(JAB, name="burst", out_of=(Stun.BLOCKSTUN,))
BLOW = Action(
    name="blow", commit=4, release=4, recovery=30, damage=7, reach=30, hitstun=25, blockstun=9
)
STONE = replace(JAB, name="stone", launches=Projectile(speed=2000, life=28))
FOES = (JAB, SLOW, BURST, STONE)
LANDING = ("action_hit", "action_counter_hit")


def rules(blow: Action, *more: Action, paces: Iterable[PaceRule] = ()) -> Ruleset:
    moves = [GUARD, *FOES, blow, *more]
    known = tuple(move.name for move in moves)
    kind = Archetype(name="kind", actions=known, controller="still")
    return load_ruleset([Rules(moves, archetypes=[kind], pace_rules=paces)], standard=False)


def lands(ruleset: Ruleset, answer: str) -> bool:
    """Whether an answer lands before the actor of a blow that is blocked is free, begun at any
    tick at which it may be."""
    blocked = played(ruleset)
    (contact,) = (event.timestamp for event in blocked if isinstance(event, ActionBlocked))
    ended = [event.timestamp for event in blocked if event.type == "action_ended"]
    free = ended[0]
    for at in range(contact + 1, free + 1):
        told = played(ruleset, at, answer)
        hits = [e.timestamp for e in told if e.type in LANDING and e.source == "foe"]
        if any(hit < free for hit in hits):
            return True
    return False


def played(ruleset: Ruleset, at: int = 0, answer: str = "") -> list[CombatEvent]:
    """A blow into a guard, and an answer at a tick, by hand."""
    combat = CombatSystem(1000, 10, 1000, ruleset=ruleset)
    told: list[CombatEvent] = []
    combat.subscribe("*", told.append)
    for name in ("actor", "foe"):
        combat.add_combatant("kind", name, controller="")
    combat.execute_action("guard", "foe")
    combat.execute_action("blow", "actor")
    if answer:
        combat.schedule([Command(actor="foe", action=answer, target="actor", at=at)])
    combat.advance(300)
    return [event for event in told if event.type != "action_ended" or event.source == "actor"]


def measured(ruleset: Ruleset) -> FrameData:
    return frame_data(ruleset, ["blow"], [foe.name for foe in FOES])[0]


CASES = {
    "as it is": BLOW,
    "safe": replace(BLOW, blockstun=34),
    "protected throughout": replace(BLOW, protections=(Protection(),)),
    "protected as it recovers": replace(BLOW, protections=(Protection(phases=("recovery",)),)),
    "protected at first": replace(BLOW, protections=(Protection(end=20),)),
    "protected for long": replace(BLOW, protections=(Protection(end=30),)),
    "protected to its last tick but one": replace(BLOW, protections=(Protection(end=36),)),
    "protected late": replace(BLOW, protections=(Protection(start=20),)),
    "protected before": replace(BLOW, protections=(Protection(phases=("commit",)),)),
    "armoured": replace(BLOW, protections=(Protection(armour=3),)),
    "on another line": replace(BLOW, protections=(Protection(lines=("low",)),)),
    "with a pause": replace(BLOW, hit_pause=6),
    "with a pause and safe": replace(BLOW, hit_pause=6, blockstun=34),
    "that pushes away": replace(BLOW, pushback=40),
    "without blockstun": replace(BLOW, blockstun=0, recovery=1),
    "without blockstun and a tick slower": replace(BLOW, blockstun=0, recovery=2),
    "protected until what flies comes in time": replace(BLOW, protections=(Protection(end=24),)),
}


@pytest.mark.parametrize("blow", CASES.values(), ids=[*CASES])
def test_what_is_said_to_punish_lands_and_nothing_else_does(blow: Action) -> None:
    ruleset = rules(blow)
    said = measured(ruleset).punished_by
    assert {*said} == {foe.name for foe in FOES if lands(ruleset, foe.name)}


def test_it_lands_as_pace_rules_have_it() -> None:
    pace = PaceRule("slowed", 1, lambda scene: 150)
    ruleset = rules(BLOW, paces=[pace])
    assert {*measured(ruleset).punished_by} == {f.name for f in FOES if lands(ruleset, f.name)}


def get_away(scene: Scene, effects: Effects) -> None:
    """The actor leaves the fight."""
    effects.withdraw(scene.actor.id)


def throw_out(scene: Scene, effects: Effects) -> None:
    """The target leaves the fight."""
    effects.withdraw(scene.target.id)


def test_nobody_is_free_first_once_the_target_has_left_the_fight() -> None:
    found = measured(rules(replace(BLOW, on_contact=(throw_out,))))
    assert (found.startup, found.active, found.recovery, found.total) == (5, 4, 30, 38)
    assert found.damage == 7
    assert (found.on_hit, found.on_block, found.on_counter_hit) == (None, None, None)
    assert (found.punished_by, found.on_whiff) == ((), -34)
    assert "- blow: its target leaves the fight with it" in as_markdown([found])


def test_whoever_leaves_the_fight_leaves_nothing_open() -> None:
    chart = four_phases("Blow", on_release=[get_away])
    found = measured(rules(replace(BLOW, chart=chart)))
    assert (found.startup, found.total) == (5, 4)
    assert (found.on_hit, found.on_block, found.on_whiff) == (None, None, None)
    assert found.leaves == "its actor leaves the fight with it"
