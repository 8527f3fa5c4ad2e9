"""Charts that can stick, loop or never end are refused, each with its cure."""

from functools import partial
from typing import Any, ClassVar

import pytest
from statemachine import State, StateChart

from combat_rules import Action, Effects, Scene, four_phases, hookimpl, load_ruleset
from combat_rules.charts import ActionChart, FourPhases, health_below, named, several_hits
from combat_rules.charts.soundness import find_problems
from combat_rules.errors import ChartError, PluginError
from combat_rules.model import ActionStateType, Protection


def lucky(scene: Scene) -> bool:
    """Luck says yes."""
    return scene.dice.chance("lucky", 50)


class Sticks(ActionChart):
    """Its release has no way out."""

    feint = State(initial=True)
    release = State()
    done = State(final=True)
    advance = feint.to(release)
    chain = release.to(done)


class OneRegionStays(ActionChart):
    """Blade and feet at once, and only the blade leads out of both."""

    feint = State(initial=True)

    class both(State.Parallel):
        class blade(State.Compound):
            up = State(initial=True)
            down = State()
            advance = up.to(down)

        class feet(State.Compound):
            still = State(initial=True)
            moved = State()
            shift = still.to(moved)

    recovery = State()
    done = State(final=True)
    advance = feint.to(both) | both.blade.down.to(recovery) | recovery.to(done)


class MaySticks(ActionChart):
    """Its way out is guarded, and nothing is there for when the guard says no."""

    guards = (lucky,)
    feint = State(initial=True)
    done = State(final=True)
    advance = feint.to(done, cond="lucky")


class Covered(ActionChart):
    """Two guarded ways that cover every answer between them."""

    guards = (lucky,)
    feint = State(initial=True)
    recovery = State()
    done = State(final=True)
    advance = feint.to(recovery, cond="lucky") | feint.to(done, unless="lucky") | recovery.to(done)


class Loops(ActionChart):
    """Goes from feint to commit and back without an event."""

    feint = State(initial=True)
    commit = State()
    done = State(final=True)
    advance = feint.to(done) | commit.to(done)
    feint.to(commit, cond=[health_below(30)])
    commit.to(feint, cond=[health_below(30)])


class NeverEnds(ActionChart):
    """Time leads round and round."""

    feint = State(initial=True)
    commit = State()
    done = State(final=True)
    advance = feint.to(commit) | commit.to(feint)
    chain = commit.to(done)


class NoEnd(ActionChart):
    """It has no final state at all."""

    validate_trap_states = False
    feint = State(initial=True)
    recovery = State()
    advance = feint.to(recovery) | recovery.to(feint)


class OverAtOnce(ActionChart):
    """It is done before anybody saw it."""

    feint = State(initial=True)
    done = State(final=True)
    advance = feint.to(done)
    feint.to(done, cond="has_stamina")


class Returns(ActionChart):
    """It strikes again out of its recovery."""

    feint = State(initial=True)
    release = State()
    recovery = State()
    done = State(final=True)
    advance = feint.to(release) | release.to(recovery) | recovery.to(done)
    again = recovery.to(release)


class FeintsTwice(ActionChart):
    """It feints once more after it has committed itself."""

    feint = State(initial=True)
    swing = State()
    again = State()
    recovery = State()
    done = State(final=True)
    kinds: ClassVar = {"again": ActionStateType.FEINT}
    advance = feint.to(swing) | swing.to(again) | again.to(recovery) | recovery.to(done)


class Lax(StateChart[Any]):
    """Not of our kind."""

    feint = State(initial=True)
    done = State(final=True)
    advance = feint.to(done)


def asking(condition: Any, **body: Any) -> Any:
    """A chart of four phases whose commit asks for this."""
    feint, release, recovery, done = State(initial=True), State(), State(), State(final=True)
    advance = (
        feint.to(release, cond=condition)
        | feint.to(recovery)
        | release.to(recovery)
        | recovery.to(done)
    )
    states = {"feint": feint, "release": release, "recovery": recovery, "done": done}
    make: Any = type(ActionChart)
    return make("Asking", (ActionChart,), {**states, "advance": advance, **body})


REFUSED = {
    "sticks": (Sticks, "advance leads nowhere from release"),
    "a region sticks": (OneRegionStays, "from still, so an action would stick there; "
                        "add both.to(...) to advance: it is taken where no region has a way"),
    "may stick": (MaySticks, "advance may find no way out of feint (if lucky is not so)"),
    "loops": (Loops, "without any event it goes round feint -> commit -> feint for ever"),
    "never ends": (NeverEnds, "from feint no advance ever leads to a final state"),
    "no end": (NoEnd, "it has no final state"),
    "over at once": (OverAtOnce, "it may be over as soon as it begins"),
    "back from recovery": (Returns, "leads out of a recovery"),
    "back to a feint": (FeintsTwice, "from swing to again leads from a commit back into a feint"),
    "lax": (Lax, "derive it from ActionChart"),
    "a comparison": (asking("scene.distance < 3"), "'scene.distance < 3', which cannot be read"),
    "a call": (asking("has_stamina()"), "'has_stamina()', which cannot be read"),
    "an operator": (asking("has_stamina in can_act"), "which cannot be read"),
    "an unknown part": (asking("stamina > 3"), "asks for the guard 'stamina', which nobody knows"),
    "a kind in words": (asking("has_stamina", kinds={"release": "release"}),
                        "kinds says 'release' of the phase release; say ActionStateType.RELEASE"),
    "kinds that are none": (asking("has_stamina", kinds=None), "kinds is None; a mapping"),
    "a guard alone": (asking("lucky", guards=lucky), "a tuple of guards, (close_up,) say"),
    "no guards at all": (asking("has_stamina", guards=None), "guards is None; a tuple of guards"),
    "a guard's name": (asking("has_stamina", guards="can_act"), "guards is 'can_act'; a tuple"),
    "two guards of a name": (asking("lucky", guards=(lucky, named("lucky")(lambda scene: True))),
                             "guards lists two that are called lucky"),
    "no class": (Lax(), "it has to be a class derived from ActionChart"),
}  # fmt: skip


@pytest.mark.parametrize(("chart", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_a_chart_that_cannot_be_trusted_is_refused_with_the_reason(chart: Any, said: str) -> None:
    assert any(said in problem for problem in find_problems(chart)), find_problems(chart)


@pytest.mark.parametrize(("chart", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_rules_with_such_a_chart_are_not_built(chart: Any, said: str) -> None:
    class Pack:
        @hookimpl
        def combat_actions(self) -> list[Action]:
            return [Action(name="odd", chart=chart, protections=(Protection(phases=("feint",)),))]

    for renamed in ({}, {"Pack": "my"}):
        with pytest.raises(PluginError) as refused:
            load_ruleset([Pack()], prefix=renamed)
        assert said in str(refused.value)
        assert "odd" in str(refused.value)


class Ring:
    """A place around somebody."""

    def __init__(self, radius: int) -> None:
        self.radius = radius

    def holds(self, scene: Scene) -> bool:
        """The target stands in it."""
        return scene.distance <= self.radius


def within(radius: int, scene: Scene) -> bool:
    """The target stands that near."""
    return scene.distance <= radius


def either(first: Any, second: Any) -> Any:
    """A chart that goes on if one guard holds, and ends if another one does not."""

    class Either(ActionChart):
        feint = State(initial=True)
        recovery = State()
        done = State(final=True)
        advance = feint.to(recovery, cond=first) | feint.to(done, unless=second) | recovery.to(done)

    return Either


SAME = "has_stamina == can_act"
RING = Ring(5)
SOUND = {
    "four phases": FourPhases,
    "covered by two": Covered,
    "a method of one object": either(RING.holds, RING.holds),
    "one comparison": either(SAME, SAME),
    "one number bound": either(partial(within, 5), partial(within, 5)),
}


@pytest.mark.parametrize("chart", SOUND.values(), ids=SOUND.keys())
def test_a_chart_that_always_ends_is_not_refused(chart: Any) -> None:
    assert find_problems(chart) == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Ring(5).holds, Ring(9).holds),
        (partial(within, 5), partial(within, 9)),
        (SAME, "has_stamina != can_act"),
    ],
    ids=["methods of two objects", "two numbers bound", "two comparisons"],
)
def test_guards_that_are_not_one_question_may_both_refuse(first: Any, second: Any) -> None:
    (problem,) = find_problems(either(first, second))
    assert "advance may find no way out of feint" in problem


def test_a_chart_with_states_cannot_be_subclassed() -> None:
    with pytest.raises(ChartError, match="Write the chart out in full") as refused:

        class Longer(Returns):
            pass

    assert refused.value.code == "chart.subclassed"


def test_each_chart_of_the_factory_stands_alone() -> None:
    guarded = four_phases("Guarded", commit=["has_stamina", lucky], guards=[lucky])
    plain = four_phases("Plain")
    assert guarded.states is not plain.states
    assert find_problems(guarded) == find_problems(plain) == ()
    ways = [way for way in plain.states_map["feint"].transitions if way.event == "advance"]
    assert [str(spec) for spec in ways[0].cond] == ["has_stamina", "not_interrupted"]


class Near:
    """Can be called, and is no function."""

    def __call__(self, scene: Scene, *effects: Effects) -> bool:
        return scene.distance < 5


@pytest.mark.parametrize("part", ["commit", "on_hit"])
def test_an_object_that_is_no_function_is_refused_by_name(part: str) -> None:
    given: dict[str, Any] = {part: [Near()]}
    with pytest.raises(ChartError, match=r"Odd is given .*Near object>, which is no function"):
        several_hits("Odd", 2, **given)


def feint(scene: Scene) -> bool:
    return scene.now > 0


def two_handed(scene: Scene, target: str) -> bool:
    return scene.target.id == target


def blind() -> bool:
    return True


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"commit": ["has_stanima"]}, "has_stanima"),
        ({"commit": ["has_stamina and"]}, "has_stamina and"),
        ({"commit": [two_handed]}, "exactly (scene)"),
        ({"guards": [blind]}, "exactly (scene)"),
        ({"guards": [feint]}, "has the name of a state"),
    ],
    ids=["unknown guard", "half an expression", "wrong parameters", "no scene", "a state's name"],
)
def test_a_guard_that_cannot_be_asked_is_refused_by_name(parts: dict[str, Any], said: str) -> None:
    try:
        problems = find_problems(four_phases("Odd", **parts))
    except ChartError as refused:
        problems = (str(refused),)
    assert any(said in problem for problem in problems), problems


def test_what_the_library_reads_beyond_guards_is_no_mistake() -> None:
    for condition in ("has_stamina == can_act", "In('feint')", "not has_stamina != can_act"):
        assert find_problems(asking(condition)) == (), condition
