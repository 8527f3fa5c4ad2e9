"""Changing a fight from outside: what may be set, what may not, and how it is told."""

from typing import Any

import pytest
from msgspec.structs import replace

from combat_rules import Act, Attribute, Controller
from combat_rules.engine import Save
from combat_rules.errors import StateError
from combat_rules.model import ActionStateType, Position
from combat_rules.model.events import ActionHit, ActionReleased, CombatantChanged, details
from tests.rules import GUARD, JAB, at, duel, empty_fight, heard_of, listen


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"health": -1}, "health is -1"),
        ({"health": 101}, "health is 101"),
        ({"stamina": -1}, "stamina is -1"),
        ({"stamina": True}, "stamina is True"),
        ({"position": 101}, "position is 101"),
        ({"position": "left"}, "position is 'left'"),
        ({"facing": 0}, "facing is 0"),
        ({"health": 10**30}, "health is 1000"),
        ({"max_health": 0}, "max_health is 0"),
        ({"max_health": 10**30}, "max_health is 1000"),
        ({"reaction": "quick"}, "reaction is 'quick'"),
        ({"health": -1, "facing": 2}, "health is -1.*; facing is 2"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_record_that_cannot_be_is_refused_with_every_reason(
    changes: dict[str, Any], named: str
) -> None:
    combat = duel()
    before = combat.save()
    wrong = replace(combat.combatant("ayla"), **changes)
    with pytest.raises(StateError, match=named) as caught, combat.transaction() as tx:
        tx.update_combatant_state(wrong)
    assert caught.value.code == "state.invalid"
    assert combat.save() == before


@pytest.mark.parametrize(
    "changes",
    [
        {"doing": "slam"},
        {"action": None},
        {"state": None},
        {"stunned_until": 50},
        {"defeated": True},
        {"acts": 7},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_follows_from_the_fight_cannot_be_set(changes: dict[str, Any]) -> None:
    combat = duel()
    combat.execute_action("jab", "ayla")
    before = combat.save()
    wrong = replace(combat.combatant("ayla"), **changes)
    with pytest.raises(StateError, match=next(iter(changes))) as caught, combat.transaction() as tx:
        tx.update_combatant_state(wrong)
    assert caught.value.code == "state.owned"
    assert combat.save() == before


@pytest.mark.parametrize("what", [None, "ayla", {"id": "ayla"}], ids=repr)
@pytest.mark.parametrize("method", ["update_combatant_state", "update_action_state"])
def test_what_is_no_record_is_refused(method: str, what: Any) -> None:
    combat = duel()
    before = combat.save()
    with pytest.raises(StateError, match="is no"), combat.transaction() as tx:
        getattr(tx, method)(what)
    assert combat.save() == before


@pytest.mark.parametrize("due", [-1, 2, "soon", 1.5, 10**20], ids=repr)
def test_a_phase_ends_at_a_tick_to_come(due: Any) -> None:
    combat = duel()
    combat.execute_action("slam", "ayla")
    before = at(combat, 3).save()
    running = combat.actions.get_all_states()["ayla"]
    with pytest.raises(StateError, match="due is"), combat.transaction() as tx:
        tx.update_action_state(replace(running, due=due))
    assert combat.save() == before


def test_a_change_from_outside_is_announced_with_what_changed() -> None:
    combat = duel()
    changed = listen(combat, CombatantChanged)
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant("ayla"), health=55))
    assert [(e.source, details(e)) for e in changed] == [("ayla", {"changed": {"health": 55}})]


def test_a_running_action_can_be_given_more_time() -> None:
    combat = duel()
    jab = combat.execute_action("jab", "ayla")
    assert jab is not None
    with combat.transaction() as tx:
        tx.update_action_state(replace(jab, due=20))
    running = at(combat, 19).actions.get_current_action("ayla")
    assert running is not None
    assert running.phase == "feint"


@pytest.mark.parametrize("method", ["update_combatant_state", "update_action_state"])
def test_a_transaction_that_is_over_takes_nothing_any_more(method: str) -> None:
    combat = duel([JAB, GUARD])
    running = combat.execute_action("jab", "ayla")
    with combat.transaction() as tx:
        pass
    what = running if method == "update_action_state" else combat.combatant("ayla")
    with pytest.raises(StateError, match="over"):
        getattr(tx, method)(what)


def test_an_action_that_its_actor_does_not_run_cannot_be_updated() -> None:
    combat = duel()
    jab = combat.execute_action("jab", "ayla")
    assert jab is not None
    at(combat, 30)
    with (
        pytest.raises(StateError, match="runs no action, not jab as ayla#1"),
        combat.transaction() as tx,
    ):
        tx.update_action_state(jab)


def test_an_action_that_is_put_into_its_release_strikes_at_that_tick() -> None:
    combat = duel()
    slam = combat.execute_action("slam", "ayla")
    assert slam is not None
    at(combat, 3)
    heard = listen(combat)
    release = Position("release", ("release",))
    with combat.transaction() as tx:
        into = {"position": release, "state": ActionStateType.RELEASE, "phase_since": 3, "due": 9}
        tx.update_action_state(replace(tx.actions["ayla"], **into))
    at(combat, 50)
    for kind in (ActionReleased, ActionHit):
        assert [event.timestamp for event in heard_of(heard, kind)] == [3]


def test_a_running_action_is_aimed_only_at_whom_it_is_meant_for() -> None:
    combat = duel()
    combat.execute_action("slam", "ayla")
    before = combat.save()
    with pytest.raises(StateError, match="meant for a foe"), combat.transaction() as tx:
        tx.update_action_state(replace(tx.actions["ayla"], target="ayla"))
    assert combat.save() == before


def test_the_fallen_are_given_no_health() -> None:
    combat = duel()
    combat.add_combatant("fighter", "cleo", team="borin", controller="")
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(tx.combatants["borin"], health=0))
    before = at(combat, 1).save()
    with pytest.raises(StateError, match="nobody gets up again"), combat.transaction() as tx:
        tx.update_combatant_state(replace(tx.combatants["borin"], health=60))
    assert combat.save() == before


def test_only_one_transaction_is_open_at_a_time() -> None:
    combat = duel()
    with combat.transaction():
        for door in (combat.state.transaction, lambda: combat.advance(1), combat.rollback):
            with pytest.raises(StateError, match="transaction"):
                door()
        with pytest.raises(StateError, match="transaction"):
            combat.execute_action("jab", "ayla")
    combat.advance(1)
    assert combat.now == 1


POISE = Attribute("poise", 1, 0, 10, regeneration=7)


def test_a_change_tells_only_what_was_changed_whatever_has_come_back_meanwhile() -> None:
    combat = empty_fight(attributes=[POISE])
    combat.add_combatant("fighter", "ayla", controller="", stamina_regeneration=7, stamina=10)
    combat.add_combatant("fighter", "borin", controller="")
    changed = listen(combat, CombatantChanged)
    at(combat, 300)
    for inside in (False, True):
        records = combat.transaction().combatants if inside else combat.combatants
        state = records["ayla"]
        assert (state.stamina, POISE.of(state)) == (12, 3)
        with combat.transaction() as tx:
            tx.update_combatant_state(replace(state, position=state.position + 3))
    assert [list(event.changed) for event in changed] == [["position"], ["position"]]
    assert combat.combatant("ayla").stamina == 12


def test_a_new_controller_is_asked_as_soon_as_its_combatant_is_free() -> None:
    combat = duel(controllers=[Controller("jabber", lambda view: Act("jab"))])
    combat.execute_action("jab", "ayla")
    combat.advance(5)
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(tx.combatants["ayla"], controller="jabber"))
    assert at(combat, 10).combatant("ayla").acts == 2
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(tx.combatants["ayla"], controller=""))
    assert at(combat, 100).combatant("ayla").acts == 2


@pytest.mark.parametrize("stunned", [False, True], ids=["standing", "reeling"])
def test_a_controller_set_after_the_end_is_never_asked_and_the_save_loads(stunned: bool) -> None:
    combat = duel(controllers=[Controller("jabber", lambda view: Act("jab"))], duration=5)
    combat.execute_action("jab", "borin" if stunned else "ayla")
    assert combat.run().at == 5
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(tx.combatants["ayla"], controller="jabber"))
    assert combat.combatant("ayla").controller == "jabber"
    assert combat.synchronize_states() == ()
    combat.load(Save(replace(combat.state.world)))  # a copy is read as one from a file is


def test_a_controller_that_does_not_exist_is_refused() -> None:
    combat = duel()
    with pytest.raises(StateError, match="did you mean still"), combat.transaction() as tx:
        tx.update_combatant_state(replace(tx.combatants["ayla"], controller="stil"))
