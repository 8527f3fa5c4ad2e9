"""Every field of every kind of rule takes odd values or refuses them in words; no crash."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from combat_rules import (
    Action,
    Archetype,
    Attribute,
    CancelWindow,
    CombatSystem,
    ContactRule,
    Controller,
    DamageRule,
    Outcome,
    Status,
    Validation,
    Wait,
    hookimpl,
    load_ruleset,
)
from combat_rules.charts import has_stamina, named
from combat_rules.errors import PluginError
from combat_rules.model import (
    Hit,
    Listener,
    Override,
    PaceRule,
    PerceptionRule,
    Protection,
    Reaction,
    Stage,
    Stun,
    StunRule,
)
from combat_rules.plugins import Ruleset
from combat_rules.plugins.hooks import HOOKS
from combat_rules.record import Journal, Replay
from tests.amounts import amount
from tests.amounts import some as sample
from tests.fuzz.odd import ODD, Sulky, later, some
from tests.rules import misfit

WINDOW = CancelWindow(into=("odd", "#light"), on=frozenset({Outcome.HIT}), end=9)
BARE = Action(name="odd", tags=frozenset({"light"}))
RULES: dict[str, Struct] = {
    "combat_stage": Stage(),
    "combat_actions": Action(
        name="odd",
        feint=3,
        costs={"grit": 1},
        published={"startup": 4},
        cancels=(WINDOW,),
        tags=frozenset({"light"}),
        covers=("high",),
        out_of=(Stun.STAGGER,),
        on_contact=(lambda scene, effects: None,),
        hits=(Hit(line="high"),),
        protections=(Protection(lines=("high",)),),
    ),
    "combat_archetypes": Archetype(
        name="odd", actions=("odd",), controller="odd", attributes={"grit": 2}
    ),
    "combat_attributes": Attribute("grit", 1, 0, 9),
    "combat_validations": Validation(has_stamina, frozenset({"light"})),
    "combat_damage_rules": DamageRule("odd", 5, lambda scene, damage: damage),
    "combat_contact_rules": ContactRule("odd", 5, lambda scene: Outcome.HIT),
    "combat_stun_rules": StunRule("odd", 5, lambda scene, ticks: ticks),
    "combat_pace_rules": PaceRule("odd", 5, lambda scene: 100),
    "combat_reactions": Reaction("odd", 5, lambda scene, dealt, effects: None),
    "combat_perception_rules": PerceptionRule("odd", lambda scene: True),
    "combat_statuses": Status("odd", "grit", 7, lambda scene, effects: None),
    "combat_controllers": Controller("odd", lambda view: Wait(20)),
    "combat_overrides": Override("other:action odd"),
    "combat_listeners": Listener("odd", "*", lambda event: None),
}


AT_ONCE = 15
"""Odd rules in one plugin: of some kinds there may be ten things to say."""

ALONE = {"name", "order", "guard", "type"}
"""Fields by which rules are told apart, or of which there is one each: tried one by one."""

SOUND = ("odd", "grit", "*")
"""Names and a type of events that may be."""


def giving(rules: list[Struct]) -> Callable[[], list[Struct]]:
    return lambda: rules


def load_with(hook: str, *rules: Struct) -> tuple[str, ...]:
    """The problems of a plugin in which other rules stand for one of its hooks.

    What is taken is played, written down, and played again from that.
    """
    plugin = ModuleType("odd")
    for name, sound in RULES.items():
        setattr(plugin, name, hookimpl(giving(list(rules) if name == hook else [sound])))
    try:
        play(load_ruleset([plugin], standard=False))
    except PluginError as error:
        refusal = error
    else:
        return ()
    assert str(refusal).encode()
    assert refusal.problems
    assert all(problem.startswith("plugin odd: ") for problem in refusal.problems)
    problems: tuple[str, ...] = refusal.problems
    return problems


def play(ruleset: Ruleset) -> None:
    """Two who know everything fight for a while, and their journal tells the same."""
    kind = replace(next(iter(ruleset.archetypes.values())), actions=tuple(ruleset.moves))
    with TemporaryDirectory() as folder:
        with Journal(Path(folder) / "fight.bin") as journal:
            combat = CombatSystem(ruleset=ruleset, journal=journal)
            combat.add_combatant(kind, "ayla")
            combat.add_combatant(kind, "borin")
            combat.advance(amount(60, 200))
        replay = Replay(journal.file, ruleset)
        replay.finish()
    assert replay.combat.state.world.combatants == combat.state.world.combatants


def numbered(rule: Struct, number: int) -> Struct:
    """The same rule by another name, at another place."""
    if isinstance(rule, Validation):
        return replace(rule, guard=named(f"odd_{number}")(lambda scene: True))
    if isinstance(rule, DamageRule | ContactRule | StunRule | PaceRule | Reaction):
        rule = replace(rule, order=1000 + number)
    return replace(rule, name=f"odd_{number}")


Change = Callable[[Struct, Any], Struct]


def ways_in(rule: Struct) -> Iterator[tuple[str, Change]]:
    """Every place of a rule at which something odd may stand: its fields, what is in them, and
    the same of the records in it."""
    for field in rule.__struct_fields__:
        for inside, put in _inside(getattr(rule, field)):
            yield field + inside, partial(_put, field, put)


def _put(field: str, put: Callable[[Any], Any], rule: Struct, value: Any) -> Struct:
    return replace(rule, **{field: put(value)})


def _inside(before: Any) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    yield "", lambda value: value
    if isinstance(before, tuple) and before:
        if isinstance(before[0], Struct):
            for inner, change in ways_in(before[0]):
                yield f"[0].{inner}", partial(lambda c, value: (c(before[0], value),), change)
        else:
            yield "[0]", lambda value: (value,)
    elif isinstance(before, Mapping) and before:
        yield "[key]", lambda value: {next(iter(before)): value}


def tried(hook: str, change: Change, field: str) -> dict[int, list[str]]:
    """What is said of every odd value at a place, by its number in the pool."""
    rule = RULES[hook]
    if field in ALONE or isinstance(rule, Stage):
        tries = sample(enumerate(ODD), 30) + [(ODD.index(one), one) for one in SOUND]
        return {number: list(load_with(hook, change(rule, value))) for number, value in tries}
    rules = [change(numbered(rule, number), value) for number, value in enumerate(ODD)]
    said: dict[int, list[str]] = {number: [] for number in range(len(ODD))}
    for first in range(0, len(rules), AT_ONCE):
        for problem in load_with(hook, rule, *rules[first : first + AT_ONCE]):
            found = re.match(r"plugin odd: [a-z ]+odd_(\d+): ", problem)
            assert found, problem
            said[int(found[1])].append(problem)
    assert load_with(hook, rule, *(r for n, r in enumerate(rules) if not said[n])) == ()
    return said


def test_there_is_a_rule_of_every_kind() -> None:
    # Of events the classes are handed over, which have checks of their own.
    assert RULES.keys() == HOOKS.keys() - {"combat_events"}
    assert all(load_with(hook, rule) == () for hook, rule in RULES.items())


def test_an_override_of_nothing_is_refused_in_words() -> None:
    for value in ODD:
        problems = load_with("combat_overrides", Override(value))
        assert any('Override("PLUGIN:NAME")' in each for each in problems)


# An override of any odd text is one of nothing.
@pytest.mark.parametrize("hook", [hook for hook in RULES if hook != "combat_overrides"])
def test_whatever_stands_in_a_rule_is_played_or_refused_by_its_name(hook: str) -> None:
    taken = 0
    places = sample(ways_in(RULES[hook]), 10)
    for field, change in places:
        said = tried(hook, change, field)
        for number, problems in said.items():
            value = ODD[number]
            if type(value) in (float, complex, bytes, bytearray, object, Sulky, RuntimeError):
                assert any(field.partition("[")[0] in problem for problem in problems), problems
        sound = sum(not problems for problems in said.values())
        # A check that refuses everything, or nothing, would pass as well.
        assert 0 < sound < len(said) / 2, (field, sound)
        taken += sound
    assert taken >= len(places)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            Action(name="odd", tags=misfit(["light"])),
            "action odd: tags is ['light']; a frozenset of texts",
        ),
        (
            Action(name="odd", phases=misfit(None)),
            "action odd: phases is None; a mapping of texts to",
        ),
        (Action(name="odd", costs={"grit": -1}), "action odd: costs['grit'] is -1; a whole number"),
        (Action(name="odd", chip=101), "chip is 101; a whole number from 0 to 100"),
        (
            Action(name="odd", cancels=(replace(WINDOW, start=1.5),)),
            "cancels[0].start is 1.5; a whole number from 0",
        ),
    ],
    ids=["a list of tags", "no phases", "a negative cost", "a percentage", "a window's tick"],
)
def test_what_is_wrong_is_said_with_what_it_has_to_be(rule: Action, said: str) -> None:
    assert said in "".join(load_with("combat_actions", rule))


@pytest.mark.parametrize(
    ("hook", "rule", "said"),
    [
        (
            "combat_actions",
            replace(BARE, protections=(Protection(phases=misfit("commit")),)),
            "action odd: protections[0].phases is 'commit'; a tuple of texts, such as ('commit',)",
        ),
        (
            "combat_actions",
            replace(BARE, cancels=(CancelWindow(into=misfit("odd")),)),
            "action odd: cancels[0].into is 'odd'; a tuple of texts, such as ('odd',)",
        ),
        (
            "combat_actions",
            replace(BARE, covers=misfit("high")),
            "action odd: covers is 'high'; a tuple of texts, such as ('high',)",
        ),
        (
            "combat_validations",
            Validation(has_stamina, misfit("light")),
            "validation has_stamina: tags is 'light'; a frozenset of texts, "
            "such as frozenset({'light'})",
        ),
        (
            "combat_archetypes",
            Archetype(name="odd", actions=misfit("odd"), controller="odd"),
            "archetype odd: actions is 'odd'; a tuple of texts, such as ('odd',)",
        ),
    ],
    ids=["phases", "a window", "lines", "tags", "actions"],
)
def test_one_text_instead_of_several_is_one_problem_and_not_one_for_each_letter(
    hook: str, rule: Struct, said: str
) -> None:
    assert load_with(hook, rule) == (f"plugin odd: {said}",)


class Asked:
    """A rule that is an object."""

    async def __call__(self, scene: object) -> bool:
        return True


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (later, "validation later: its function is async; write def"),
        (some, "validation some: its function yields; write return"),
        (partial(later, 5), "validation partial: its function is async"),
        (Asked(), "validation Asked: its function is async"),
    ],
    ids=["async", "a generator", "with something given already", "an object"],
)
def test_a_rule_that_does_not_answer_at_once_is_refused(rule: Any, said: str) -> None:
    assert said in "".join(load_with("combat_validations", Validation(rule)))
