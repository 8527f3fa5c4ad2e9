"""A pilot is a file of numbers that plays the same fight live and compiled."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from combat_rules import CombatSystem
from combat_rules.balance.controllers import LEARNED, steered
from combat_rules.balance.pilots import policy
from combat_rules.balance.pilots.pilot import (
    VERSION,
    Pilot,
    Table,
    demand_fit,
    load,
    save,
    spread_evenly,
    with_pilots,
)
from combat_rules.balance.pilots.sheet import bands, sheet_of
from combat_rules.balance.rulebook import made_again, rulebook
from combat_rules.compiled.batch import Batch
from combat_rules.engine.lineup import Fighter
from combat_rules.errors import CombatError, StateError
from combat_rules.model import Stun
from combat_rules.plugins import Ruleset, standard_ruleset
from combat_rules.plugins.fingerprint import rules_of
from tests.rules import JAB, ruleset

RULES = standard_ruleset()
WAIT = 8
"""The first option after the eight actions that everybody knows."""


def pilot_of(archetype: str, *, favours: int | None = None, rules: Ruleset = RULES) -> Pilot:
    """A pilot that does everything with the same chance, or one option in every cell."""
    kind = rules.archetypes[archetype]
    sheet = sheet_of(rules, kind)
    row = spread_evenly(sheet.options)
    if favours is not None:
        row = tuple(policy.WHOLE * (place == favours) for place in range(sheet.options))
    weights = dict.fromkeys(range(policy.CELLS), row)
    options = (*kind.actions, *(f"wait {ticks}" for ticks in sheet.waits))
    return Pilot(VERSION, archetype, rules_of(rules).hash, options, sheet, {"": Table(weights)})


def mirror(pilot: Pilot) -> Batch:
    side = Fighter("brute", controller=pilot.name)
    return Batch(with_pilots(RULES, [pilot]), side, side)


def test_compiled_and_live_it_is_the_same_fight_event_for_event() -> None:
    batch = mirror(pilot_of("brute"))
    # Proves twenty fights, and raises where an event differs.
    rows = batch.play(range(20))
    assert batch.will_not_compile == ()
    assert not rows["live"].any()
    assert rows["used"].sum() > 500


def test_other_numbers_need_no_other_machine_code() -> None:
    first, second = mirror(pilot_of("brute")), mirror(pilot_of("brute", favours=WAIT))
    assert second.kernel.code is first.kernel.code
    assert (second.play(range(20))["used"] == 0).all()


def test_it_does_what_its_weights_say_and_something_else_only_if_it_must() -> None:
    pair = pilot_of("duelist", favours=0), pilot_of("sentinel", favours=WAIT)
    combat = CombatSystem(ruleset=with_pilots(RULES, pair), distance=40, seed=1)
    for one in pair:
        combat.add_combatant(one.archetype, controller=one.name)
    combat.advance(300)
    assert combat.combatant("duelist").doing == "attack"
    assert combat.combatant("sentinel").doing is None


@pytest.mark.parametrize("name", ["a.json", "a.pilot"])
def test_a_file_gives_back_what_was_saved(tmp_path: Path, name: str) -> None:
    pilot = pilot_of("brute")
    save(pilot, tmp_path / name)
    assert load(tmp_path / name) == pilot


def test_a_file_of_another_version_or_that_does_not_fit_together_is_refused(tmp_path: Path) -> None:
    pilot = pilot_of("brute")
    wrong = {
        "version 1, and this is 3": replace(pilot, version=1),
        "options": replace(pilot, options=("attack",)),
        "do not end with its waits: wait 5;": replace(
            pilot, sheet=replace(pilot.sheet, waits=(5,))
        ),
        "an option is there twice: quick_attack, quick_attack": replace(
            pilot, options=("quick_attack", *pilot.options[1:])
        ),
        "its pause or one of its waits": replace(pilot, sheet=replace(pilot.sheet, pause=0)),
        r"in cell 8 against brute 3 times, of which there are no weights; give the cell": replace(
            pilot, tables={"brute": Table({}, {8: 3})}
        ),
        r"in cell 0 -1 times": replace(
            pilot, tables={"": replace(pilot.tables[""], visits={0: -1})}
        ),
        "cell 7": replace(pilot, tables={"brute": Table({7: (policy.WHOLE,)})}),
    }
    for told, one in wrong.items():
        save(one, tmp_path / "wrong.json")
        with pytest.raises(StateError, match=told):
            load(tmp_path / "wrong.json")
    (tmp_path / "wrong.json").write_bytes(msgspec.json.encode({"version": VERSION}))
    with pytest.raises(StateError, match="combat-rules train"):
        load(tmp_path / "wrong.json")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"archetype": "bruut"}, "does not know who that is: did you mean brute"),
        ({"options": ("atack", *pilot_of("brute").options[1:])}, "does not know attack; train it"),
        ({"sheet": replace(pilot_of("brute").sheet, moves={})}, "does not know attack, quick_att"),
    ],
    ids=["an archetype", "an option", "moves"],
)
def test_a_pilot_that_does_not_know_its_rules_is_told_with_what_it_lacks(
    changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(StateError, match=said) as raised:
        with_pilots(RULES, [replace(pilot_of("brute"), **changes)])
    assert raised.value.code == "pilot.rules"


def test_a_key_that_a_file_has_twice_is_refused(tmp_path: Path) -> None:
    save(pilot_of("brute"), tmp_path / "a.json")
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    (tmp_path / "a.json").write_text(text.replace('{"', '{"rounds":3,"', 1), encoding="utf-8")
    with pytest.raises(StateError, match="the key rounds stands here for the second time"):
        load(tmp_path / "a.json")


def test_a_file_that_is_damaged_is_refused_wherever_that_is(tmp_path: Path) -> None:
    save(pilot_of("brute"), tmp_path / "a.pilot")
    held = (tmp_path / "a.pilot").read_bytes()
    for word in (b"brute", b"wait", b"move_forward", b"distances"):
        (tmp_path / "a.pilot").write_bytes(held.replace(word, b"\xff" + word[1:]))
        with pytest.raises(StateError, match="cannot be read as a pilot"):
            load(tmp_path / "a.pilot")


def test_a_pilot_plays_only_under_the_rules_that_it_was_learned_from() -> None:
    with pytest.raises(StateError, match="train it anew: combat-rules train --archetype brute"):
        with_pilots(RULES.changed({"attack.damage": 11}), [pilot_of("brute")])


def test_bands_are_told_by_the_numbers_that_part_them() -> None:
    assert bands((24, 30), "away") == ("up to 24 away", "25 to 30 away", "beyond 30 away")


def test_balance_has_learned_pilots_steer_under_changed_numbers_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CombatError, match="train one with combat-rules train --archetype brute"):
        steered(RULES, LEARNED, ["brute"])
    Path("pilots").mkdir()
    save(pilot_of("brute"), Path("pilots/brute.pilot"))
    changed = RULES.changed({"attack.damage": 11})
    for choice in (LEARNED, "pilots", "pilots/brute.pilot"):
        flown = steered(changed, choice, ["brute"])
        assert flown.controllers == {"brute": "pilot of brute"}
        assert flown.ruleset.controllers["pilot of brute"].rule.numbers
    mixed = steered(changed, "pilots/brute.pilot", ["duelist", "brute"])
    assert mixed.controllers == {"duelist": "mix", "brute": "pilot of brute"}


def test_only_those_who_fight_need_a_pilot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pilots").mkdir()
    for name in ("brute", "duelist"):
        save(pilot_of(name), Path(f"pilots/{name}.pilot"))
    two = rulebook(RULES, pilots=LEARNED, fighting=("brute", "duelist"))
    assert two.controllers["duelist"] == "pilot of duelist"
    assert two.controllers["sentinel"] == "sentinel"
    # Whoever plays elsewhere needs no more of them.
    assert made_again(two.recipe).controllers == two.controllers
    for fighting in ((), ("brute", "sentinel")):
        with pytest.raises(CombatError, match="no pilot of sentinel"):
            rulebook(RULES, pilots=LEARNED, fighting=fighting)
    with pytest.raises(CombatError, match=r"brute.pilot has no pilot of duelist, sentinel"):
        rulebook(RULES, pilots="pilots/brute.pilot", fighting=("duelist", "sentinel"))


def test_one_of_two_pilots_of_an_archetype_has_to_be_chosen(tmp_path: Path) -> None:
    for file in ("brute.pilot", "old brute.pilot"):
        save(pilot_of("brute"), tmp_path / file)
    with pytest.raises(CombatError, match=r"old brute\.pilot in .* are both pilots of brute"):
        steered(RULES, str(tmp_path), ["brute"])
    chosen = steered(RULES, str(tmp_path / "old brute.pilot"), ["brute"])
    assert chosen.controllers == {"brute": "pilot of brute"}


def test_what_is_to_be_called_can_be_called_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CombatError, match=r"train --archetype 'big one'$"):
        steered(RULES, LEARNED, ["big one"])
    with pytest.raises(StateError, match=r"train --archetype 'big one'$"):
        demand_fit(
            replace(pilot_of("brute"), archetype="big one"), RULES.changed({"brute.health": 9})
        )


def test_without_a_move_that_is_forbidden_it_does_the_others_in_proportion() -> None:
    pilot = pilot_of("brute", favours=0)
    numbers = pilot.numbers(rulebook(RULES, forbidden=["attack"]).ruleset)
    assert numbers[policy.OPTIONS] == len(pilot.options) - 1
    assert numbers[-numbers[0] :] == spread_evenly(numbers[0])
    flown = rulebook(RULES, forbidden=["block"]).ruleset
    assert pilot.numbers(flown)[-numbers[0] :] == (1000, *[0] * (numbers[0] - 1))


def test_it_does_what_it_has_learned_against_the_archetype_that_it_faces() -> None:
    pilot = pilot_of("brute", favours=0)
    attacks, waits = pilot.tables[""], pilot_of("brute", favours=WAIT).tables[""]
    one = replace(pilot, tables={"": attacks, "sentinel": waits})
    for foe, does in (("duelist", "attack"), ("sentinel", None)):
        combat = CombatSystem(ruleset=with_pilots(RULES, [one]), distance=40, seed=1)
        combat.add_combatant("brute", controller=one.name)
        combat.add_combatant(foe, controller="")
        combat.advance(300)
        assert combat.combatant("brute").doing == does


def test_it_knows_when_it_may_get_out_of_a_stun() -> None:
    burst = replace(JAB, name="burst", stamina_cost=0, out_of=(Stun.HITSTUN,))
    rules = ruleset([replace(JAB, hitstun=60), burst])
    bursts, waits = (pilot_of("fighter", favours=place, rules=rules) for place in (1, 2))
    states = 2 * (policy.STAMINAS + 1)
    stunned = {
        cell: bursts.row("", cell)
        for cell in range(policy.CELLS)
        if cell // states % policy.TURNS == policy.STUNNED
    }
    pilot = replace(waits, tables={"": Table({**waits.tables[""].weights, **stunned})})
    flown = with_pilots(rules, [pilot])
    combat = CombatSystem(300, 10, 100, ruleset=flown)
    combat.add_combatant("fighter", "ayla", controller=pilot.name)
    combat.add_combatant("fighter", "borin", controller="")
    combat.execute_action("jab", "borin")
    for tick, doing in ((3, None), (8, "burst"), (100, None)):
        combat.advance(tick - combat.now)
        assert combat.combatant("ayla").doing == doing
    assert combat.combatant("ayla").acts == 1


def test_where_it_never_was_against_somebody_it_does_what_it_does_against_anybody() -> None:
    pilot = pilot_of("brute", favours=0)
    row = pilot_of("brute", favours=WAIT).row("", 7)
    one = replace(pilot, tables={**pilot.tables, "sentinel": Table({7: row})})
    assert one.row("sentinel", 7) == row
    assert one.row("sentinel", 8) == pilot.row("", 8)
    assert replace(one, tables={}).row("sentinel", 7) == spread_evenly(len(one.options))
