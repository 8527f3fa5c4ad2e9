"""Two plugins that clash are put together by whoever loads them, and neither is edited."""

import re
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from combat_rules import (
    Act,
    Action,
    Archetype,
    Attribute,
    CancelWindow,
    CombatSystem,
    Command,
    Controller,
    DamageRule,
    Effects,
    Ruleset,
    Scene,
    Status,
    Validation,
    View,
    Wait,
    hookimpl,
    load_ruleset,
    replace,
)
from combat_rules.errors import PluginError
from combat_rules.model import Dealt, Override, Reaction
from combat_rules.model.events import ActionStarted, DamageDealt
from combat_rules.plugins import Arrangement, build_ruleset, find_plugins
from combat_rules.record import Journal, Replay
from tests.packs import PACKS
from tests.rules import JAB, SLAM, Rules, listen, only

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture(scope="module")
def thrower(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The plugin of README's first page: it has a throw, and so has the pack brawling."""
    text = README.read_text(encoding="utf-8")
    found = re.search(r"<!-- example: thrower.py -->\n```python\n(.*?)```", text, re.S)
    assert found is not None
    file = tmp_path_factory.mktemp("thrower") / "thrower.py"
    file.write_text(found[1], encoding="utf-8")
    return str(file)


def problems(*plugins: object, **arrangement: Any) -> tuple[str, ...]:
    with pytest.raises(PluginError) as caught:
        load_ruleset(plugins, standard=False, **arrangement)
    found: tuple[str, ...] = caught.value.problems
    return found


def fought(ruleset: Ruleset, left: str) -> list[str]:
    """The actions that a kind of fighter begins against a brute, in order."""
    combat = CombatSystem(ruleset=ruleset, seed=3, strict=True)
    combat.add_combatant(left, "ayla")
    combat.add_combatant("brute", "borin")
    begun: list[str] = []
    combat.subscribe(ActionStarted, lambda event: begun.append(f"{event.source} {event.name}"))
    combat.run()
    return begun


# -- two moves of one name -------------------------------------------------------------------------


def test_two_moves_of_one_name_are_refused_and_the_ways_out_are_said(thrower: str) -> None:
    with pytest.raises(PluginError) as caught:
        load_ruleset([thrower, *PACKS])
    said = str(caught.value)
    assert "the action throw is contributed by thrower already" in said
    assert 'prefix={"brawling": PREFIX}' in said
    assert 'rename={"brawling:throw": NEW_NAME}' in said
    assert 'override={"thrower:throw": "brawling"}' in said
    assert 'without=["brawling:throw"]' in said


def tire(scene: Scene, dealt: Dealt, effects: Effects) -> None:
    """Whoever is struck gets tired."""
    effects.change(scene.actor.id, "weary", 1)


class Clubs:
    """A plugin with a number that its Python speaks of, and a reaction of the same name."""

    def __init__(self, name: str, place: int = 100) -> None:
        self.__name__, self.place = name, place

    @hookimpl
    def combat_attributes(self) -> list[Attribute]:
        return [Attribute("weary", maximum=9)]

    @hookimpl
    def combat_reactions(self) -> list[Reaction]:
        return [Reaction("weary", self.place, tire, struck=True)]

    @hookimpl
    def combat_damage_rules(self) -> list[DamageRule]:
        return [DamageRule("harder", self.place, percent=lambda scene: 150)]


def said_ways(problem: str) -> list[dict[str, Any]]:
    """The arrangements that a problem proposes, read as the Python that they are."""
    names = {"NEW_NAME": "tired", "PREFIX": "p", "PLACE": 200}
    found = re.findall(r"(\w+)=([{\[].*?[}\]])", problem)
    return [{what: eval(written, names.copy())} for what, written in found]


def test_an_attribute_of_two_plugins_counts_for_both_as_the_problem_says() -> None:
    plugins, prefix = (Clubs("one"), Clubs("two", 101)), {"two": "t"}
    (told,) = problems(*plugins, prefix=prefix)
    *overrides, rename = said_ways(told)
    assert overrides == [
        {"override": {"one:attribute weary": "two"}},
        {"override": {"two:attribute weary": "one"}},
    ]
    for way in overrides:
        ruleset = load_ruleset(plugins, standard=False, prefix=prefix, **way)
        assert [one.name for one in ruleset.attributes] == ["weary"]
        assert [one.rule.name for one in ruleset.reactions] == ["weary", "t_weary"]
    assert "is Python that speaks of the attribute weary" in str(problems(*plugins, **rename))


def test_a_place_that_is_taken_is_given_by_the_name_that_its_plugin_knows() -> None:
    plugins, prefix = (Clubs("one"), Clubs("two")), {"two": "t"}
    given: dict[str, Any] = {"prefix": prefix, "override": {"two:attribute weary": "one"}}
    told = problems(*plugins, **given)
    orders = [said_ways(each)[0]["order"] for each in told]
    assert orders == [{"two:harder": 200}, {"two:reaction weary": 200}]
    both = {name: place for order in orders for name, place in order.items()}
    ruleset = load_ruleset(plugins, standard=False, order=both, **given)
    assert [rule.rule.name for rule in ruleset.damage_rules] == ["harder", "t_harder"]


def test_what_an_arrangement_would_have_put_right_is_not_told_where_that_is_wrong() -> None:
    given: dict[str, Any] = {"prefix": {"two": "t"}, "rename": {"two:cudgel": "stick"}}
    told = problems(Clubs("one"), Clubs("two"), **given)
    assert told == ("rename two:cudgel: plugin two has no cudgel; there are: weary, harder",)


@pytest.mark.parametrize(
    ("arrangement", "throws"),
    [
        ({"prefix": {"thrower": "t"}}, {"t_throw": "thrower", "throw": "brawling"}),
        ({"prefix": {"brawling": "b"}}, {"throw": "thrower", "b_throw": "brawling"}),
        ({"rename": {"thrower:throw": "toss"}}, {"toss": "thrower", "throw": "brawling"}),
        ({"override": {"brawling:throw": "thrower"}}, {"throw": "thrower"}),
        ({"without": ["brawling:throw"]}, {"throw": "thrower"}),
        ({"without": ["brawling"]}, {"throw": "thrower"}),
    ],
    ids=["a prefix", "the other's prefix", "a name", "one counts", "one is out", "a pack is out"],
)
def test_the_readmes_pack_and_all_that_ship_load_together(
    thrower: str, arrangement: dict[str, Any], throws: dict[str, str]
) -> None:
    ruleset = load_ruleset([thrower, *PACKS], **arrangement)
    found = {n: m.plugin for n, m in ruleset.moves.items() if m.plugin in ("thrower", "brawling")}
    assert throws.items() <= found.items()
    assert {"throw", "toss", "t_throw", "b_throw"} & found.keys() == throws.keys()


def test_a_pack_with_a_prefix_fights_as_it_did(thrower: str) -> None:
    """Its controller and its validation speak of jab, grab and throw in Python."""
    plain = fought(load_ruleset(PACKS), "brawler")
    prefixed = fought(load_ruleset([thrower, *PACKS], prefix={"brawling": "b"}), "b_brawler")
    assert "ayla jab" in plain
    assert [each.replace(" b_", " ") for each in prefixed] == plain
    assert "ayla b_jab" in prefixed


# -- what is renamed is renamed wherever it is named -----------------------------------------------


def test_a_renamed_action_is_renamed_in_everything_that_names_it() -> None:
    chained = replace(SLAM, cancels=(CancelWindow(into=("jab", "#light")),))
    feinted = replace(SLAM, name="false slam", appears_as="jab")
    base = Rules([JAB, chained, feinted], name="base")
    ruleset = load_ruleset([base], standard=False, rename={"base:jab": "poke"})
    assert list(ruleset.moves) == ["poke", "slam", "false slam"]
    assert ruleset.moves["slam"].action.cancels[0].into == ("poke", "#light")
    assert ruleset.moves["false slam"].action.appears_as == "poke"
    assert ruleset.archetypes["fighter"].actions == ("poke", "slam", "false slam")
    assert ruleset.plugins[0].contributed["combat_actions"] == ("poke", "slam", "false slam")


class Moves(str, Enum):  # noqa: UP042  # it is written otherwise than its text
    """Names of moves, as a plugin may keep them."""

    JAB = "jab"


def test_a_name_may_be_a_member_of_an_enum() -> None:
    base = plug("base", replace(JAB, name=Moves.JAB))
    ruleset = load_ruleset([base], standard=False, prefix={"base": "b"})
    assert list(ruleset.moves) == ["b_jab"]
    assert repr(load_ruleset([base], standard=False).plugins[0].contributed["combat_actions"]) == (
        "('jab',)"
    )
    assert any("the action jab is contributed" in said for said in problems(base, plug("b", JAB)))


def test_another_plugin_goes_on_naming_what_it_named() -> None:
    base = Rules([JAB, SLAM], name="base")
    more = Bare("more", archetypes=[Archetype(name="puncher", actions=("jab",), controller="")])
    ruleset = load_ruleset([base, more], standard=False, prefix={"base": "b"})
    assert ruleset.archetypes["puncher"].actions == ("b_jab",)


def test_of_two_with_one_name_a_plugin_means_its_own() -> None:
    one, two = plug("one", JAB), plug("two", replace(JAB, damage=3))
    ruleset = load_ruleset([one, two], standard=False, prefix={"one": "x"})
    assert ruleset.archetypes["x_one"].actions == ("x_jab",)
    assert ruleset.archetypes["two"].actions == ("jab",)
    assert ruleset.moves["x_jab"].action.damage == 10


def test_a_table_pays_and_gains_of_a_renamed_attribute(tmp_path: Path) -> None:
    """Two tables have a meter; each fills and spends its own."""
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(METER.format(name=name), encoding="utf-8")
    tables = [str(tmp_path / f"{name}.yaml") for name in ("one", "two")]
    ruleset = load_ruleset(tables, rename={"two:meter": "fury"})
    combat = CombatSystem(ruleset=ruleset, distance=10, strict=True)
    combat.add_combatant("two", "ayla", controller="", fury=5)
    combat.add_combatant("one", "borin", controller="")
    combat.execute_action("hit two", "ayla")
    combat.advance(50)
    assert Attribute("fury").of(combat.combatant("ayla")) == 5 - 3 + 2
    assert Attribute("meter").of(combat.combatant("ayla")) == 0


METER = """
attributes:
  - name: meter
    maximum: 100
moves:
  - name: hit {name}
    commit: 5
    release: 5
    reach: 20
    damage: 4
    costs: {{meter: 3}}
    gains_on_hit: {{meter: 2}}
archetypes:
  - name: {name}
    actions: [hit {name}]
"""


def test_a_status_and_an_archetype_follow_an_attribute_that_is_renamed() -> None:
    base = Rules(
        [JAB],
        attributes=[Attribute("venom", maximum=9)],
        archetypes=[Archetype(name="fighter", actions=("jab",), attributes={"venom": 2})],
        statuses=[Status("poisoned", "venom", 5, burn)],
        name="base",
    )
    ruleset = load_ruleset([base], rename={"base:venom": "toxin"})
    assert ruleset.statuses[0].rule.attribute == "toxin"
    assert ruleset.archetypes["fighter"].attributes == {"toxin": 2}


def burn(scene: Scene, effects: Effects) -> None:
    """Take a point of health."""
    effects.change(scene.actor.id, "health", -1)


def test_python_that_reads_an_attribute_keeps_it_from_being_renamed() -> None:
    """``scene.actor.fury`` is written in the plugin; the words say whose can be renamed instead."""
    rule = DamageRule("furious", 5, lambda scene, damage: damage + scene.actor.fury)  # type: ignore[attr-defined]  # declared by a plugin
    base = Rules([JAB], attributes=[Attribute("fury")], damage_rules=[rule], name="base")
    (said,) = problems(base, rename={"base:fury": "rage"})
    assert "<lambda> of furious is Python that speaks of the attribute fury by its name" in said
    (said,) = problems(base, without=["base:fury"])
    assert "speaks of the attribute fury" in said


def test_a_controller_of_a_renamed_pack_sees_and_gives_the_names_that_it_knows() -> None:
    """And takes the jab of somebody else for no jab of its own."""
    seen: list[tuple[str, ...]] = []

    def jabs(view: View) -> Act | Wait:
        seen.append((*view.possible, *(foe.action for foe in view.foes)))
        assert "jab" in view.possible
        return Act("jab") if not view.now else Wait(1000)

    own = Archetype(name="boxer", actions=("jab",), controller="jabs", reaction=1)
    one = Bare("one", [replace(JAB, damage=7)], [own], [Controller("jabs", jabs)])
    combat = CombatSystem(
        ruleset=load_ruleset([one, plug("two", JAB)], prefix={"one": "o"}), distance=10, strict=True
    )
    combat.add_combatant("o_boxer", "ayla")
    combat.add_combatant("two", "borin", controller="")
    told = listen(combat, DamageDealt)
    combat.advance(30)
    combat.execute_action("jab", "borin")
    combat.advance(40)
    assert seen[0][0] == "jab"
    assert only(told[:1], DamageDealt).lost == 7
    assert "two:jab" in {word for words in seen for word in words}


# -- one counts instead of another -----------------------------------------------------------------


def test_a_plugin_declares_that_its_move_replaces_that_of_another() -> None:
    base = Rules([JAB, SLAM], name="base")
    better = Bare("better", [replace(JAB, damage=12)], overrides=[Override("base:jab")])
    for plugins in ([base, better], [better, base]):
        ruleset = load_ruleset(plugins, standard=False)
        assert ruleset.moves["jab"].action.damage == 12
        assert ruleset.archetypes["fighter"].actions == ("jab", "slam")
    assert load_ruleset([better], standard=False).moves["jab"].action.damage == 12


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("base:jap", "plugin better has no jap; did you mean jab?"),
        ("base:jab", "plugin base has no jab"),
        ("jab", "what is 'jab'; Override(\"PLUGIN:NAME\")"),
    ],
    ids=["no move of its own", "none there", "no plugin named"],
)
def test_an_override_of_nothing_is_refused(what: str, said: str) -> None:
    better = Bare("better", [JAB], overrides=[Override(what)])
    (found,) = problems(Rules([SLAM], name="base"), better)
    assert said in found


MUTUAL = {"one:jab": "two", "two:jab": "one"}


def test_two_that_replace_each_other_are_refused() -> None:
    """Nobody had the move any more."""
    found, *_ = problems(plug("one", JAB), plug("two", JAB), override=MUTUAL)
    assert found.startswith("override two:jab: that of two counts instead of that of one already")


def test_plugins_that_say_so_of_each_other_are_put_in_order_by_whoever_loads_them() -> None:
    one, two = (
        Bare(name, [replace(JAB, damage=damage)], overrides=[Override(f"{other}:jab")])
        for name, damage, other in (("one", 1, "two"), ("two", 2, "one"))
    )
    found, *_ = problems(one, two)
    assert "plugin two: its override one:jab: that of one counts instead of that of two" in found
    assert 'override={"one:jab": "two"} or override={"two:jab": "one"}' in found
    for text, by in MUTUAL.items():
        ruleset = load_ruleset([one, two], standard=False, override={text: by})
        assert ruleset.moves["jab"].plugin == by


def test_a_table_declares_what_it_replaces(tmp_path: Path) -> None:
    file = tmp_path / "better.yaml"
    file.write_text(
        "overrides: ['base:jab']\nmoves:\n  - name: jab\n    damage: 12\n", encoding="utf-8"
    )
    ruleset = load_ruleset([Rules([JAB, SLAM], name="base"), str(file)], standard=False)
    assert ruleset.moves["jab"].action.damage == 12


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("base:slam", "its override base:slam: plugin better has no slam"),
        ("base:jab", "its override base:jab: plugin base has no jab; there are: slam"),
    ],
    ids=["no move of its own", "none there"],
)
def test_a_table_whose_override_is_of_nothing_is_told_with_its_line(
    tmp_path: Path, what: str, said: str
) -> None:
    file = tmp_path / "better.yaml"
    file.write_text(f"moves:\n  - name: jab\n    damage: 12\noverrides:\n- '{what}'\n")
    (found,) = problems(Rules([SLAM], name="base"), str(file))
    assert found.startswith(f"plugin better ({file}, line 5, column 3): {said}")


def test_a_prefixed_pack_uses_what_counts_instead() -> None:
    one, two = plug("one", JAB), plug("two", replace(JAB, damage=3))
    ruleset = load_ruleset(
        [one, two], standard=False, prefix={"one": "x"}, override={"one:jab": "two"}
    )
    assert ruleset.archetypes["x_one"].actions == ("jab",)
    assert list(ruleset.moves) == ["jab"]


# -- two rules with one place ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "dealt"), [(299, (10 - 3) * 2), (301, 10 * 2 - 3)], ids=["before", "after"]
)
def test_who_loads_two_rules_with_one_place_says_which_goes_first(place: int, dealt: int) -> None:
    double = Bare("one", damage_rules=[DamageRule("double", 300, lambda scene, damage: damage * 2)])
    less = Bare("two", damage_rules=[DamageRule("less", 300, lambda scene, damage: damage - 3)])
    base = Rules([JAB], name="base")
    (said,) = problems(base, double, less)
    assert 'order={"two:less": PLACE}' in said
    ruleset = load_ruleset([base, double, less], standard=False, order={"two:less": place})
    combat = CombatSystem(ruleset=ruleset, distance=10, strict=True)
    combat.add_combatant("fighter", "ayla", controller="")
    combat.add_combatant("fighter", "borin", controller="")
    told = listen(combat, DamageDealt)
    combat.execute_action("jab", "ayla")
    combat.advance(50)
    assert only(told, DamageDealt).lost == dealt


# -- left out --------------------------------------------------------------------------------------


def test_a_move_that_is_left_out_is_taken_out_of_what_names_it() -> None:
    chained = replace(
        SLAM, cancels=(CancelWindow(into=("jab",)), CancelWindow(into=("jab", "slam"), start=4))
    )
    only_light = Validation(lambda scene: False, frozenset({"light"}))
    base = Rules([JAB, chained], validations=[only_light], name="base")
    ruleset = load_ruleset([base], standard=False, without=["base:jab"])
    assert list(ruleset.moves) == ["slam"]
    assert ruleset.archetypes["fighter"].actions == ("slam",)
    assert [window.into for window in ruleset.moves["slam"].action.cancels] == [("slam",)]
    assert not ruleset.validations, "it was asked of what bears a tag that nothing bears now"


def test_the_rest_of_a_plugin_counts_without_one_rule() -> None:
    rule = DamageRule("twice", 300, lambda scene, damage: damage * 2)
    base = Rules([JAB], damage_rules=[rule], name="base")
    ruleset = load_ruleset([base], standard=False, without=["base:damage rule twice"])
    assert not ruleset.damage_rules
    assert "jab" in ruleset.moves


# -- said wrongly ----------------------------------------------------------------------------------


def test_everything_that_is_wrong_with_an_arrangement_is_said_at_once() -> None:
    base = Rules([JAB], name="base")
    found = problems(
        base,
        without=["bass", "base:jap"],
        prefix={"bas": "b"},
        rename={"base:fihgter": "boxer", "base": "b"},
        override={"base:jab": "base"},
        order={"base:jab": 3},
    )
    assert list(found) == [
        "without bass: there is no plugin bass; did you mean base?",
        "override base:jab: base cannot replace its own; name another plugin",
        "without base:jap: plugin base has no jap; did you mean jab?",
        "prefix bas: there is no plugin bas; did you mean base?",
        "rename base:fihgter: plugin base has no fihgter; did you mean fighter?",
        "rename base: say what of base is meant, base:NAME",
        "order base:jab: action jab is none of those that this is for: damage rule, contact rule, "
        "stun rule, pace rule, reaction",
    ]


def test_of_several_things_of_one_name_it_is_asked_which() -> None:
    base = plug("jab", JAB)
    (said,) = problems(base, rename={"jab:jab": "poke"})
    assert said.endswith("say which: jab:action jab, jab:archetype jab")
    ruleset = load_ruleset([base], standard=False, rename={"jab:action jab": "poke"})
    assert (list(ruleset.moves), list(ruleset.archetypes)) == (["poke"], ["jab"])


@pytest.mark.parametrize(
    ("arrangement", "said"),
    [
        ({"prefix": ["b"]}, "prefix takes a mapping"),
        ({"rename": {"base:jab": 3}}, "rename takes {"),
        ({"order": {"base:jab": "first"}}, "whole numbers"),
        ({"without": 3}, "without takes a list"),
        ({"without": ["base", ""]}, "without takes a list"),
    ],
    ids=["a list", "a number", "a word", "no list", "an empty name"],
)
def test_an_arrangement_of_the_wrong_shape_is_refused(
    arrangement: dict[str, Any], said: str
) -> None:
    (found,) = problems(Rules([JAB], name="base"), **arrangement)
    assert said in found
    sources = find_plugins([Rules([JAB], name="base")])
    with pytest.raises(PluginError, match=re.escape(said)):
        build_ruleset(sources, arrangement=Arrangement(**arrangement))


# -- elsewhere -------------------------------------------------------------------------------------


def test_a_project_says_it_in_its_pyproject(tmp_path: Path, thrower: str) -> None:
    (tmp_path / "pyproject.toml").write_text(
        f"""
[tool.combat_rules]
plugins = ["{thrower}", "{PACKS[0]}"]
prefix = {{ brawling = "b" }}
without = ["brawling:haymaker"]
""",
        encoding="utf-8",
    )
    ruleset = load_ruleset(project=tmp_path)
    assert {"throw", "b_throw"} <= ruleset.moves.keys()
    assert "b_haymaker" not in ruleset.moves
    ruleset = load_ruleset(project=tmp_path, prefix={"brawling": "fist"})
    assert "fist_throw" in ruleset.moves, "an argument goes before the file"
    ruleset = load_ruleset(project=tmp_path, rename={"brawling:haymaker": "swing"})
    assert "swing" in ruleset.moves, "what an argument speaks of is not left out"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("witout = ['x']", "has no witout; did you mean without?"),
        ("prefix = 3", "prefix takes a mapping"),
        ("order = { 'a:b' = 1.5 }", "whole numbers"),
    ],
    ids=["a misspelt key", "a number", "a part of a number"],
)
def test_a_pyproject_that_says_it_wrongly_is_named(tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(f"[tool.combat_rules]\n{line}\n", encoding="utf-8")
    with pytest.raises(PluginError) as caught:
        load_ruleset(project=tmp_path)
    assert said in str(caught.value)
    assert str(file) in str(caught.value)


def test_a_recorded_fight_finds_its_rules_put_together_as_they_were(
    tmp_path: Path, thrower: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(thrower).parent)
    ruleset = load_ruleset(["thrower.py"], rename={"standard:action attack": "thrust"})
    journal = tmp_path / "fight.jsonl"
    with Journal(journal) as written:
        combat = CombatSystem(ruleset=ruleset, journal=written)
        combat.add_combatant("thrower", "ayla", controller="")
        combat.add_combatant("duelist", "borin")
        combat.schedule([Command(actor="ayla", action="throw", at=5)])
        combat.run()
    again = Replay(journal)
    assert not again.changed
    assert "thrust" in again.ruleset.moves
    while again.number < len(again.records):
        again.forward()
    assert again.combat.result == combat.result


class Bare(Rules):
    """A plugin of these things and nothing else."""

    def __init__(
        self,
        name: str,
        actions: Sequence[Action] = (),
        archetypes: Sequence[Archetype] = (),
        controllers: Sequence[Controller] = (),
        **more: Any,
    ) -> None:
        super().__init__(actions, archetypes=archetypes, name=name, **more)
        self._controllers = list(controllers)


def plug(name: str, *actions: Action) -> Bare:
    """A plugin of these actions, and of a kind of fighter of its own name that knows them."""
    known = tuple(action.name for action in actions)
    return Bare(name, actions, [Archetype(name=name, actions=known, controller="", reaction=1)])
