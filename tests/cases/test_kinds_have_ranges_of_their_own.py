"""A kind of combatant has its own most of an attribute, and its own pace of getting it back."""

from typing import Any

import pytest

from combat_rules import (
    Action,
    Archetype,
    Attribute,
    CombatSystem,
    Effects,
    Ruleset,
    Scene,
    Status,
    load_ruleset,
    replace,
)
from combat_rules.errors import PluginError, StateError
from tests.rules import JAB, Rules

GUARD = Attribute("guard", default=50, maximum=50, regeneration=10)
BARE = Attribute("bare", maximum=9)


def lean(scene: Scene, effects: Effects) -> None:
    """The one struck loses 40 of its guard, and gains much of what is bare."""
    effects.change(scene.target.id, "guard", -40)
    effects.change(scene.target.id, "bare", 1000)


def fight(second: int = 10, **kinds: Archetype) -> CombatSystem:
    """A knight with more guard than usual, a monk with less, and somebody usual."""
    combat = CombatSystem(10_000, 10, ruleset=rules(second, **kinds), strict=True)
    for name in ("knight", "monk", "usual"):
        combat.add_combatant(name, name, controller="", team="all" if name == "usual" else name)
    return combat


def rules(second: int = 10, **kinds: Archetype) -> Ruleset:
    jab: Action = replace(JAB, on_contact=(lean,))
    one = Archetype(name="usual", actions=("jab",), controller="")
    all_kinds = {
        "usual": one,
        "knight": replace(one, name="knight", maxima={"guard": 80}, attributes={"guard": 80}),
        "monk": replace(one, name="monk", maxima={"guard": 30}, regenerations={"guard": 20}),
        **kinds,
    }
    plugin = Rules([jab], attributes=[GUARD, BARE], archetypes=list(all_kinds.values()))
    return load_ruleset([plugin], standard=False, ticks_per_second=second)


def guards(combat: CombatSystem) -> dict[str, int]:
    return {who: GUARD.of(state) for who, state in combat.combatants.items()}


def test_a_kind_starts_with_what_it_may_have() -> None:
    assert guards(fight()) == {"knight": 80, "monk": 30, "usual": 50}


def test_each_gets_it_back_at_its_own_pace_and_up_to_its_own_most() -> None:
    combat = fight()
    with combat.transaction() as change:
        for who in ("knight", "monk", "usual"):
            change.update_combatant_state(replace(change.combatants[who], guard=0))
    combat.advance(10)  # a second
    assert guards(combat) == {"knight": 10, "monk": 20, "usual": 10}
    combat.advance(1000)
    assert guards(combat) == {"knight": 80, "monk": 30, "usual": 50}


def test_what_is_asked_for_is_cut_off_at_the_own_most() -> None:
    """The monk has 30 and loses 40: it has none; the attribute that it shares stays as it is."""
    combat = fight()
    combat.execute_action("jab", "knight", "monk")
    combat.advance(3)
    assert guards(combat)["monk"] == 0
    assert BARE.of(combat.combatant("monk")) == 9


def test_nobody_is_given_more_than_its_kind_may_have() -> None:
    combat = fight()
    with pytest.raises(StateError, match="guard is 31; a whole number from 0 to 30"):
        combat.add_combatant("monk", "another", guard=31)
    with pytest.raises(StateError, match="guard is 81"), combat.transaction() as change:
        change.update_combatant_state(replace(change.combatants["knight"], guard=81))
    assert guards(combat)["knight"] == 80


def test_a_status_ends_when_the_own_pace_has_used_it_up() -> None:
    """Poison falls by a point a second; in the monk by five."""
    poison = Attribute("poison", maximum=10, regeneration=-1)
    usual = Archetype(name="usual", actions=("jab",), controller="", attributes={"poison": 5})
    monk = replace(usual, name="monk", regenerations={"poison": -5})
    plugin = Rules(
        [JAB],
        attributes=[poison],
        archetypes=[usual, monk],
        statuses=[Status("poisoned", "poison", 7, lambda scene, effects: None)],
    )
    combat = CombatSystem(
        10_000, 10, ruleset=load_ruleset([plugin], standard=False, ticks_per_second=10)
    )
    ended: dict[str, int] = {}
    combat.subscribe(
        "status_ended", lambda event: ended.setdefault(str(event.source), event.timestamp)
    )
    combat.add_combatant("usual", "ayla", controller="")
    combat.add_combatant("monk", "borin", controller="")
    combat.advance(100)
    assert ended == {"ayla": 50, "borin": 10}


def test_it_is_the_same_however_time_is_sliced_and_after_a_save() -> None:
    whole, sliced = fight(7), fight(7)
    for combat in (whole, sliced):
        combat.execute_action("jab", "knight", "monk")
    whole.advance(60)
    for _ in range(20):
        sliced.advance(3)
        sliced.load(sliced.save())
    assert guards(whole) == guards(sliced)
    assert whole.state.world.combatants == sliced.state.world.combatants


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"maxima": {"gaurd": 3}}, "there is no attribute gaurd; did you mean guard?"),
        ({"regenerations": {"gaurd": 3}}, "there is no attribute gaurd; did you mean guard?"),
        ({"maxima": {"guard": -1}}, "its most of guard is -1, and the attribute has at least 0"),
        ({"maxima": {"guard": 9}, "attributes": {"guard": 10}}, "guard is 10"),
        ({"maxima": {"guard": "9"}}, "maxima['guard'] is '9'"),
    ],
    ids=["misspelt", "misspelt pace", "below the least", "it starts with more", "no number"],
)
def test_ranges_that_cannot_be_are_refused(wrong: dict[str, Any], said: str) -> None:
    odd = Archetype(name="odd", actions=("jab",), controller="", **wrong)
    with pytest.raises(PluginError) as caught:
        rules(odd=odd)
    assert said in str(caught.value)


def test_an_archetype_of_the_program_has_the_ranges_of_the_plugin_it_is_like() -> None:
    combat = fight()
    monk = combat.fight.ruleset.archetypes["monk"]
    combat.add_combatant(replace(monk, health=5), "like a monk", team="all")
    assert guards(combat)["like a monk"] == 30
    with pytest.raises(StateError, match="contribute the archetype with combat_archetypes"):
        combat.add_combatant(replace(monk, maxima={"guard": 31}), "more", team="all")
