"""What may follow what, and when an action may be called off."""

import pytest
from msgspec.structs import replace

from combat_rules import ActionError, CancelWindow, CombatSystem, Command, Outcome
from combat_rules.model.events import ActionChained, ActionEnded, ActionStarted, details
from tests.odd_charts import Twice
from tests.rules import DODGE, GUARD, JAB, SLAM, WALK, at, duel, heard_of, listen, only, types


def refused(combat: CombatSystem, action: str, actor: str = "ayla") -> list[str]:
    """The names of the reasons for which a command is refused; it changes nothing."""
    before = combat.save()
    with pytest.raises(ActionError) as caught:
        combat.execute_action(action, actor)
    assert combat.save() == before
    return [reason.name for reason in caught.value.refusal.reasons]


@pytest.mark.parametrize("tick", [0, 2, 4, 8], ids=["feint", "commit", "release", "recovery"])
def test_no_block_follows_an_attack_that_is_still_running(tick: int) -> None:
    combat = duel(distance=50)
    combat.execute_action("jab", "ayla")
    at(combat, tick)
    assert refused(combat, "guard") in (["chain"], ["in_cancel_window"])


def test_after_its_recovery_an_attack_may_be_followed_by_a_block() -> None:
    combat = duel(distance=50)
    combat.execute_action("jab", "ayla")
    at(combat, 9)
    assert refused(combat, "guard") == ["in_cancel_window"]
    at(combat, 10)
    assert combat.execute_action("guard", "ayla") is not None


LANDED = frozenset({Outcome.HIT})
BLOCKED = frozenset({Outcome.BLOCKED})
WHIFFED = frozenset({Outcome.WHIFFED})


@pytest.mark.parametrize("opens", [LANDED, BLOCKED, WHIFFED], ids=["hit", "block", "whiff"])
@pytest.mark.parametrize("met", [LANDED, BLOCKED, WHIFFED], ids=["hits", "is blocked", "misses"])
def test_a_cancel_window_opens_on_the_outcomes_it_declares(
    opens: frozenset[Outcome], met: frozenset[Outcome]
) -> None:
    combat = duel(
        [replace(JAB, cancels=(CancelWindow(into=("slam",), on=opens),)), SLAM, GUARD],
        distance=50 if met is WHIFFED else 10,
    )
    if met is BLOCKED:
        combat.execute_action("guard", "borin")
    at(combat, 5).execute_action("jab", "ayla")
    at(combat, 9)
    if opens is met:
        assert combat.execute_action("slam", "ayla") is not None
    else:
        assert refused(combat, "slam") == ["in_cancel_window"]


@pytest.mark.parametrize("tick", range(3, 10))
def test_a_window_is_open_from_its_first_to_its_last_tick(tick: int) -> None:
    window = CancelWindow(into=("slam",), on=WHIFFED, start=5, end=7)
    combat = duel([replace(JAB, cancels=(window,)), SLAM], distance=50)
    combat.execute_action("jab", "ayla")
    at(combat, tick)
    assert (combat.validate_action("slam", "ayla") is None) is (5 <= tick <= 7)


def test_a_window_may_name_a_tag() -> None:
    window = CancelWindow(into=("#heavy",), on=WHIFFED)
    combat = duel([replace(JAB, cancels=(window,)), SLAM, GUARD], distance=50)
    combat.execute_action("jab", "ayla")
    at(combat, 5)
    assert combat.actions.possible_actions("ayla") == ("slam",)


def test_a_chain_ends_the_action_it_leaves_and_says_so() -> None:
    window = CancelWindow(into=("slam",), on=LANDED)
    combat = duel([replace(JAB, cancels=(window,)), SLAM])
    heard = listen(combat)
    combat.execute_action("jab", "ayla")
    at(combat, 4).execute_action("slam", "ayla")
    chained, ended = only(heard, ActionChained), only(heard, ActionEnded)
    assert details(chained) == {"name": "jab", "into": "slam"}
    assert (ended.reason, ended.outcome) == ("chained", Outcome.HIT)
    started = heard_of(heard, ActionStarted)
    assert [event.name for event in started] == ["jab", "slam"]
    assert chained.sequence < ended.sequence < started[1].sequence


def test_a_combo_holds_its_target_in_the_stun() -> None:
    window = CancelWindow(into=("slam",), on=LANDED)
    combat = duel([replace(JAB, hitstun=20, cancels=(window,)), SLAM])
    heard = listen(combat)
    combat.execute_action("jab", "ayla")
    at(combat, 4).execute_action("slam", "ayla")
    at(combat, 100)
    assert types(heard, "action_hit", "combatant_recovered") == [
        "action_hit",
        "action_hit",
        "combatant_recovered",
    ]


@pytest.mark.parametrize(
    ("tick", "free"), [(0, 0), (1, 2), (3, 6)], ids=["at once", "at tick 1", "at tick 3"]
)
def test_a_feint_called_off_takes_as_long_to_recover_as_it_ran(tick: int, free: int) -> None:
    combat = duel()
    ended = listen(combat, ActionEnded)
    combat.execute_action("slam", "ayla")
    at(combat, tick).cancel("ayla")
    at(combat, 60)
    assert [(e.timestamp, e.reason) for e in ended] == [(free, "cancelled")]


def test_a_called_off_feint_costs_no_stamina_and_hurts_nobody() -> None:
    combat = duel()
    combat.execute_action("slam", "ayla")
    at(combat, 4).cancel("ayla")
    at(combat, 60)
    assert (combat.combatant("ayla").stamina, combat.combatant("borin").health) == (100, 100)


@pytest.mark.parametrize(
    ("cancellable", "tick", "reasons"),
    [
        (False, 6, ["is_cancellable"]),
        (True, 6, None),
        (True, 12, ["cancel"]),
        (True, 16, ["cancel"]),
    ],
    ids=["commit", "cancellable commit", "release", "recovery"],
)
def test_what_is_committed_may_be_called_off_only_if_it_is_cancellable(
    cancellable: bool, tick: int, reasons: list[str] | None
) -> None:
    combat = duel([replace(SLAM, cancellable=cancellable)], distance=50)
    combat.execute_action("slam", "ayla")
    at(combat, tick)
    if reasons is None:
        combat.cancel("ayla")
        assert combat.combatant("ayla").phase == "recovery"
        return
    before = combat.save()
    with pytest.raises(ActionError) as caught:
        combat.cancel("ayla")
    assert [reason.name for reason in caught.value.refusal.reasons] == reasons
    assert combat.save() == before


def test_nothing_cannot_be_called_off() -> None:
    with pytest.raises(ActionError, match="it does nothing; possible now: jab"):
        duel().cancel("ayla")


def test_an_action_with_a_cooldown_waits_for_it_from_its_release_on() -> None:
    combat = duel([replace(DODGE, cooldown=30), WALK])
    combat.execute_action("dodge", "ayla")
    at(combat, 31)
    assert refused(combat, "dodge") == ["cooldown_is_over"]
    assert combat.actions.possible_actions("ayla") == ("walk",)
    at(combat, 32)
    assert combat.validate_action("dodge", "ayla") is None


def test_what_a_combatant_does_not_know_it_cannot_do() -> None:
    combat = duel([JAB, WALK])
    with combat.transaction() as tx:
        tx.update_combatant_state(replace(combat.combatant("ayla"), actions=("walk",)))
    assert refused(combat, "jab") == ["knows_action"]


def test_two_commands_of_one_tick_are_judged_one_after_the_other() -> None:
    combat = duel()
    combat.execute_action("jab", "ayla")
    assert refused(combat, "jab") == ["chain"]


def test_a_cooldown_begins_with_the_first_of_several_releases() -> None:
    combat = duel([replace(JAB, chart=Twice, phases={"again": 5}, cooldown=30)], distance=50)
    combat.execute_action("jab", "ayla")
    at(combat, 32)
    assert refused(combat, "jab") == ["cooldown_is_over"]
    assert at(combat, 33).validate_action("jab", "ayla") is None


def test_of_one_tick_starts_are_told_before_what_is_called_off() -> None:
    combat = duel()
    combat.execute_action("slam", "ayla")
    at(combat, 2)
    heard = listen(combat)
    combat.schedule(
        [
            Command(actor="ayla", cancel=True, at=3),
            Command(actor="borin", action="jab", at=3),
        ]
    )
    at(combat, 3)
    assert types(heard, "action_started", "action_cancelled") == [
        "action_started",
        "action_cancelled",
    ]
