"""The fingerprint of a ruleset: short, the same in every process, and nothing changes unseen."""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import Struct
from msgspec.structs import replace

from combat_rules import (
    Act,
    Action,
    Archetype,
    Attribute,
    CancelWindow,
    CombatEvent,
    ContactRule,
    Controller,
    DamageRule,
    Effects,
    Outcome,
    Ruleset,
    Scene,
    Status,
    Validation,
    View,
    Wait,
    four_phases,
    load_ruleset,
)
from combat_rules.charts import has_stamina, pay_stamina
from combat_rules.model import LANDED, PaceRule, PerceptionRule, Stage
from combat_rules.plugins import Contributed
from combat_rules.plugins.fingerprint import changes, marks, rules_of
from combat_rules.plugins.moves import build_move
from tests.fingerprints import named, others, told
from tests.packs import PACKS, every_pack
from tests.rules import ACTIONS, JAB, Rules, plain_ruleset

LIMIT = 40
HIGH = 60


def fit(scene: Scene) -> bool:
    """The actor is fit."""
    return scene.actor.health > LIMIT


def fitter(scene: Scene) -> bool:
    """The actor is fit."""
    return scene.actor.health > HIGH


def shake(scene: Scene, effects: Effects) -> None:
    """Shake the target."""
    if scene.outcome in LANDED:
        effects.stun(scene.target.id, 3)


def harder(scene: Scene, damage: int) -> int:
    """Everything hurts a little more."""
    return damage + 1


def half_as_long(scene: Scene) -> int:
    """Everybody is quicker."""
    return 50


def twice_as_long(scene: Scene) -> int:
    """Everybody is slower."""
    return 200


def softer(scene: Scene, damage: int) -> int:
    """Everything hurts a little less."""
    return damage - 1


def as_it_is(scene: Scene) -> Outcome:
    """Overrule nothing."""
    assert scene.outcome is not None
    return scene.outcome


def rest(view: View) -> Act | Wait:
    """Wait a second."""
    return Wait(1000)


fitter.__name__ = "fit"


def rules(actions: Iterable[Action] = ACTIONS, **contributions: Any) -> Ruleset:
    return load_ruleset([Rules(actions, **contributions)], standard=False)


# -- size ---------------------------------------------------------------------------------


def test_the_fingerprint_of_the_four_packs_is_short() -> None:
    """A header took 47 KB when it held the content of every rule."""
    rules = rules_of(every_pack())
    assert len(rules.plugins) == 1 + len(PACKS)
    assert len(msgspec.json.encode(rules)) <= 4096


# -- what changed -------------------------------------------------------------------------

FIGHTER = Archetype(name="fighter", actions=("jab",), health=90, controller="still")


@pytest.mark.parametrize(
    ("old", "new", "fields", "things"),
    [
        (
            rules(),
            rules(others(replace(JAB, damage=12))),
            ["action jab, damage: 10 -> 12"],
            ["action jab has changed"],
        ),
        (
            rules(others(replace(JAB, stagger=0))),
            rules(others(replace(JAB, stagger=4))),
            ["action jab, stagger: 0 -> 4"],
            ["action jab has changed"],
        ),
        (
            rules(others(replace(JAB, costs={"a": 1, "b": 2})),
                  attributes=[Attribute("a"), Attribute("b")]),
            rules(others(replace(JAB, costs={"b": 2, "a": 1})),
                  attributes=[Attribute("a"), Attribute("b")]),
            ["action jab, costs: {'a': 1, 'b': 2} -> {'b': 2, 'a': 1}"],
            ["action jab has changed"],
        ),
        (
            rules(archetypes=[FIGHTER]),
            rules(archetypes=[replace(FIGHTER, health=95)]),
            ["archetype fighter, health: 90 -> 95"],
            ["archetype fighter has changed"],
        ),
        (
            rules(others(replace(JAB, chart=four_phases("Fit", commit=[fit])))),
            rules(others(replace(JAB, chart=four_phases("Fit", commit=[fitter])))),
            [
                "guard fit, source: - def fit(scene: Scene) -> bool: - return scene.actor.health "
                "> LIMIT + def fitter(scene: Scene) -> bool: + return scene.actor.health > HIGH",
                "guard fit, values.LIMIT: 40 -> nothing",
                "guard fit, values.HIGH: nothing -> 60",
            ],
            ["guard fit has changed"],
        ),
        (
            rules(others(replace(JAB, chart=four_phases("Fit", commit=[fit])))),
            rules(others(replace(JAB, chart=four_phases("Fit", commit=[fit, has_stamina])))),
            ["chart Fit, row 0 from feint: advance -> commit [fit] -> advance -> commit "
             "[fit, has_stamina]"],
            ["chart Fit has changed"],
        ),
        (
            rules(others(replace(JAB, chart=four_phases("Pays", on_release=[pay_stamina])))),
            rules(others(replace(JAB, chart=four_phases("Pays", on_release=(),
                                                        on_commit=[pay_stamina])))),
            ["chart Pays, on enter release: ['pay_stamina'] -> nothing",
             "chart Pays, on enter commit: nothing -> ['pay_stamina']"],
            ["chart Pays has changed"],
        ),
        (
            rules(damage_rules=[DamageRule("hard", 1, harder)]),
            rules(damage_rules=[DamageRule("hard", 2, harder)]),
            ["damage rule hard, order: 1 -> 2"],
            ["damage rule hard has changed"],
        ),
        (
            rules(attributes=[Attribute("poise", default=3)]),
            rules(attributes=[Attribute("poise", default=4), Attribute("grit")]),
            ["attribute poise, default: 3 -> 4", "attribute grit is new"],
            ["attribute poise has changed", "attribute grit is new"],
        ),
        (
            rules(attributes=[Attribute("poise"), Attribute("grit")]),
            rules(attributes=[Attribute("grit"), Attribute("poise")]),
            ["ruleset order, attribute: ['poise', 'grit'] -> ['grit', 'poise']"],
            ["ruleset order has changed"],
        ),
        (
            rules(stage=Stage(distance=30)),
            rules(stage=Stage(distance=40)),
            ["ruleset stage, distance: 30 -> 40"],
            ["ruleset stage has changed"],
        ),
        (rules(), rules(others(JAB)[:-1]), ["action walk is gone"], ["action walk is gone"]),
        (
            rules(),
            rules(others(replace(JAB, on_contact=(shake,)))),
            ["action jab, on_contact: [] -> ['effect shake']", "effect shake is new"],
            ["action jab has changed", "effect shake is new"],
        ),
    ],
    ids=[
        "a number", "a number that was left out", "costs in another order", "an archetype",
        "a guard", "a row of a chart", "when a chart calls", "a rule", "attributes",
        "attributes in another order", "the stage", "an action less", "an effect",
    ],
)  # fmt: skip
def test_what_changed_is_named(
    old: Ruleset, new: Ruleset, fields: list[str], things: list[str]
) -> None:
    unsaid = ("archetype fighter, actions", "archetype fighter has changed")
    if not fields[0].startswith("archetype"):
        assert [line for line in told(old, new) if not line.startswith(unsaid)] == fields
        assert [line for line in named(old, new) if not line.startswith(unsaid)] == things
    else:
        assert (told(old, new), named(old, new)) == (fields, things)


def test_the_same_rules_loaded_twice_are_the_same() -> None:
    assert told(rules(), rules()) == []
    assert told(load_ruleset(["plugins.hexes"]), load_ruleset(["plugins.hexes"])) == []


class Word(Enum):
    """Two words."""

    ONE = 1
    TWO = 2


def otherwise(value: Any) -> Any:
    """Another value of the same kind."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return f"{value}x"
        case Enum():
            return next(word for word in type(value) if word is not value)
        case frozenset():
            return value | {"x"}
        case Mapping():
            return {**value, "x": 1}
        case tuple():
            return (*value, "x")
    return OTHERWISE[value]


OTHERWISE = {
    None: four_phases("Other"), fit: fitter, harder: softer, as_it_is: shake, shake: pay_stamina,
    rest: as_it_is, half_as_long: twice_as_long,
}  # fmt: skip

BY_KIND: dict[str, tuple[Struct, Callable[[Any], dict[str, Any]]]] = {
    "action": (JAB, lambda rule: {"moves": {rule.name: build_move(rule)}}),
    "archetype": (FIGHTER, lambda rule: {"archetypes": {rule.name: rule}}),
    "attribute": (Attribute("poise"), lambda rule: {"attributes": (rule,)}),
    "validation": (Validation(fit), lambda rule: {"validations": (Contributed("", rule),)}),
    "damage rule": (
        DamageRule("hard", 1, harder),
        lambda rule: {"damage_rules": (Contributed("", rule),)},
    ),
    "contact rule": (
        ContactRule("same", 1, as_it_is),
        lambda rule: {"contact_rules": (Contributed("", rule),)},
    ),
    "pace rule": (
        PaceRule("slow", 1, half_as_long),
        lambda rule: {"pace_rules": (Contributed("", rule),)},
    ),
    "perception rule": (
        PerceptionRule("sharp", fit),
        lambda rule: {"perception_rules": (Contributed("", rule),)},
    ),
    "status": (
        Status("shaken", "poise", 10, shake),
        lambda rule: {"statuses": (Contributed("", rule),)},
    ),
    "controller": (
        Controller("rest", rest),
        lambda rule: {"controllers": {rule.name: Contributed("", rule)}},
    ),
    "ruleset": (Stage(), lambda rule: {"stage": rule}),
}


@pytest.mark.parametrize(
    ("kind", "field"),
    [(kind, field) for kind, (rule, _) in BY_KIND.items() for field in rule.__struct_fields__],
)
def test_no_field_of_a_rule_changes_unseen(kind: str, field: str) -> None:
    rule, given = BY_KIND[kind]
    value: Any = {
        "cancels": (CancelWindow(into=("slam",)),), "on_contact": (shake,), "covers": ("high",)
    }.get(field) or otherwise(getattr(rule, field))  # fmt: skip
    # What a ruleset would not be loaded with has a fingerprint all the same.
    old, new = (
        replace(plain_ruleset(), **given(r)) for r in (rule, replace(rule, **{field: value}))
    )
    name = getattr(rule, "name", "fit" if kind == "validation" else "stage")
    if field == "name":
        expected = {f"{kind} {name} is gone", f"{kind} {value} is new"}
        assert set(told(old, new)) == set(named(old, new)) == expected
    else:
        assert any(line.startswith(f"{kind} {name}, {field}") for line in told(old, new))
        assert f"{kind} {name} has changed" in named(old, new)
        only = [
            line for line in named(old, new) if not line.startswith(("effect", "chart", "guard"))
        ]
        assert only == [f"{kind} {name} has changed"]


def test_fields_of_events_are_seen() -> None:
    class Shaken(CombatEvent, frozen=True, kw_only=True):
        strength: int = 1

    old = rules(events=[Shaken])

    class Shaken(CombatEvent, frozen=True, kw_only=True):  # type: ignore[no-redef] # the same once more, changed
        strength: int = 2

    assert told(old, rules(events=[Shaken])) == ["event shaken, strength: int = 1 -> int = 2"]


def test_two_rules_of_one_name_are_two_things() -> None:
    both = [Validation(fit, frozenset({"light"})), Validation(fit, frozenset({"heavy"}))]
    first = [replace(both[0], tags=frozenset()), both[1]]
    assert told(rules(validations=both), rules(validations=first)) == [
        "validation fit, tags: ['light'] -> []"
    ]


# -- made once -------------------------------------------------------


def test_a_fingerprint_is_made_once_for_a_ruleset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruleset = rules()
    first = rules_of(ruleset)
    assert rules_of(ruleset) is first
    monkeypatch.chdir(tmp_path)
    assert rules_of(ruleset).hash == first.hash


def test_a_fingerprint_goes_with_its_ruleset(collect: Callable[[], object]) -> None:
    before = len(marks._KNOWN)
    rules_of(rules(others(replace(JAB, damage=77))))
    collect()
    assert len(marks._KNOWN) <= before


def test_a_fingerprint_reads_back_from_json() -> None:
    rules = rules_of(every_pack())
    back = msgspec.json.decode(msgspec.json.encode(rules), type=marks.Rules)
    assert back == rules
    assert changes(back, every_pack()) == ()
