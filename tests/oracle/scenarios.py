"""Fights with commands, each about one thing: those of ``tests/scenarios``, and of old faults."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import yaml
from statemachine import State

from combat_rules import (
    Action,
    ActionRole,
    Archetype,
    CombatSystem,
    Command,
    DamageRule,
    Effects,
    Ruleset,
    Scene,
    four_phases,
    load_ruleset,
)
from combat_rules.charts import ActionChart
from combat_rules.plugins import standard_ruleset
from tests.packs import FOLDER, every_pack
from tests.rules import Rules

Open = Callable[..., CombatSystem]
Act = Callable[[Open], None]
Told = tuple[int, str, str]
"""A tick, an actor, and the action it starts; ``-`` calls off what it does."""


def story(
    people: dict[str, dict[str, Any]],
    *told: Told,
    rules: Callable[[], Ruleset] = standard_ruleset,
    until: int | None = None,
    **options: Any,
) -> Act:
    """People who do what they are told, at its time; those with a controller do as they like."""

    def act(open: Open) -> None:
        combat = open(ruleset=rules(), **{"strict": True, **options})
        for name, about in people.items():
            given = {"controller": "", **about}
            combat.add_combatant(given.pop("archetype", "duelist"), name, **given)
        combat.schedule(
            Command(actor=who, action="" if what == "-" else what, cancel=what == "-", at=at)
            for at, who, what in told
        )
        if until is None:
            combat.run()
        else:
            combat.advance(until)

    return act


def script(pack: str, file: str) -> Act:
    """The script that a pack brings along."""

    def act(open: Open) -> None:
        told: dict[str, Any] = yaml.safe_load((FOLDER / pack / file).read_text(encoding="utf-8"))
        commands, combatants = told.pop("commands"), told.pop("combatants")
        combat = open(ruleset=every_pack(), strict=True, **told)
        for name, about in combatants.items():
            combat.add_combatant(about["archetype"], name, controller="")
        combat.schedule(Command(**command) for command in commands)
        combat.run()

    return act


def answered(open: Open) -> None:
    """A subscriber answers what it hears, and is answered itself."""
    combat = open(ruleset=standard_ruleset(), distance=45, strict=True, duration=6000)
    combat.add_combatant("duelist", "ayla", controller="attack")
    combat.add_combatant("duelist", "borin", controller="")

    def answer(event: Any) -> None:
        if event.source == "ayla":
            combat.execute_action("block", "borin")

    combat.subscribe("action_committed", answer)
    combat.run()


def joined(open: Open) -> None:
    """Somebody joins a fight that goes on, and its end is put off."""
    combat = open(ruleset=every_pack(), distance=40, seed=5)
    combat.add_combatant("fencer", "ayla", team="guard")
    combat.add_combatant("witch", "borin")
    combat.advance(1500)
    combat.add_combatant("brute", "cyra", team="guard")
    combat.advance(700)
    combat.add_combatant("pikeman", "dorn", position=10)
    combat.run()


# -- a stagger at the moment in which its victim's blow becomes active ----------------------


def daze(scene: Scene, effects: Effects) -> None:
    """Stagger the target."""
    effects.stun(scene.target.id, 50)


class Flick(ActionChart):
    """Ends as soon as it is interrupted."""

    feint = State(initial=True)
    commit = State()
    release = State()
    done = State(final=True)

    advance = feint.to(commit) | commit.to(release) | release.to(done)
    interrupt = feint.to(done) | commit.to(done) | release.to(done)


Shout = four_phases("Shout", on_release=[daze])
Gasp = four_phases("Gasp", on_commit=[daze])


@cache
def shouting() -> Ruleset:
    """Blows, and cries that stagger at the moment at which they are due."""
    numbers: dict[str, Any] = {"feint": 10, "release": 20, "recovery": 30}
    move = ActionRole.MOVE
    actions = [
        Action(name="punch", **numbers, damage=7, reach=60, hitstun=40),
        Action(name="flick", chart=Flick, feint=10, release=200, damage=7, reach=60, hitstun=40),
        Action(name="guard", role=ActionRole.BLOCK, **numbers),
        Action(name="shout", role=move, chart=Shout, **numbers),
        Action(name="gasp", role=move, chart=Gasp, **{**numbers, "commit": 5}),
    ]
    names = tuple(action.name for action in actions)
    kind = Archetype(name="crier", actions=names, controller="")
    return load_ruleset([Rules(actions, archetypes=[kind])])


def shouts(*told: Told, strict: bool = True, people: Iterable[str] = ("ayla", "borin")) -> Act:
    """Two or three who strike and shout at the same ticks."""
    crowd: dict[str, dict[str, Any]] = {name: {"archetype": "crier"} for name in people}
    return story(crowd, *told, rules=shouting, duration=1000, distance=40, strict=strict)


def clumsy(scene: Scene, damage: int) -> int:
    """Fall over at the second blow."""
    if scene.target.health < 100:
        raise ZeroDivisionError("division by zero")
    return damage


@cache
def clumsily() -> Ruleset:
    """The standard rules, and one that raises."""
    return load_ruleset([Rules([], archetypes=[], damage_rules=[DamageRule("clumsy", 1, clumsy)])])


FENCERS = {"ayla": {"archetype": "fencer"}, "borin": {"archetype": "fencer"}}
DUELISTS: dict[str, dict[str, Any]] = {"ayla": {}, "borin": {}}
WITCH: dict[str, dict[str, Any]] = {"morna": {"archetype": "witch"}, "borin": {}}
ARMED = {"ayla": {"archetype": "armsman"}, "borin": {"archetype": "pikeman"}}
GUARDS = {
    "ayla": {"team": "guard", "controller": "attack"},
    "cyra": {"team": "guard", "controller": "attack", "archetype": "brute"},
    "dorn": {"team": "lone", "controller": "mix"},
}

SCENARIOS: dict[str, Act] = {
    "exchange": script("fencing", "exchange.yaml"),
    "combo": script("brawling", "combo.yaml"),
    **{
        f"{thrust}_into_{defence}": story(
            FENCERS, (0, "ayla", thrust), (200, "borin", defence), (700, "borin", "riposte"),
            rules=every_pack, distance=55, until=4000,
        )
        for thrust in ("lunge", "disengage", "disarm")
        for defence in ("parry", "block", "evade", "beat_aside")
    },
    "from_behind": story(
        {"ayla": {}, "borin": {"facing": 1}},
        (0, "ayla", "attack"), (200, "borin", "block"), distance=45, until=3000,
    ),
    "trade": story(
        DUELISTS, (0, "ayla", "attack"), (0, "borin", "attack"), distance=45, until=3000
    ),
    "clash": story(
        DUELISTS, (0, "ayla", "heavy_attack"), (0, "borin", "heavy_attack"), distance=45, until=3000
    ),
    "stopped": story(
        DUELISTS, (0, "ayla", "heavy_attack"), (200, "borin", "quick_attack"), distance=40,
        until=3000,
    ),
    "countered": story(
        DUELISTS, (0, "ayla", "attack"), (250, "borin", "counter"), distance=45, until=3000
    ),
    "evaded": story(
        DUELISTS, (0, "ayla", "attack"), (250, "borin", "evade"), distance=35, until=3000
    ),
    "feint": story(
        DUELISTS, (0, "ayla", "attack"), (100, "ayla", "-"), (150, "ayla", "-"),
        (400, "ayla", "quick_attack"), distance=35, until=3000,
    ),
    "two_against_one": story(GUARDS, distance=40, seed=3),
    "double_defeat": story(
        {"ayla": {"health": 10}, "borin": {"health": 10}},
        (0, "ayla", "attack"), (0, "borin", "attack"), distance=45,
    ),
    "time_out": story(DUELISTS, (0, "ayla", "attack"), distance=45, duration=3000),
    "two_blows_on_one": story(
        {
            "ayla": {"team": "guard"},
            "cyra": {"team": "guard", "position": 30},
            "dorn": {"team": "lone", "stamina": 60},
        },
        (0, "ayla", "attack"), (0, "cyra", "attack"), (100, "dorn", "block"),
        distance=40, until=3000,
    ),
    **{
        f"struck_at_{moment}": story(
            DUELISTS,
            (400, "ayla", "quick_attack"), (moment, "borin", "heavy_attack"),
            (5000, "borin", "block"), distance=40, duration=7000,
        )
        for moment in range(0, 900, 45)
    },
    "answered": answered,
    "joined": joined,
    "clumsy": story(
        {"ayla": {"controller": "attack"}, "borin": {"controller": "attack", "archetype": "brute"}},
        rules=clumsily, distance=45, duration=20_000, strict=False,
    ),
    "venom": story(
        WITCH, (0, "morna", "venom"), (900, "morna", "venom"), (1500, "borin", "attack"),
        rules=every_pack, distance=40, until=8000,
    ),
    "night": story(
        WITCH, (0, "morna", "hex_of_night"), (700, "morna", "venom"), (800, "borin", "block"),
        rules=every_pack, distance=40, until=5000,
    ),
    "ward": story(
        WITCH, (0, "morna", "raise_ward"), (400, "borin", "attack"), (500, "morna", "raise_ward"),
        rules=every_pack, distance=40, until=8000,
    ),
    **{
        f"{blow}_into_{answer}": story(
            ARMED, (0, "ayla", blow), (100, "borin", answer), rules=every_pack, distance=25,
            until=4000,
        )
        for blow in ("mace_blow", "sword_cut", "shield_bash")
        for answer in ("spear_thrust", "staff_sweep", "block")
    },
    "stagger_meets_blow": shouts((0, "ayla", "punch"), (0, "borin", "shout")),
    "stagger_meets_blow_lax": shouts((0, "ayla", "punch"), (0, "borin", "shout"), strict=False),
    "stagger_meets_flick": shouts((0, "ayla", "flick"), (0, "borin", "shout")),
    "stagger_meets_flick_lax": shouts((0, "ayla", "flick"), (0, "borin", "shout"), strict=False),
    "stagger_meets_guard": shouts((0, "ayla", "guard"), (0, "borin", "shout")),
    "stagger_both": shouts((0, "ayla", "shout"), (0, "borin", "shout")),
    "stagger_and_blow_of_three": shouts(
        (0, "ayla", "punch"), (0, "borin", "shout"), (0, "cyra", "punch"),
        people=("ayla", "borin", "cyra"),
    ),
    "stagger_on_commit": shouts((0, "ayla", "punch"), (0, "borin", "gasp")),
    "stagger_on_commit_lax": shouts((0, "ayla", "flick"), (0, "borin", "gasp"), strict=False),
}  # fmt: skip
