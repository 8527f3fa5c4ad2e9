"""The systems agree on everything; where they are made to differ, it is found and put right."""

import pytest

from combat_rules import CombatSystem
from combat_rules.engine.core.records import Sight
from combat_rules.engine.core.words import NEVER
from combat_rules.model import AwarenessLevel, Sighting
from tests.rules import at, duel, empty_fight, planted


def fight_under_way() -> CombatSystem:
    """Ayla is committed to a slam, Borin stunned, Cato waits; all have controllers but Ayla."""
    combat = empty_fight(distance=10)
    combat.add_combatant("fighter", "ayla", controller="", team="red")
    combat.add_combatant("fighter", "borin", team="blue")
    combat.add_combatant("fighter", "cato", team="blue", position=90)
    combat.execute_action("jab", "ayla")
    at(combat, 10).execute_action("slam", "ayla")
    return at(combat, 12)


SEEN = (Sighting(0, "", "idle"),)

SIGHTS = (Sight(AwarenessLevel.AWARE, True, 0, 0),) * 2
ALONE = (Sight(AwarenessLevel.AWARE, True, 0, 0, due=40),)

FAULTS: dict[str, tuple[str, dict[str, object], str]] = {
    "a running action never ends its phase": ("ayla", {"due": NEVER}, "action system"),
    "it is in another phase": ("ayla", {"leg": 2}, "action system"),
    "it is in a phase that its action has not": ("ayla", {"leg": 9}, "action system"),
    "its time is past": ("ayla", {"due": 2}, "action system"),
    "its time never comes": ("ayla", {"due": 10**8}, "action system"),
    "it aims at nobody": ("ayla", {"target": 7}, "action system"),
    "somebody idle is said to act": ("cato", {"move": 1}, "action system"),
    "somebody idle is in a phase": ("cato", {"due": 40}, "action system"),
    "it was never announced": ("ayla", {"announced": 0}, "event system"),
    "it was announced too far": ("ayla", {"announced": 2}, "event system"),
    "it is seen doing something else": ("ayla", {"looks": SEEN}, "awareness system"),
    "it was never seen": ("cato", {"looks": ()}, "awareness system"),
    "it was seen in the future": (
        "cato", {"looks": (Sighting(99, "", "idle"),)}, "awareness system"
    ),
    "it knows nothing of another": ("borin", {"sights": ()}, "awareness system"),
    "what it knows changes at another time": (
        "borin", {"awareness_due": 40}, "awareness system"
    ),
    "it learns of itself": (
        "cato", {"sights": (*SIGHTS, *ALONE), "awareness_due": 40}, "awareness system"
    ),
    "its stun never ends": ("borin", {"free_at": NEVER}, "action system"),
    "its stun ends at another time": ("borin", {"free_at": 13}, "action system"),
    "it is stunned and is not": ("cato", {"free_at": 40}, "action system"),
    "its controller is never asked": ("cato", {"controller_due": NEVER}, "action system"),
    "its controller is asked while it is stunned": (
        "borin", {"controller_due": 13}, "action system"
    ),
    "its next moment is forgotten": ("borin", {"next_due": NEVER}, "action system"),
}  # fmt: skip
each_fault = pytest.mark.parametrize(("who", "facts", "system"), FAULTS.values(), ids=FAULTS)


@each_fault
def test_a_disagreement_is_found_and_named(who: str, facts: dict[str, object], system: str) -> None:
    combat = fight_under_way()
    combat.state.restore(planted(combat, who, **facts))
    assert (who, system) in {(d.combatant, d.system) for d in combat.synchronize_states()}


@each_fault
def test_a_disagreement_is_repaired_and_the_fight_goes_on_to_its_end(
    who: str, facts: dict[str, object], system: str
) -> None:
    combat = fight_under_way()
    before = combat.combatants
    combat.state.restore(planted(combat, who, **facts))
    assert combat.synchronize_states() != ()
    assert combat.synchronize_states() == ()
    assert combat.combatants == before
    for tick in range(13, 80):
        assert at(combat, tick).synchronize_states() == ()
    assert combat.run().reason == "time_out"


@pytest.mark.parametrize("facts", [{"move": 0}, {"phase_since": 99}], ids=["lost", "of the future"])
def test_an_action_that_cannot_be_is_found_and_the_fight_goes_on(facts: dict[str, object]) -> None:
    combat = fight_under_way()
    combat.state.restore(planted(combat, "ayla", **facts))
    assert ("ayla", "action system") in {
        (d.combatant, d.system) for d in combat.synchronize_states()
    }
    assert combat.synchronize_states() == ()
    assert combat.run().reason == "time_out"


def test_a_sound_fight_has_nothing_to_repair_and_keeps_its_history() -> None:
    combat = fight_under_way()
    before = combat.save()
    assert combat.synchronize_states() == ()
    assert combat.save() == before
    combat.rollback(1)


def test_several_disagreements_are_found_at_once() -> None:
    combat = fight_under_way()
    combat.state.restore(planted(combat, "ayla", leg=9, announced=0))
    combat.state.restore(planted(combat, "borin", looks=()))
    found = {(d.combatant, d.system) for d in combat.synchronize_states()}
    assert found >= {
        ("ayla", "action system"),
        ("ayla", "event system"),
        ("borin", "awareness system"),
    }


def test_a_disagreement_reads_as_a_sentence() -> None:
    combat = fight_under_way()
    combat.state.restore(planted(combat, "ayla", leg=9))
    assert str(combat.synchronize_states()[0]) == (
        "ayla: the action system says leg is 9, the state manager says leg is 0"
    )


@pytest.mark.parametrize("action_name", ["jab", "slam", "guard", "dodge", "parry", "walk"])
def test_all_agree_at_every_tick_of_an_exchange(action_name: str) -> None:
    combat = duel()
    combat.execute_action(action_name, "borin")
    combat.execute_action("jab", "ayla")
    for tick in range(60):
        assert at(combat, tick).synchronize_states() == ()
