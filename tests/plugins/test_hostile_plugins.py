"""Whatever a plugin does, it is named, all its faults at once, and takes nobody down with it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from combat_rules import CombatSystem, load_ruleset
from combat_rules.errors import PluginError, StateError
from combat_rules.plugins import build_ruleset, collect, find_plugins

HEAD = """\
from combat_rules import *; from combat_rules.charts import *; from combat_rules.model import *
from statemachine import State

"""


def plugin(folder: Path, text: str, name: str = "hostile") -> str:
    file = folder / f"{name}.py"
    file.write_text(HEAD + text, encoding="utf-8")
    return str(file)


def problems(*files: str) -> tuple[str, ...]:
    with pytest.raises(PluginError) as raised:
        load_ruleset(list(files))
    assert raised.value.code == "ruleset.refused"
    for problem in raised.value.problems:
        assert problem in str(raised.value)
    return tuple(raised.value.problems)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("raise RuntimeError('boom')", "importing it raised RuntimeError: boom"),
        (
            "from combat_rules import Action; Action(name='jab', fient=3)",
            "keyword argument 'fient'; did you mean feint? (hostile.py:",
        ),
        (
            "from combat_rules import four_phases; four_phases('Jab', comit=[])",
            "keyword argument 'comit'; did you mean commit? (hostile.py:",
        ),
        ("int(zzzzz=3)", "importing it raised TypeError: "),
        ("import sys; sys.exit(3)", "importing it raised SystemExit: 3"),
        ("def broken(:\n", "line 4"),
        ("import no_such_thing", "No module named 'no_such_thing'"),
        ("import hostile", "importing it raised ModuleNotFoundError: No module named 'hostile'"),
        ("def __getattr__(name): return {}[name]", "it cannot be asked: KeyError: '__version__'"),
        ("class Two(FourPhases):\n    pass", "subclasses the chart FourPhases"),
    ],
    ids=[
        "raises",
        "a field",
        "a parameter",
        "nothing near",
        "exits",
        "is no Python",
        "imports what is not there",
        "imports what is called as it is",
        "answers nothing",
        "subclasses a chart",
    ],
)  # fmt: skip
def test_a_plugin_that_cannot_be_imported_is_left_out_by_name(
    tmp_path: Path, text: str, said: str
) -> None:
    broken = plugin(tmp_path, text)
    good = plugin(
        tmp_path, "@hookimpl\ndef combat_actions():\n    return [Action(name='kick')]", "good"
    )
    ruleset = load_ruleset([broken, good])
    info = ruleset.plugins[1]
    assert (info.name, info.location) == ("hostile", broken)
    assert said in info.problems[0]
    assert "kick" in ruleset.moves
    with pytest.raises(
        StateError, match=r"there is no archetype 'boxer'.*plugin hostile is left out"
    ):
        CombatSystem(ruleset=ruleset).add_combatant("boxer")


@pytest.mark.parametrize("in_hook", [False, True], ids=["imported", "asked"])
@pytest.mark.parametrize("raised", ["KeyboardInterrupt", "GeneratorExit", "SystemExit"])
def test_what_a_plugin_raises_in_a_thread_is_its_mistake_whatever_it_is(
    tmp_path: Path, raised: str, in_hook: bool
) -> None:
    """The studio loads rules in a thread; it never loaded any again."""
    text = f"raise {raised}('mine')"
    if in_hook:
        text = f"@hookimpl\ndef combat_actions():\n    {text}"
    broken = plugin(tmp_path, text)
    with ThreadPoolExecutor() as pool:
        found = pool.submit(find_plugins, [broken]).result()
        if not in_hook:
            assert f"importing it raised {raised}: mine" in found[1].info.problems[0]
        else:
            built = pool.submit(build_ruleset, found)
            with pytest.raises(PluginError, match=f"combat_actions raised {raised}: mine"):
                built.result()


@pytest.mark.parametrize("in_hook", [False, True], ids=["imported", "asked"])
def test_ctrl_c_while_rules_are_loaded_ends_that(tmp_path: Path, in_hook: bool) -> None:
    text = "raise KeyboardInterrupt"
    if in_hook:
        text = f"@hookimpl\ndef combat_actions():\n    {text}"
    with pytest.raises(KeyboardInterrupt):
        load_ruleset([plugin(tmp_path, text)])


CASES = {
    "a hook raises": (
        "def combat_actions():\n    raise ValueError('no')",
        "combat_actions raised ValueError: no",
    ),
    "a hook raises midway": (
        "def combat_actions():\n    yield Action(name='a')\n    raise ValueError('late')",
        "combat_actions raised ValueError: late",
    ),
    "a hook exits": (
        "def combat_actions():\n    raise SystemExit('no')",
        "combat_actions raised SystemExit: no",
    ),
    "nonsense": ("def combat_actions():\n    return ['kick']", "returned 'kick' as number 1"),
    "an unknown number that there is not": (
        "def combat_actions():\n    return [Action(name='a', unknown=frozenset({'damge'}))]",
        "unknown names damge, which frame data does not rest on; did you mean damage?",
    ),
    "a published number that there is not": (
        "def combat_actions():\n    return [Action(name='a', published={'startpu': 3})]",
        "published names startpu, which frame data does not have; did you mean startup?",
    ),
    "no list": ("def combat_actions():\n    return 3", "has to return a list of Action, not 3"),
    "a set, whose order is another in every process": (
        "def combat_attributes():\n    return {Attribute('anger'), Attribute('poise')}",
        "a list of Attribute, not a set, which has another order in every process",
    ),
    "a chart whose guards are a set": (
        "def combat_actions():\n"
        "    return [Action(name='a', chart=four_phases('A', commit={can_act, has_stamina}))]",
        "a list or tuple of",
    ),
    "no list in the hook": (
        "def combat_actions():\n    return [Action(name=n) for n in None]",
        "combat_actions raised TypeError: 'NoneType' object is not iterable (hostile.py:",
    ),
    "a hook twice": (
        "def combat_actions():\n    return [Action(name='a')]\n\n"
        "@hookimpl\ndef combat_actions():\n    return [Action(name='b')]",
        "combat_actions is defined 2 times (hostile.py:5, hostile.py:9), and only the last one is "
        "asked; let one return what all do",
    ),
    "an object that cannot be looked at": (
        "class Odd:\n    @property\n    def __class__(self): raise RuntimeError\n"
        "@hookimpl\ndef combat_actions():\n    return [Odd()]",
        "as number 1; it returns only Action objects",
    ),
    "a function that cannot be looked at": (
        "class Odd:\n    def __getattr__(self, name): raise RuntimeError(name)\n"
        "    def __call__(self, scene): return True\n"
        "@hookimpl\ndef combat_perception_rules():\n    return [PerceptionRule('odd', Odd())]",
        "perception rule odd: it raises as it is looked at: RuntimeError: ",
    ),
    "a guard that says it is nothing": (
        "class Odd:\n    @property\n    def __class__(self): raise RuntimeError('no class')\n"
        "    def __call__(self, scene): return True\n"
        "@hookimpl\ndef combat_validations():\n    return [Odd()]",
        "it raises as it is looked at: RuntimeError: no class",
    ),
    "an event type that is no word": (
        "class Lit(CombatEvent, frozen=True, kw_only=True):\n    type = []\n"
        "@hookimpl\ndef combat_events():\n    return [Lit]",
        "the event type Lit has the type []; a name such as 'guard_broken' is due",
    ),
    "a misspelt hook": (
        "def combat_acitons():\n    return []",
        "there is no hook combat_acitons; did you mean combat_actions?",
    ),
    "a hook that wants something": (
        "def combat_actions(fight):\n    return []",
        "combat_actions takes (fight), which nobody gives it; hooks take nothing",
    ),
    "another one that wants something": (
        "def combat_actions(fight):\n    return []\n\n"
        "@hookimpl\ndef combat_archetypes(*, fight):\n    return []",
        "combat_archetypes takes (*, fight), which nobody gives it; hooks take nothing",
    ),
    "a hook around others": (
        "@hookimpl(wrapper=True)\ndef combat_actions():\n    return []",
        "write @hookimpl alone",
    ),
    "a duplicate": (
        "def combat_actions():\n    return [Action(name='attack')]",
        "the action attack is contributed by standard already",
    ),
    "a duplicate of its own": (
        "def combat_controllers():\n"
        "    c = Controller('c', lambda view: Wait(1))\n    return [c, c]",
        "the controller c is contributed by hostile already",
    ),
    "a negative number": (
        "def combat_actions():\n    return [Action(name='a', recovery=-1)]",
        "action a: recovery is -1; a whole number from 0 to 1000000000",
    ),
    "a fraction": (
        "def combat_actions():\n    return [Action(name='a', damage=1.5)]",
        "damage is 1.5",
    ),
    "a truth for a number": (
        "def combat_actions():\n    return [Action(name='a', feint=True)]",
        "feint is True",
    ),
    "a huge number": (
        "def combat_actions():\n    return [Action(name='a', reach=10**12)]",
        "reach is 1000000000000",
    ),
    "a strike that cannot land": (
        "def combat_actions():\n    return [Action(name='a', release=0)]",
        "a strike with release=0 can never land",
    ),
    "an unknown tag": (
        "def combat_actions():\n    w = CancelWindow(into=('#quik',))\n"
        "    return [Action(name='a', cancels=(w,))]",
        "but no action bears that tag; did you mean quick?",
    ),
    "an unknown follow-up": (
        "def combat_actions():\n    w = CancelWindow(into=('atack',))\n"
        "    return [Action(name='a', cancels=(w,))]",
        "it cancels into atack, which does not exist; did you mean attack?",
    ),
    "an unknown guard": (
        "def combat_actions():\n    c = four_phases('C', commit=['has_staminna'])\n"
        "    return [Action(name='a', chart=c)]",
        "asks for the guard 'has_staminna', which nobody knows",
    ),
    "a guard of a wrong shape": (
        "def bad(scene, more): return True\n@hookimpl\ndef combat_actions():\n"
        "    return [Action(name='a', chart=four_phases('C', commit=[bad]))]",
        "a guard takes exactly (scene)",
    ),
    "a chart that never ends": (
        "class Endless(ActionChart):\n    feint = State(initial=True)\n    commit = State()\n"
        "    advance = feint.to(commit) | commit.to(feint)\n"
        "@hookimpl\ndef combat_actions():\n    return [Action(name='a', chart=Endless)]",
        "it has no final state, so the action never ends",
    ),
    "a phase without ticks": (
        "class Long(ActionChart):\n    feint = State(initial=True)\n    hold = State()\n"
        "    done = State(final=True)\n    advance = feint.to(hold) | hold.to(done)\n"
        "@hookimpl\ndef combat_actions():\n    return [Action(name='a', chart=Long)]",
        "its phase hold has no ticks; add phases={'hold': ticks}",
    ),
    "an archetype that knows what is not there": (
        "def combat_archetypes():\n    return [Archetype(name='x', actions=('blok',))]",
        "it knows blok, which does not exist; did you mean block?",
    ),
    "an archetype with no mind": (
        "def combat_archetypes():\n"
        "    return [Archetype(name='x', actions=('block',), controller='atack')]",
        "there is no controller atack; did you mean attack?",
    ),
    "an attribute that is there already": (
        "def combat_attributes():\n    return [Attribute('health')]",
        "every combatant has a health already",
    ),
    "an attribute out of its own range": (
        "def combat_attributes():\n    return [Attribute('poise', default=9, maximum=3)]",
        "the default 9 is not between 0 and 3",
    ),
    "an attribute without a range": (
        "def combat_attributes():\n    return [Attribute('poise', minimum=5, maximum=3)]",
        "its minimum 5 is above its maximum 3",
    ),
    "an action that costs health": (
        "def combat_actions():\n    return [Action(name='bleed', costs={'health': 10})]",
        'effects.change(scene.actor.id, "health", -10), and a validation ask for more than that',
    ),
    "an action that costs stamina as an attribute": (
        "def combat_actions():\n    return [Action(name='run', costs={'stamina': 10})]",
        "it costs stamina, which is what its stamina_cost says",
    ),
    "an archetype with health as an attribute": (
        "def combat_archetypes():\n"
        "    return [Archetype(name='x', actions=('block',), attributes={'health': 10})]",
        "health is a number of its own: Archetype(health=100)",
    ),
    "an archetype to which health comes back": (
        "def combat_archetypes():\n"
        "    return [Archetype(name='x', actions=('block',), regenerations={'health': 10})]",
        "no health comes back by itself; a status may heal its bearer every so many ticks",
    ),
    "an archetype with a most of stamina": (
        "def combat_archetypes():\n"
        "    return [Archetype(name='x', actions=('block',), maxima={'stamina': 10})]",
        "stamina has numbers of its own",
    ),
    "a status that holds while there is health": (
        "def combat_statuses():\n"
        "    return [Status('alive', 'health', 10, lambda scene, effects: None)]",
        'it cannot hold while there is health; declare an attribute for it, Attribute("alive") say',
    ),
    "a validation for nobody": (
        "def combat_validations():\n    return [Validation(has_stamina, frozenset({'quik'}))]",
        "is for the tag quik, which no action bears; did you mean quick?",
    ),
    "two rules at one place": (
        "def combat_damage_rules():\n"
        "    return [DamageRule('r', 100, lambda scene, damage: damage)]",
        "has the place 100 among the damage rules, which is that of counter_hit",
    ),
    "a rule of a wrong shape": (
        "def combat_damage_rules():\n    return [DamageRule('r', 1, lambda scene: 1)]",
        "r: its function has to take (scene, damage)",
    ),
    "nothing at all": ("x = 1", "it contributes nothing"),
}


UNMARKED = {
    "a function that is not marked": "def combat_archetypes(): return []",
    "a list": "combat_archetypes = []",
    "one that is kept": "from functools import cache\n@hookimpl\n@cache\n"
    "def combat_archetypes(): return []",
}


@pytest.mark.parametrize("text", UNMARKED.values(), ids=UNMARKED.keys())
def test_what_is_called_as_a_hook_and_is_none_is_refused(tmp_path: Path, text: str) -> None:
    actions = "@hookimpl\ndef combat_actions(): return [Action(name='bite')]\n"
    (found,) = problems(plugin(tmp_path, f"{actions}\n{text}\n"))
    assert "combat_archetypes is no hook: it has to be a function marked with @hookimpl" in found


def test_a_module_whose_names_cannot_be_listed_is_refused(tmp_path: Path) -> None:
    (found,) = problems(plugin(tmp_path, "def __dir__(): raise KeyError('gone')"))
    assert "it cannot be asked: KeyError: 'gone'" in found


def test_a_hook_may_be_written_twice_of_which_one_counts(tmp_path: Path) -> None:
    text = """
if True:
    @hookimpl
    def combat_actions(): return [Action(name='bite')]
else:
    @hookimpl
    def combat_actions(): return []
EXAMPLE = '''
def combat_actions(): return []
def combat_actions(): return []
'''
"""
    assert "bite" in load_ruleset([plugin(tmp_path, text)]).moves


def test_an_attribute_without_a_name_is_no_stumbling_block_for_tables(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("name,gains_on_hit\njab,anger 3\n", encoding="utf-8")
    text = "@hookimpl\ndef combat_attributes(): return [Attribute(3)]"
    found = problems(plugin(tmp_path, text), str(table))
    assert any("gains_on_hit names anger, which is no attribute" in problem for problem in found)
    assert any("name is 3; a text" in problem for problem in found)


def body(text: str) -> str:
    return f"@hookimpl\n{text}" if text.startswith("def combat_") else text


@pytest.mark.parametrize(("text", "said"), CASES.values(), ids=CASES.keys())
def test_wrong_rules_are_refused_with_name_file_and_cure(
    tmp_path: Path, text: str, said: str
) -> None:
    file = plugin(tmp_path, body(text))
    found = problems(file)
    assert any(said in problem for problem in found), found
    assert all(problem.startswith(f"plugin hostile ({file}): ") for problem in found)


def test_all_problems_of_all_plugins_are_said_at_once(tmp_path: Path) -> None:
    one = plugin(tmp_path, body(CASES["a duplicate"][0]), "one")
    two = plugin(tmp_path, body(CASES["an archetype with no mind"][0]), "two")
    three = plugin(tmp_path, body(CASES["two rules at one place"][0]), "three")
    found = problems(one, two, three)
    assert [problem.split(" ")[1] for problem in found] == ["one", "two", "three"]


HANDS_OVER = """\
@hookimpl
def combat_attributes():
    return (Attribute(f"a{number}") for number in %s)
"""


def test_a_hook_hands_over_as_much_as_there_may_be_and_nothing_without_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collect, "MOST_PIECES", 30)
    full = plugin(tmp_path, HANDS_OVER % "range(30)", "full")
    assert "a29" in {attribute.name for attribute in load_ruleset([full]).attributes}
    endless = plugin(tmp_path, "from itertools import count\n" + HANDS_OVER % "count()", "endless")
    (found,) = problems(endless)
    assert "combat_attributes gave more than 30; let it come to an end" in found


@pytest.fixture
def combat(tmp_path: Path) -> CombatSystem:
    file = plugin(
        tmp_path,
        "def crash(scene):\n    raise RuntimeError('in the guard')\n\n"
        "def nonsense(scene, damage):\n"
        "    return 'a lot' if scene.action.name == 'bite' else damage\n\n"
        "@hookimpl\ndef combat_actions():\n"
        "    return [Action(name='crash', chart=four_phases('Crash', commit=[crash])),\n"
        "            Action(name='bite', reach=90, damage=5)]\n\n"
        "@hookimpl\ndef combat_damage_rules():\n"
        "    return [DamageRule('nonsense', 1, nonsense)]\n\n"
        "@hookimpl\ndef combat_archetypes():\n"
        "    return [Archetype(name='beast', actions=('crash', 'bite', 'attack'))]\n",
    )
    combat = CombatSystem(5000, ruleset=load_ruleset([file]))
    combat.add_combatant("beast", "ayla", controller="")
    combat.add_combatant("duelist", "borin", controller="")
    return combat


@pytest.mark.parametrize(
    ("action", "where", "error"),
    [
        ("crash", "advance of crash from feint", "RuntimeError: in the guard"),
        ("bite", "damage rule nonsense", "answered 'a lot'"),
    ],
    ids=["a guard that raises", "a damage rule that answers nonsense"],
)
def test_in_a_fight_it_is_named_and_only_its_action_is_aborted(
    combat: CombatSystem, action: str, where: str, error: str
) -> None:
    combat.execute_action(action, "ayla")
    combat.advance(100)
    (fault,) = combat.faults
    assert (fault.plugin, fault.where) == ("hostile", where)
    assert error in fault.error
    assert combat.combatant("ayla").doing is None
    assert combat.combatant("borin").health == 90
    assert combat.execute_action("attack", "ayla") is not None
