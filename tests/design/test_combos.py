"""Combos: endless ones are played to the end, the best are found by search and can be played."""

from pathlib import Path
from typing import Any

import pytest

from combat_rules import Action, Effects, Scene, Validation, load_ruleset, replace
from combat_rules.cli.duel import Wanted, set_up
from combat_rules.design.combos import ENDLESS, best_combos, endless_combos, links
from combat_rules.design.training import Combo, Lab, script_of
from combat_rules.design.verify import verify
from combat_rules.errors import ActionError
from combat_rules.model import Aim, PaceRule, Projectile, Stage, Stun
from combat_rules.plugins import Ruleset, build_ruleset, find_plugins
from tests.design.test_verify import GUARD, SOUND
from tests.packs import FOLDER
from tests.rules import Rules

LOOP = replace(SOUND, name="loop", hitstun=300, pushback=0)


def test_an_endless_combo_is_found_and_its_script_plays_to_the_defeat(tmp_path: Path) -> None:
    plugin = Rules([LOOP, GUARD])
    sources = find_plugins([plugin], standard=False)
    ruleset = build_ruleset(sources)
    (finding,) = [f for f in verify(ruleset, sources) if f.code == "combo.endless"]
    assert (finding.known_by, finding.rests_on) == ("played in the engine", "")
    assert "loop, round and round, lands 10 times for 100 damage and defeats" in finding.text
    script = tmp_path / "witness.yaml"
    script.write_text(finding.witness)
    wanted = Wanted(left=None, right=None, script=script, numbers={})
    result = set_up(wanted, ruleset).run()
    assert (result.winner, result.reason) == ("actor", "defeat")


@pytest.mark.parametrize(("who", "defeats"), [("actor", False), ("target", True)])
def test_a_blow_that_ends_the_fight_defeats_only_where_its_target_is_out(
    who: str, defeats: bool
) -> None:
    def send_off(scene: Scene, effects: Effects) -> None:
        """Somebody leaves the fight."""
        effects.withdraw(who)

    rules = load_ruleset([Rules([replace(LOOP, on_contact=(send_off,)), GUARD])], standard=False)
    combo = Lab(rules, "fighter").string(["loop", "loop"])
    assert (len(combo.blows), combo.defeats) == (1, defeats)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"hitstun": 254}, "the target is free a tick too early"),
        ({"pushback": 15}, "the target is pushed out of reach"),
        ({"stamina_cost": 30}, "stamina runs out"),
        ({"knockdown": True}, "who lies cannot be struck"),
        ({"cooldown": 400}, "it is not ready"),
        ({"out_of": (Stun.HITSTUN,)}, "the target may begin it as well, in its stun"),
        ({"out_of": (Stun.HITSTUN,), "hit_pause": 30}, "as soon as its hit pause is over"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_loop_that_play_refutes_is_not_reported(changes: dict[str, Any], why: str) -> None:
    rules = load_ruleset([Rules([replace(LOOP, **changes), GUARD])], standard=False)
    at_the_wall = {"pushback"} & set(changes)
    told = [combo for combo in endless_combos(rules, "fighter") if not combo.corner]
    assert told == [], why
    assert bool(at_the_wall) == bool(endless_combos(rules, "fighter"))


@pytest.mark.parametrize(("left", "endless"), [(45, False), (44, True)], ids=str)
def test_a_way_out_that_opens_late_in_a_stun_counts_until_the_next_blow_lands(
    left: int, endless: bool
) -> None:
    """It lands with 45 ticks of the stun left."""

    def nearly_over(scene: Scene) -> bool:
        return scene.actor.stunned_until - scene.now <= left

    out = replace(GUARD, name="out", out_of=(Stun.HITSTUN,), tags=frozenset({"late"}))
    late = [Validation(nearly_over, frozenset({"late"}))]
    rules = load_ruleset([Rules([LOOP, GUARD, out], validations=late)], standard=False)
    assert bool(endless_combos(rules, "fighter")) is endless


def test_a_way_out_before_the_last_blow_counts_too() -> None:
    def hurt(scene: Scene) -> bool:
        return scene.actor.health <= 25

    out = replace(GUARD, name="out", out_of=(Stun.HITSTUN,), tags=frozenset({"last"}))
    last = [Validation(hurt, frozenset({"last"}))]
    blow = replace(LOOP, damage=25)
    rules = load_ruleset([Rules([blow, GUARD, out], validations=last)], standard=False)
    assert endless_combos(rules, "fighter") == []


@pytest.mark.parametrize(("hitstun", "connects"), [(256, True), (255, False)], ids=str)
def test_a_link_connects_to_the_tick(hitstun: int, connects: bool) -> None:
    # What lands at the tick at which its target is free can be guarded.
    rules = load_ruleset([Rules([replace(LOOP, hitstun=hitstun), GUARD])], standard=False)
    assert bool(endless_combos(rules, "fighter")) is connects


@pytest.mark.parametrize(("hitstun", "connects"), [(128, True), (127, False)], ids=str)
def test_a_link_of_whoever_is_hastened_connects_to_the_tick(hitstun: int, connects: bool) -> None:
    haste = PaceRule("haste", 1, lambda scene: 50)
    plugin = Rules([replace(LOOP, hitstun=hitstun), GUARD], pace_rules=[haste])
    assert bool(endless_combos(load_ruleset([plugin], standard=False), "fighter")) is connects


def test_a_harmless_loop_is_endless_too() -> None:
    rules = load_ruleset([Rules([replace(LOOP, damage=0), GUARD])], standard=False)
    (combo,) = endless_combos(rules, "fighter")[:1]
    assert (len(combo.blows), combo.defeats) == (ENDLESS, False)


def test_combos_are_found_by_search_and_can_be_played(tmp_path: Path) -> None:
    ruleset = load_ruleset([FOLDER / "brawling"])
    best, *_ = best_combos(ruleset, "brawler")
    assert best.moves == ("grab", "throw", "cross", "hook")
    script = tmp_path / "combo.yaml"
    script.write_text(script_of(best, ruleset))
    combat = set_up(Wanted(left=None, right=None, script=script, numbers={}), ruleset)
    combat.advance(5000)
    target = combat.combatant("target")
    assert target.max_health - target.health == best.damage == 26


@pytest.mark.parametrize("changes", [{}, {"damage": 1}], ids=["to the end", "for long"])
def test_a_script_is_as_long_as_its_combo(tmp_path: Path, changes: dict[str, Any]) -> None:
    short = Stage(duration=900)
    plugin = Rules([replace(LOOP, **changes), GUARD], stage=short)
    rules = load_ruleset([plugin], standard=False)
    combo = endless_combos(rules, "fighter")[0]
    assert combo.damage == played(tmp_path, combo, rules) == 100


def test_all_hits_of_what_flies_count(tmp_path: Path) -> None:
    ball = replace(LOOP, name="ball", launches=Projectile(speed=400, life=400, hits=4, interval=60))
    rules = load_ruleset([Rules([replace(LOOP, damage=1), ball])], standard=False)
    (best, *_) = best_combos(rules, "fighter", opener="ball", best="length")
    assert best.damage == played(tmp_path, best, rules)


def test_what_flies_for_longer_than_its_owner_is_busy_connects_too(tmp_path: Path) -> None:
    ball = Action(
        name="ball", release=1, recovery=5, damage=3, hitstun=300,
        launches=Projectile(speed=20, life=900),
    )  # fmt: skip
    rules = load_ruleset([Rules([replace(LOOP, hitstun=900), ball])], standard=False)
    assert links(Lab(rules, "fighter"))["loop"] == ("loop", "ball")
    (best,) = best_combos(rules, "fighter", opener="ball", number=1)
    assert best.damage == played(tmp_path, best, rules)


@pytest.mark.parametrize("arena", [1, 2, 9])
def test_an_arena_may_be_narrower_than_two_stand_apart(tmp_path: Path, arena: int) -> None:
    plugin = Rules([LOOP, GUARD], stage=Stage(arena=arena, distance=1))
    rules = load_ruleset([plugin], standard=False)
    combo = endless_combos(rules, "fighter")[0]
    assert (combo.distance, played(tmp_path, combo, rules)) == (arena, 100)


def played(folder: Path, combo: Combo, rules: Ruleset) -> int:
    """The health that the target loses as the script of a combo is played."""
    script = folder / "combo.yaml"
    script.write_text(script_of(combo, rules))
    combat = set_up(Wanted(left=None, right=None, script=script, numbers={}), rules)
    combat.run()
    target = combat.combatant("target")
    return target.max_health - target.health


def test_the_best_by_length_is_the_longest() -> None:
    ruleset = load_ruleset([FOLDER / "brawling"])
    longest = best_combos(ruleset, "brawler", best="length")
    lengths = [len(combo.blows) for combo in longest]
    assert lengths == sorted(lengths, reverse=True)


def test_an_opener_is_kept_to() -> None:
    ruleset = load_ruleset([FOLDER / "brawling"])
    assert {c.moves[0] for c in best_combos(ruleset, "brawler", opener="jab")} == {"jab"}


def test_an_opener_that_strikes_no_foe_is_refused_with_those_that_do() -> None:
    heal = replace(SOUND, name="heal", aim=Aim.FRIEND)
    rules = load_ruleset([Rules([SOUND, GUARD, heal])], standard=False)
    with pytest.raises(ActionError, match="role is strike and it is meant for friends") as raised:
        best_combos(rules, "fighter", opener="heal")
    assert raised.value.code == "combo.opener"
    assert str(raised.value).endswith(f"; of those that strike there are: {SOUND.name}")
    with pytest.raises(ActionError, match="nobody here knows 'heel'"):
        best_combos(rules, "fighter", opener="heel")
