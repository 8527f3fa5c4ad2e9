"""What is compiled is the live fight: charts drawn at random, imported games, five to eight."""

from itertools import pairwise
from pathlib import Path
from random import Random
from types import new_class

import pytest
from msgspec.structs import replace
from statemachine import State

from combat_rules import ActionRole, Archetype, Controller, Ruleset, Scene, load_ruleset
from combat_rules.charts import ActionChart, has_stamina, not_interrupted, pay_stamina, take_step
from combat_rules.design.importing import import_files
from combat_rules.engine.core.fight import rules_for
from combat_rules.engine.lineup import Fighter
from tests.amounts import amount
from tests.compiled.pairs import lineup
from tests.compiled.spoken import Spoken
from tests.design.frame_files import rules
from tests.design.shared_data import GARNET, SF6, ZEN, beside
from tests.packs import every_pack
from tests.properties.rulesets import SECOND, daze, fidget, shove, target_is_calm
from tests.rules import JAB, Rules

CHARTS, FIGHTS = amount(2, 60), amount(4, 8)
EVENTS = ("advance", "cancel", "interrupt", "chain")
PHASES = ("feint", "commit", "measure", "release", "recovery", "done")


def now_and_then(scene: Scene) -> bool:
    """The dice say so."""
    return scene.dice.chance("now and then", 50)


def near(scene: Scene) -> bool:
    """The target is near."""
    return scene.distance <= 12


GUARDS = (has_stamina, not_interrupted, target_is_calm, now_and_then, near)
EFFECTS = (pay_stamina, take_step, shove, daze)


def random_chart(random: Random) -> type[ActionChart]:
    """A chart that leads to its end at last, with other ways under conditions before."""
    states = {
        name: State(
            initial=name == "feint", final=name == "done",
            enter=random.sample(EFFECTS, random.randint(0, 1)),
        )
        for name in PHASES
    }  # fmt: skip
    for name, after in pairwise(PHASES):
        # Out of a recovery there is no way but to the end, and into another action only from there.
        for event in EVENTS if name != "recovery" else ():
            for _ in range(random.randint(0, 2)):
                to = "done" if event == "chain" else random.choice(PHASES[1:])
                states[name].to(
                    states[to], event=event,
                    cond=random.sample(GUARDS, random.randint(1, 2)),
                    unless=random.sample(GUARDS, random.randint(0, 1)),
                    on=random.sample(EFFECTS, random.randint(0, 1)),
                )  # fmt: skip
        states[name].to(states[after], event="advance")
    return new_class("Drawn", (ActionChart,), {}, lambda body: body.update(states))


def random_rules(random: Random) -> Ruleset:
    """Three actions with charts of their own, known to everybody."""
    actions = [
        replace(
            JAB, name=name, role=role, chart=random_chart(random), travel=random.randint(-3, 5),
            phases={"measure": random.randint(0, 4)}, cancellable=random.random() < 0.5,
        )
        for name, role in zip(
            ("alpha", "beta", "gamma"),
            (ActionRole.STRIKE, ActionRole.STRIKE, random.choice(list(ActionRole))),
            strict=True,
        )
    ]  # fmt: skip
    fighter = Archetype(
        name="fighter", actions=("alpha", "beta", "gamma"), controller="fidget", reaction=3,
        memory=10, stamina_regeneration=20,
    )  # fmt: skip
    plugin = Rules(actions, archetypes=[fighter], controllers=[Controller("fidget", fidget)])
    return load_ruleset([plugin], standard=False, ticks_per_second=SECOND)


@pytest.mark.parametrize("seed", range(CHARTS))
def test_charts_drawn_at_random_lead_where_the_table_runner_leads(seed: int) -> None:
    ruled = random_rules(Random(seed))
    spoken = Spoken(rules_for(ruled), 2)
    assert spoken.found == ()
    given = replace(lineup("fighter", "fighter", ruleset=ruled), duration=400, distance=10)
    assert spoken.differences(given.fight, range(FIGHTS)) == {}


@beside
@pytest.mark.parametrize(
    ("files", "who"),
    [
        ([ZEN, GARNET], ("ZEN", "GARNET")),
        ([SF6], ("Akuma", "A.K.I.")),
    ],
    ids=["fightingice", "sf6"],
)
def test_imported_characters_fight_as_live(
    tmp_path: Path, files: list[Path], who: tuple[str, str]
) -> None:
    ruled = rules(import_files(files, only=who), tmp_path)
    spoken = Spoken(rules_for(ruled), 2)
    assert spoken.found == ()
    for mind in (None, "mix"):
        pair = lineup(*(Fighter(name, controller=mind) for name in who), ruleset=ruled)
        pair = replace(pair, duration=amount(600, 6000))
        assert spoken.differences(pair.fight, range(amount(1, 20))) == {}


@pytest.mark.parametrize("count", range(5, 9, amount(3, 1)))
def test_five_to_eight_of_any_kind_fight_as_live(count: int) -> None:
    random, ruled = Random(count), every_pack()
    spoken = Spoken(rules_for(ruled), count)
    for _ in range(amount(2, 20)):
        teams = random.choice([2, 3, count])
        fighters = [
            Fighter(
                random.choice(list(ruled.archetypes)), f"x{place}", f"team {place % teams}",
                random.randint(0, 100), random.choice([None, "fighter", "mix"]),
            )
            for place in range(count)
        ]  # fmt: skip
        given = replace(lineup(*fighters, ruleset=ruled), max_distance=200, duration=3000)
        assert spoken.differences(given.fight, [0]) == {}
