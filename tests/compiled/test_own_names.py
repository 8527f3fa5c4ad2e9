"""Plugins under a prefix are compiled: their functions see the names of their author, as live."""

from collections.abc import Sequence

import pytest

from combat_rules import (
    Act,
    Action,
    Archetype,
    Controller,
    DamageRule,
    Ruleset,
    Scene,
    View,
    Wait,
    hookimpl,
    load_ruleset,
    replace,
)
from combat_rules.engine.core.fight import rules_for
from tests.compiled.pairs import differences, lineup
from tests.compiled.spoken import Spoken
from tests.compiled.trial import duels_of_trial, trial
from tests.rules import JAB, SLAM

ANSWERS = {"jab": "slam", "slam": "jab", "rival:jab": "hook"}
HOOK = replace(JAB, name="hook", damage=14, cooldown=40)


def choose(view: View) -> Act | Wait:
    """Speaks of everything by the names that its plugin gave."""
    me, foe = view.me, view.foes[0]
    if me.archetype != "boxer" or me.controller != "boxing":
        return Wait(500)
    answer = ANSWERS.get(foe.action or "", "jab")
    if answer in view.possible and me.cooldowns.get(answer, 0) <= view.now:
        return Act(view.possible[answer].name)
    wanted = [name for name in view.possible if name != "jab"]
    if wanted and view.dice.chance("other", 60):
        return Act(wanted[view.dice.roll("which", len(wanted)) - 1])
    return Wait(view.dice.roll("wait", 9))


def harder(scene: Scene, damage: int) -> int:
    """Another blow for each name by which the plugin knows what is going on."""
    if scene.actor.doing == "jab":
        damage += 1
    if scene.action.name == "hook" and scene.target.archetype == "boxer":
        damage += 2
    if scene.target_action is not None and scene.target_action.name == "rival:jab":
        damage += 4
    if scene.running is not None and scene.running.name == "slam":
        damage += 8
    return damage


class Boxing:
    """Jabs, slams and hooks."""

    @staticmethod
    @hookimpl
    def combat_actions() -> Sequence[Action]:
        return [JAB, SLAM, HOOK]

    @staticmethod
    @hookimpl
    def combat_archetypes() -> Sequence[Archetype]:
        return [
            Archetype(
                name="boxer", actions=("jab", "slam", "hook"), controller="boxing", reaction=5
            )
        ]

    @staticmethod
    @hookimpl
    def combat_controllers() -> Sequence[Controller]:
        return [Controller(name="boxing", choose=choose)]

    @staticmethod
    @hookimpl
    def combat_damage_rules() -> Sequence[DamageRule]:
        return [DamageRule(name="harder", order=500, apply=harder)]


class Rival:
    """Another jab, which boxing knows as ``rival:jab``."""

    @staticmethod
    @hookimpl
    def combat_actions() -> Sequence[Action]:
        return [replace(JAB, damage=7)]

    @staticmethod
    @hookimpl
    def combat_archetypes() -> Sequence[Archetype]:
        return [Archetype(name="rival", actions=("jab",), controller="attack", reaction=5)]


def boxers(prefix: str) -> Ruleset:
    """The rules of both, those of boxing under a prefix."""
    return load_ruleset((Boxing, Rival), prefix={"Boxing": prefix})


@pytest.mark.parametrize("other", ["p_boxer", "rival"])
def test_functions_in_words_see_the_names_of_their_author(other: str) -> None:
    rules = boxers("p")
    spoken = Spoken(rules_for(rules), 2)
    assert spoken.found == ()
    given = replace(lineup("p_boxer", other, ruleset=rules), duration=1500)
    assert spoken.differences(given.fight, range(2)) == {}


@pytest.mark.parametrize("other", ["f_fencer", "duelist"])
def test_a_pack_under_a_prefix_is_played_by_machine_code_as_live(other: str) -> None:
    kernel = duels_of_trial()
    assert "fence" not in {one.function for one in kernel.code.found}
    assert differences(kernel, lineup("f_fencer", other, ruleset=trial()), range(10)) == {}
