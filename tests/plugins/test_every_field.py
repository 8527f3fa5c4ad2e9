"""Every field of every kind of rule takes odd values or refuses them in words; no crash."""

from collections import Counter
from collections.abc import Callable, Iterator
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
from combat_rules.charts import has_stamina
from combat_rules.errors import PluginError
from combat_rules.model import Listener, PerceptionRule, Stage
from combat_rules.plugins.hooks import HOOKS

WINDOW = CancelWindow(into=("odd", "#light"), on=frozenset({Outcome.HIT}), end=9)
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
        on_contact=(lambda scene, effects: None,),
    ),
    "combat_archetypes": Archetype(
        name="odd", actions=("odd",), controller="odd", attributes={"grit": 2}
    ),
    "combat_attributes": Attribute("grit", 1, 0, 9),
    "combat_validations": Validation(has_stamina, frozenset({"light"})),
    "combat_damage_rules": DamageRule("odd", 5, lambda scene, damage: damage),
    "combat_contact_rules": ContactRule("odd", 5, lambda scene: Outcome.HIT),
    "combat_perception_rules": PerceptionRule("odd", lambda scene: True),
    "combat_statuses": Status("odd", "grit", 7, lambda scene, effects: None),
    "combat_controllers": Controller("odd", lambda view: Wait(1)),
    "combat_listeners": Listener("odd", "*", lambda event: None),
}


class Sulky:
    """Can be neither shown, nor compared, nor hashed, nor called."""

    __hash__ = None  # type: ignore[assignment]  # that is the point of it

    def __repr__(self) -> str:
        raise RuntimeError("I will not be shown")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("I will not be compared")


ODD: tuple[Any, ...] = (
    None, -1, 1, 2**70, 10**5000, 1.5, True, "", "x", "odd", "\ud800", b"x", [], ["odd"], {},
    {1: 2}, {"grit": "a"}, {"light"}, (), ("odd",), (None,), frozenset({1}), frozenset({"light"}),
    frozenset({Outcome.BLOCKED}), int, object(), Sulky(), Outcome.HIT, len, (len,),
    WINDOW, iter(()), {"x": Sulky()},
)  # fmt: skip


def giving(rule: Struct) -> Callable[[], list[Struct]]:
    return lambda: [rule]


def load_with(hook: str, rule: Struct) -> str:
    """What comes of a plugin with one changed rule: ``taken``, or the problems in words."""
    plugin = ModuleType("odd")
    for name, sound in {**RULES, hook: rule}.items():
        setattr(plugin, name, hookimpl(giving(sound)))
    try:
        load_ruleset([plugin], standard=False)
    except PluginError as error:
        told, problems = str(error), error.problems
    else:
        return "taken"
    assert problems
    assert told.encode()
    assert all(problem.startswith("plugin odd: ") for problem in problems)
    return told


def inner(hook: str) -> Iterator[tuple[str, Any]]:
    """Each field of a kind of rule, with every odd value."""
    for field in RULES[hook].__struct_fields__:
        for value in ODD:
            yield field, value


def test_there_is_a_rule_of_every_kind() -> None:
    # Of events the classes are handed over, which have checks of their own.
    assert RULES.keys() == HOOKS.keys() - {"combat_events"}
    assert all(load_with(hook, rule) == "taken" for hook, rule in RULES.items())


@pytest.mark.parametrize("hook", RULES)
def test_an_odd_field_is_taken_or_refused_by_its_name(hook: str) -> None:
    taken: Counter[str] = Counter()
    for field, value in inner(hook):
        said = load_with(hook, replace(RULES[hook], **{field: value}))
        taken[field] += said == "taken"
        if type(value) in (float, bytes, object, Sulky):
            assert f"{field} is " in said, said
    # A check that refuses everything, or nothing, would pass as well.
    fields = RULES[hook].__struct_fields__
    assert 0.7 * len(fields) < taken.total() < 3 * len(fields), taken


@pytest.mark.parametrize("field", CancelWindow.__struct_fields__)
def test_an_odd_cancel_window_is_taken_or_refused(field: str) -> None:
    fates = Counter(
        load_with(
            "combat_actions",
            replace(RULES["combat_actions"], cancels=(replace(WINDOW, **{field: value}),)),
        )
        == "taken"
        for value in ODD
    )
    assert 0 < fates[True] < 12, fates


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Action(name="odd", tags=["light"]), "action odd: tags is ['light']; a frozenset of texts"),  # type: ignore[arg-type]
        (Action(name="odd", phases=None), "action odd: phases is None; a mapping of texts to"),  # type: ignore[arg-type]
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
    assert said in load_with("combat_actions", rule)


def test_an_async_rule_is_refused() -> None:
    async def later(scene: object) -> bool:
        return True

    told = load_with("combat_validations", Validation(later))  # type: ignore[arg-type]
    assert "validation later: its function is async; write def" in told
