"""Charts of other shapes: history, parallel regions, circles, the order of entry and exit."""

from typing import ClassVar

import pytest
from statemachine import HistoryState, State

from combat_rules import Action, ActionRole, CombatError, CombatEvent, Effects, Outcome, Scene
from combat_rules.charts import ActionChart
from combat_rules.model import ActionStateType, Effect
from combat_rules.model.events import ActionPhase
from tests.cases.plays import DUEL, Play, Who, begin, play, poke


def way(fought: Play, since: int = -1) -> list[tuple[int, str]]:
    """Ayla's phases, each with the tick at which it was entered."""
    return [
        (event.timestamp - 10, event.phase)
        for event in fought.told(ActionPhase)
        if event.source == "ayla" and event.timestamp - 10 > since
    ]


class Rite(ActionChart):
    """Three words; a blow shakes whoever speaks, who then goes on with the word it was at."""

    kinds: ClassVar[dict[str, ActionStateType]] = dict.fromkeys(
        ("words", "one", "two", "three", "shaken"), ActionStateType.COMMIT
    )

    feint = State(initial=True)

    class words(State.Compound):
        one = State(initial=True)
        two = State()
        three = State()
        where = HistoryState()

        first = where.to(one)
        advance = one.to(two) | two.to(three)

    shaken = State()
    release = State()
    recovery = State()
    done = State(final=True)

    advance = (
        feint.to(words)
        | words.three.to(release)
        | shaken.to(words.where)
        | release.to(recovery)
        | recovery.to(done)
    )
    cancel = feint.to(recovery)
    interrupt = feint.to(recovery) | words.to(shaken) | shaken.to(recovery) | release.to(recovery)


RITE = poke(
    "rite", chart=Rite, feint=2, phases={"one": 5, "two": 5, "three": 5, "shaken": 3}, release=3
)
JAB = poke("jab", release=1, recovery=2, damage=1)


def test_history_leads_back_to_the_word_at_which_the_blow_fell() -> None:
    fought = play([RITE, JAB], (0, "ayla", "rite"), (6, "borin", "jab"))
    assert way(fought) == [
        (0, "feint"),
        (2, "one"),
        (7, "two"),
        (9, "shaken"),
        (12, "two"),
        (17, "three"),
        (22, "release"),
        (25, "recovery"),
    ]


def test_history_is_kept_in_a_save() -> None:
    fought = begin([RITE, JAB], (0, "ayla", "rite"), (6, "borin", "jab")).until(10)
    saved = fought.combat.save()
    before = way(fought.until(60), 10)
    fought.combat.load(saved)
    fought._heard.clear()
    assert way(fought.until(60), 10) == before


class Twofold(ActionChart):
    """A blade and feet at once."""

    kinds: ClassVar[dict[str, ActionStateType]] = {"both": ActionStateType.RELEASE}

    feint = State(initial=True)

    class both(State.Parallel):
        class blade(State.Compound):
            out = State(initial=True)
            back = State()

            turn = out.to(back)

        class feet(State.Compound):
            left = State(initial=True)
            right = State()

            shift = left.to(right)

    recovery = State()
    done = State(final=True)

    advance = feint.to(both) | both.to(recovery) | recovery.to(done)
    cancel = feint.to(recovery)
    interrupt = feint.to(recovery) | both.to(recovery)


def test_every_region_of_a_parallel_release_is_entered() -> None:
    ticks = dict.fromkeys(("out", "back", "left", "right"), 6)
    swing = poke("swing", chart=Twofold, feint=2, phases=ticks)
    fought = begin([swing], (0, "ayla", "swing")).until(3)
    running = fought.combat.actions.get_current_action("ayla")
    assert running is not None
    assert {"both", "blade", "out", "feet", "left"} <= set(running.position.active)
    assert running.state is ActionStateType.RELEASE
    fought.until(40)
    assert (fought.lost(), fought.free("ayla")) == (7, [12])


def test_the_phase_is_that_of_the_first_region_and_the_others_do_not_hold_it_up() -> None:
    """Turned at 4 into a phase of 6 ticks; the feet shift at 6."""
    ticks = dict.fromkeys(("out", "back", "left", "right"), 6)
    swing = poke("swing", chart=Twofold, feint=2, phases=ticks)
    fought, phases = begin([swing], (0, "ayla", "swing")), list[str]()
    for tick, signal in ((4, "turn"), (6, "shift")):
        fought.until(tick).combat.signal("ayla", signal)
        phases.append(fought.of("ayla").phase or "")
    assert phases == ["back", "back"]
    assert fought.until(40).free("ayla") == [14]


class Poised(ActionChart):
    """A stance, and beside it what is left of its poise."""

    kinds: ClassVar[dict[str, ActionStateType]] = {"both": ActionStateType.RELEASE}

    feint = State(initial=True)

    class both(State.Parallel):
        class stance(State.Compound):
            held = State(initial=True)
            let_down = State()

            lower = held.to(let_down)

        class poise(State.Compound):
            fresh = State(initial=True)
            shaken = State()

            interrupt = fresh.to(shaken)

    recovery = State()
    done = State(final=True)

    advance = feint.to(both) | both.to(recovery) | recovery.to(done)
    interrupt = feint.to(recovery) | both.to(recovery)


@pytest.mark.parametrize(
    ("ticks", "stuns", "free"),
    [((5,), [], [36]), ((5, 10), [(10, "hitstun", 10)], [20])],
    ids=["one blow", "two"],
)
def test_a_region_beside_it_takes_a_blow_and_what_it_does_goes_on(
    ticks: tuple[int, ...], stuns: list[tuple[int, str, int]], free: list[int]
) -> None:
    phases = {"held": 30, "let_down": 6, "fresh": 1, "shaken": 1}
    stance = poke("stance", role=ActionRole.MOVE, chart=Poised, feint=2, phases=phases)
    flash = poke("flash", commit=0, release=1, recovery=0)
    blows = [(tick, "ayla", "flash") for tick in ticks]
    fought = play([stance, flash], (0, "borin", "stance"), *blows)
    assert (fought.stuns("borin"), fought.free("borin")) == (stuns, free)


class Spoken(CombatEvent, frozen=True, kw_only=True):
    """A word."""

    word: str


def say(word: str) -> Effect:
    def speak(scene: Scene, effects: Effects) -> None:
        """Say a word."""
        effects.announce(Spoken(word=word))

    speak.__name__ = f"say_{word.replace(' ', '_')}"
    return speak


class Nest(ActionChart):
    """A release with two phases in it."""

    feint = State(initial=True, exit=say("out of feint"))

    class release(State.Compound, enter=say("into release"), exit=say("out of release")):
        up = State(initial=True, enter=say("into up"), exit=say("out of up"))
        down = State(enter=say("into down"), exit=say("out of down"))

        advance = up.to(down)

    recovery = State(enter=say("into recovery"))
    done = State(final=True)

    advance = feint.to(release) | release.down.to(recovery) | recovery.to(done)
    cancel = feint.to(recovery)
    interrupt = feint.to(recovery) | release.to(recovery)


def test_one_leaves_from_the_inside_and_enters_from_the_outside() -> None:
    nest = poke("nest", chart=Nest, feint=2, phases={"up": 3, "down": 3})
    fought = play([nest], (0, "ayla", "nest"), events=[Spoken])
    assert [event.word for event in fought.told(Spoken)] == [
        "out of feint",
        "into release",
        "into up",
        "out of up",
        "into down",
        "out of down",
        "out of release",
        "into recovery",
    ]


def test_two_phases_in_one_release_are_one_hit() -> None:
    nest = poke("nest", chart=Nest, feint=2, phases={"up": 3, "down": 3})
    assert play([nest], (0, "ayla", "nest"), events=[Spoken]).outcomes() == ["hit"]


@pytest.mark.parametrize(
    ("up", "down", "tick", "outcome"),
    [
        (3, 0, 4, "hit"),
        (3, 0, 5, "whiffed"),
        (0, 3, 4, "hit"),
        (0, 3, 5, "whiffed"),
        (0, 0, 2, "hit"),
        (0, 0, 3, "whiffed"),
    ],
)
def test_a_phase_of_no_time_makes_no_release_longer(
    up: int, down: int, tick: int, outcome: str
) -> None:
    """Active from 2 to 4, or at 2 alone; Borin walks into it."""
    nest = poke("nest", chart=Nest, feint=2, phases={"up": up, "down": down})
    walk = Action(name="walk", role=ActionRole.MOVE, release=1, travel=30)
    who: Who = {**DUEL, "borin": {"position": 545}}
    orders = [(0, "ayla", "nest"), (tick, "borin", "walk")]
    assert play([nest, walk], *orders, who=who, events=[Spoken]).outcomes("ayla") == [outcome]


def near(scene: Scene) -> bool:
    """Near."""
    return scene.distance < 100


def anywhere(scene: Scene) -> bool:
    """Anywhere."""
    return scene.distance >= 0


@pytest.mark.parametrize("guarded", [False, True], ids=["without guards", "guards that both hold"])
def test_a_circle_without_an_event_is_refused(guarded: bool) -> None:
    class Round(ActionChart):
        """Two phases that send each other on."""

        feint = State(initial=True)
        commit = State()
        release = State()
        recovery = State()
        done = State(final=True)

        advance = feint.to(commit) | release.to(recovery) | recovery.to(done)
        cancel = feint.to(recovery)
        interrupt = feint.to(recovery)
        commit.to(release, cond=near if guarded else None)
        release.to(commit, cond=anywhere if guarded else None)

    with pytest.raises(CombatError, match="commit -> release -> commit for ever"):
        play([poke("round", chart=Round, feint=1, commit=1)], (0, "ayla", "round"))


def has_met(scene: Scene) -> bool:
    """The blow has met somebody."""
    return scene.running is not None and scene.running.outcome not in (None, Outcome.WHIFFED)


class Quick(ActionChart):
    """A short recovery for one that has met somebody, a long one for one that has not."""

    kinds: ClassVar[dict[str, ActionStateType]] = {"short": ActionStateType.RECOVERY}

    feint = State(initial=True)
    commit = State()
    release = State()
    short = State()
    recovery = State()
    done = State(final=True)

    advance = (
        feint.to(commit)
        | commit.to(release)
        | release.to(short, cond=has_met)
        | release.to(recovery)
        | short.to(done)
        | recovery.to(done)
    )
    cancel = feint.to(recovery)
    interrupt = feint.to(recovery) | commit.to(recovery) | release.to(recovery)


@pytest.mark.parametrize(("place", "free"), [(510, 9), (900, 25)], ids=["hit", "missed"])
def test_a_recovery_may_depend_on_what_the_blow_has_met(place: int, free: int) -> None:
    kick = poke("kick", chart=Quick, recovery=20, phases={"short": 4})
    who = {"ayla": {"position": 500}, "borin": {"position": place}}
    assert play([kick], (0, "ayla", "kick"), who=who).free("ayla") == [free]


def test_of_two_ways_the_one_that_was_written_first_is_asked_first() -> None:
    class Odd(ActionChart):
        """The fallback is written first."""

        feint = State(initial=True)
        commit = State()
        release = State()
        recovery = State()
        done = State(final=True)

        otherwise = feint.to(recovery)
        go_on = feint.to(commit, cond=near)
        advance = go_on | otherwise | commit.to(release) | release.to(recovery) | recovery.to(done)
        cancel = feint.to(recovery)
        interrupt = feint.to(recovery) | commit.to(recovery) | release.to(recovery)

    fought = play([poke("odd", chart=Odd, feint=2)], (0, "ayla", "odd"))
    assert [phase for _, phase in way(fought)] == ["feint", "recovery"]
