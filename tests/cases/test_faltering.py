"""Faltering: a guard that fails in mid-move is told, with what it says, and is why it goes back."""

from typing import ClassVar

from statemachine import State

from combat_rules import Action, replace
from combat_rules.charts import ActionChart, four_phases
from combat_rules.charts.compile import compile_chart
from combat_rules.charts.stock import several_hits
from combat_rules.design.faltering import seen_by_guard
from combat_rules.model import LANDED, ActionStateType, Scene
from combat_rules.model.events import ActionFaltered, ActionRecovering
from tests.cases.plays import DUEL, Who, begin, play, poke


def is_close(scene: Scene) -> bool:
    """The target is within 12 arena units."""
    return scene.distance <= 12


def has_landed(scene: Scene) -> bool:
    """A blow of it has landed."""
    return scene.running is not None and scene.running.outcome in LANDED


CLOSE = poke(
    "close",
    chart=four_phases(
        "Close", release=("is_close and not target_is_defeated",), guards=(is_close,)
    ),
)
COSTLY = poke("costly", stamina_cost=30)
FAR: Who = {**DUEL, "borin": {"position": 520}}


def faltered(move: Action, who: Who = DUEL) -> list[tuple[int, str, str, str, str]]:
    """When it faltered, where, on the way to what, and for which guard with which claim."""
    fought = play([move], (0, "ayla", move.name), who=who)
    ats = fought.ticks(ActionFaltered)
    return [
        (at, one.phase, one.towards, one.guard, one.claim)
        for at, one in zip(ats, fought.told(ActionFaltered), strict=True)
    ]


def test_a_guard_that_fails_between_two_phases_is_told_with_its_claim() -> None:
    assert faltered(COSTLY, {**DUEL, "ayla": {"position": 500, "stamina": 20}}) == [
        (0, "feint", "commit", "has_stamina", "The actor has the stamina that the action costs")
    ]


def saw(move: Action, who: Who) -> list[str]:
    """What the guards saw for which it faltered, asked as that was told."""
    fight, seen = begin([move], (0, "ayla", move.name), who=who), list[str]()
    combat = fight.combat
    combat.subscribe(ActionFaltered, lambda one: seen.append(seen_by_guard(combat, one)))
    falters = fight.until(60).told(ActionFaltered)
    assert [seen_by_guard(combat, one) for one in falters] == ["" for _ in falters]
    return seen


def test_what_the_guard_saw_is_told_as_it_falters_and_not_long_after() -> None:
    tired = {**DUEL, "ayla": {"position": 500, "stamina": 20}}
    assert saw(replace(COSTLY, feint=5), tired) == ["stamina 20, needs at least 30"]
    assert saw(CLOSE, FAR) == ["distance 20, needs at most 12"]
    assert saw(CLOSE, DUEL) == []


def is_closer(scene: Scene) -> bool:
    """The target is within 9 arena units."""
    return scene.distance <= 9


def test_of_several_guards_that_fail_what_the_one_that_is_told_saw_is_told() -> None:
    both = poke("both", chart=four_phases("Both", release=(is_close, is_closer)))
    assert [guard for *_, guard, _ in faltered(both, FAR)] == ["is_close"]
    assert saw(both, FAR) == ["distance 20, needs at most 12"]
    far_off = poke("far_off", chart=Rest, phases={"long": 9}, reach=15)
    assert saw(replace(far_off, feint=5), DUEL) == ["distance 10, needs above 12"]


def test_what_goes_on_falters_nowhere() -> None:
    assert faltered(COSTLY) == []
    assert faltered(CLOSE) == []


def test_an_expression_is_told_as_it_is_written() -> None:
    ((at, phase, towards, guard, claim),) = faltered(CLOSE, FAR)
    assert (at, phase, towards) == (3, "commit", "release")
    assert guard == "is_close and not target_is_defeated"
    assert claim.startswith("The target is within 12 arena units; ")


def test_it_is_why_the_action_goes_back() -> None:
    fought = play([CLOSE], (0, "ayla", "close"), who=FAR)
    (told,) = fought.told(ActionFaltered)
    (back,) = fought.told(ActionRecovering)
    assert back.causes == (told.sequence,)


# -- one that may only go on if its blow has landed ------------------------------------------------

TWICE = Action(
    name="twice",
    chart=several_hits("Twice", 2, again=[has_landed]),
    commit=2,
    release=2,
    phases={"gap_2": 3, "release_2": 2},
    recovery=4,
    damage=5,
    reach=15,
)


def test_a_gap_that_leads_to_no_further_hit_falters() -> None:
    assert faltered(TWICE) == []
    assert faltered(TWICE, FAR) == [
        (7, "gap_2", "release_2", "has_landed", "A blow of it has landed")
    ]


class Rest(ActionChart):
    """Its recovery is longer if it has met nobody."""

    kinds: ClassVar[dict[str, ActionStateType]] = {"long": ActionStateType.RECOVERY}
    feint = State(initial=True)
    release = State()
    recovery = State()
    long = State()
    done = State(final=True)
    advance = (
        feint.to(release, unless=is_close)
        | feint.to(recovery)
        | release.to(recovery, cond=has_landed)
        | release.to(long)
        | recovery.to(done)
        | long.to(done)
    )


def test_which_recovery_it_is_is_no_faltering() -> None:
    move = poke("rest", chart=Rest, phases={"long": 9}, reach=15)
    assert faltered(move, FAR) == []
    ((_, phase, towards, guard, claim),) = faltered(move)
    assert (phase, towards, guard) == ("feint", "release", "unless is_close")
    assert claim == "not so: The target is within 12 arena units"


class Inside(ActionChart):
    """A chart that only the library itself can run: its commit is in two parts."""

    class commit(State.Compound):
        first = State(initial=True)
        second = State()

    release = State()
    recovery = State()
    done = State(final=True)
    advance = (
        commit.first.to(commit.second)
        | commit.second.to(release, cond=is_close)
        | commit.to(recovery)
        | release.to(recovery)
        | recovery.to(done)
    )


def test_it_is_the_same_for_a_chart_that_only_the_library_can_run() -> None:
    assert compile_chart(Inside).name == "reference"
    move = poke("inside", chart=Inside, commit=0, phases={"first": 2, "second": 3})
    assert faltered(move) == []
    assert faltered(move, FAR) == [
        (5, "second", "release", "is_close", "The target is within 12 arena units")
    ]
