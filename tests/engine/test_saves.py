"""A save is loaded if a fight could be as it says; each part that cannot be is named."""

from typing import Any

import pytest
from msgspec.structs import replace
from statemachine import State

from combat_rules import Action, ActionRole, Attribute, CombatSystem, Command, Status
from combat_rules.charts import ActionChart
from combat_rules.engine import Save
from combat_rules.engine.core.records import StatusState
from combat_rules.engine.core.rows import Cooldown
from combat_rules.errors import StateError
from combat_rules.model import ActionStateType, Position, StunMode
from combat_rules.model.limits import LATEST, LIMIT
from tests.rules import ACTIONS, JAB, at, duel, planted

FIRE = Attribute("fire", maximum=9)
BURNING = Status("burning", "fire", 20, lambda scene, effects: None)


def fight() -> CombatSystem:
    """Ayla is committed to a jab; Borin does nothing."""
    combat = duel(list(ACTIONS), attributes=[FIRE], statuses=[BURNING])
    combat.execute_action("jab", "ayla")
    return at(combat, 2)


LIVE = fight()

SEATS: dict[str, tuple[str, dict[str, Any], str]] = {
    "it sits where another sits": ("borin", {"place": 0}, "the place of borin"),
    "it does an action that there is not": ("ayla", {"move": 99}, "the move of ayla"),
    "it does something and nothing": ("ayla", {"move": 0}, "the move of ayla"),
    "it does nothing and something": ("borin", {"move": 2}, "the move of borin"),
    "it is in a phase that there is not": ("ayla", {"leg": 4}, "the leg of ayla"),
    "it is in a phase before the first": ("ayla", {"leg": -1}, "the leg of ayla"),
    "it is deep in a chart that is flat": (
        "ayla", {"deep": Position("feint", ("feint",))}, "the deep of ayla"
    ),
    "it aims at an empty seat": ("ayla", {"target": 2}, "the target of ayla"),
    "it knows of nobody": ("ayla", {"sights": ()}, "the sights of ayla"),
    "it has no attributes": ("ayla", {"values": ()}, "the values of ayla"),
    "it has parts of no attribute": ("ayla", {"fractions": (0,)}, "the fractions of ayla"),
    "it waits for an action that there is not": (
        "ayla", {"cooldowns": (Cooldown(7, 9),)}, "the cooldowns of ayla"
    ),
    "it bears a status that there is not": (
        "ayla", {"statuses": (StatusState(1, 9, 0),)}, "the statuses of ayla"
    ),
    "it knows an action that there is not": ("ayla", {"actions": ("bite",)}, "the actions of ayla"),
    "it is led by nobody": ("ayla", {"controller": "ghost"}, "the controller of ayla"),
    "its action ended as none does": ("ayla", {"ending": 7}, "the ending of ayla"),
    "it has acted less than never": ("ayla", {"acts": -1}, "the acts of ayla"),
    "it recovers for less than no time": ("ayla", {"recovery": -2}, "the recovery of ayla"),
    "it has the name of another": ("borin", {"id": "ayla"}, "two have the same name"),
    "it has too much health": ("ayla", {"health": 101}, "health is 101"),
    "it has less than no stamina": ("ayla", {"stamina": -1}, "stamina is -1"),
    "it stands outside": ("ayla", {"position": -1}, "position is -1"),
    "it faces nowhere": ("ayla", {"facing": 0}, "facing is 0"),
    "it burns too high": ("ayla", {"values": (10,)}, "fire is 10"),
    "it was settled in the future": ("ayla", {"settled_at": 3}, "did something at tick 3"),
    "it was settled before the fight": ("ayla", {"settled_at": -1}, "did something at tick -1"),
    "it began in the future": ("ayla", {"started": 3}, "did something at tick 3"),
    "its phase began before the fight": ("ayla", {"phase_since": -5}, "did something at tick -5"),
    "it announced what nobody did": ("ayla", {"last_event": 50}, "has announced event 50"),
    "its phase has no end": ("ayla", {"due": 1 << 60}, "ayla: the action system says due is"),
    "it was never announced": ("ayla", {"announced": 0}, "ayla: the event system says announced"),
    "it counts as what it is not": (
        "ayla", {"state": ActionStateType.RELEASE}, "ayla: the awareness system says looks is"
    ),
    "it is called by a number": ("ayla", {"archetype": 5}, "ValidationError"),
    "it has half a character": ("ayla", {"team": "\ud800"}, "UnicodeEncodeError"),
    "it has more than can be written": ("ayla", {"stunned_until": 2**70}, "OverflowError"),
}  # fmt: skip

WORLDS: dict[str, tuple[dict[str, Any], str]] = {
    "it is before the fight": ({"now": -1}, "it is tick -1; a tick of this fight is 0 to 1000"),
    "it is after the fight": ({"now": 1001}, "it is tick 1001; a tick of this fight is 0 to 1000"),
    "its events have no numbers": ({"sequence": -1}, "its next event has the number -1"),
    "its plans are in no order": (
        {"scheduled": tuple(Command(actor="ayla", at=tick) for tick in (9, 5))},
        "its scheduled commands are not in the order of their time",
    ),
    "it has a seat that is none": ({"seats": (5,)}, "does not fit this fight"),
    "it has no seats at all": ({"seats": None}, "does not fit this fight"),
    "it has rules that are none": ({"rules": "mine"}, "does not fit this fight"),
}


def refusal(save: Save) -> str:
    """The words in which a fight refuses a save; nothing of it has changed."""
    combat = fight()
    before = combat.save()
    with pytest.raises(StateError) as caught:
        combat.load(save)
    assert caught.value.code == "state.load"
    assert combat.save() == before
    return str(caught.value)


@pytest.mark.parametrize(("who", "facts", "said"), SEATS.values(), ids=SEATS.keys())
def test_what_no_combatant_can_be_is_named(who: str, facts: dict[str, Any], said: str) -> None:
    assert said in refusal(Save(planted(LIVE, who, **facts)))


@pytest.mark.parametrize(("facts", "said"), WORLDS.values(), ids=WORLDS.keys())
def test_what_no_fight_can_be_is_named(facts: dict[str, Any], said: str) -> None:
    assert said in refusal(Save(replace(LIVE.state.world, **facts)))


def test_what_a_fight_can_be_is_taken_whoever_wrote_it() -> None:
    combat = fight()
    for who, facts in (
        (
            "borin",
            {"health": 1, "values": (9,), "statuses": (StatusState(0, 20, 0),), "next_due": 20},
        ),
        ("ayla", {"position": 0, "stamina": 0, "facing": -1}),
    ):
        combat.load(Save(planted(LIVE, who, **facts)))
        assert combat.synchronize_states() == ()
        assert combat.run() is not None


def test_who_is_loaded_without_health_has_fallen_at_the_next_moment() -> None:
    combat = at(duel(), 10)
    combat.schedule([Command(actor="ayla", action="walk", at=20)])
    combat.load(Save(planted(combat, "borin", health=0)))
    assert at(combat, 20).result is not None
    assert combat.combatants["borin"].defeated


def test_two_fights_are_equal_or_they_differ_and_never_both() -> None:
    one, same, other = fight(), fight(), at(fight(), 3)
    for part in (CombatSystem.save, lambda combat: combat.state.world):
        for compared, equal in ((same, True), (other, False)):
            assert (part(one) == part(compared)) is equal
            assert (part(one) != part(compared)) is not equal


def test_a_save_is_checked_once_and_loaded_as_often_as_one_likes() -> None:
    one, other = fight(), fight()
    saved = one.save()
    at(one, 50)
    for _ in range(3):
        other.load(saved)
        assert other.save() == saved
        at(other, 50)
        assert other.save() == one.save()


# -- the longest times that rules may give ---------------------------------------------------------

LONGEST = {
    "a cooldown": {"cooldown": LIMIT},
    "a hit pause": {"hit_pause": LIMIT},
    "a hit pause and a stun after it": {"hit_pause": LIMIT, "hitstun": LIMIT},
    "stuns that are added up": {"hitstun": LIMIT, "stun_mode": StunMode.ADD},
    "stuns that are put off": {"hit_pause": LIMIT, "hitstun": LIMIT, "stun_mode": StunMode.LONGER},
}


@pytest.mark.parametrize("numbers", LONGEST.values(), ids=LONGEST.keys())
def test_no_tick_is_later_than_a_save_may_say(numbers: dict[str, Any]) -> None:
    strike = replace(JAB, feint=0, commit=0, release=1, recovery=9, damage=1)
    strikes = [replace(strike, **numbers)]
    combat, other = (
        duel(strikes, duration=LIMIT, names=("ayla", "borin", "cleo")) for _ in range(2)
    )
    combat.advance(LIMIT - 9)
    for name in ("ayla", "cleo", "borin", "ayla", "cleo"):
        combat.submit("jab", name)
        combat.advance(1)
        assert combat.synchronize_states() == ()
        other.load(combat.save())
        assert other.save() == combat.save()


class Brace(ActionChart):
    """A blow drives it on into its longest phase, and nothing stops it there."""

    feint = State(initial=True)
    commit = State()
    done = State(final=True)

    advance = feint.to(commit) | commit.to(done)
    interrupt = feint.to(commit)


def test_no_phase_ends_later_either_however_often_it_is_put_off() -> None:
    brace = Action(name="brace", role=ActionRole.MOVE, chart=Brace, feint=20, commit=LIMIT)
    strike = replace(JAB, feint=0, commit=0, release=1, recovery=1, hit_pause=LIMIT)
    combat, other = (duel([strike, brace], names=("ayla", "borin", "cleo")) for _ in range(2))
    combat.advance(100)
    combat.execute_action("brace", "ayla")
    for name in ("borin", "cleo"):
        combat.execute_action("jab", name, "ayla")
        combat.advance(5)
        assert combat.combatant("ayla").phase == "commit"
        assert combat.state.world.actions["ayla"].due == LATEST
        other.load(combat.save())
        assert other.save() == combat.save()
