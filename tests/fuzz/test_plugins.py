"""Whatever a plugin says of itself and hands over, its rules are used or refused with its name."""

import itertools
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from combat_rules import Action, CombatError, hookimpl, load_ruleset
from combat_rules.errors import PluginError
from combat_rules.plugins import sources
from combat_rules.plugins.fingerprint import rules_of
from combat_rules.plugins.hooks import HOOKS
from tests.amounts import amount
from tests.fuzz.mutations import DATA, ODD
from tests.fuzz.oracle import refused, tried

JAB = Action(name="jab", feint=1, commit=2, release=3, recovery=4)
THINGS = st.one_of(
    DATA,
    st.sampled_from([JAB, Action, int, len, object(), ..., NotImplemented, b"x"]),
    st.lists(DATA, max_size=3),
)


class Hostile:
    """Whatever is asked of it, it raises."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(f"no {name}")

    def __repr__(self) -> str:
        raise RuntimeError("no words either")


def plugin(hook: str, result: Any, **about: Any) -> Any:
    """A plugin whose one hook gives this."""

    def give() -> Any:
        return result

    give.__name__ = hook
    return SimpleNamespace(**{"__name__": "odd", hook: hookimpl(give), **about})


def load(odd: Any) -> None:
    ruleset = tried(load_ruleset, [odd], standard=False)
    if isinstance(ruleset, CombatError):
        assert isinstance(ruleset, PluginError)
        assert ruleset.problems
    else:
        rules_of(ruleset)


@pytest.mark.parametrize("hook", HOOKS)
@settings(max_examples=amount(8, 500))
@given(result=THINGS)
def test_a_hook_that_gives_anything_is_refused_or_used(hook: str, result: Any) -> None:
    load(plugin(hook, result))


@pytest.mark.parametrize("hook", HOOKS)
@settings(phases=[Phase.generate], max_examples=amount(8, 500))
@given(data=st.data())
def test_a_rule_with_anything_in_its_fields_is_refused_or_used(
    hook: str, data: st.DataObject
) -> None:
    kind: Any = HOOKS[hook]
    fields = st.fixed_dictionaries({}, optional=dict.fromkeys(kind.__struct_fields__, THINGS))
    wanted = data.draw(fields)
    try:
        rule = kind(**{"name": "odd", **wanted} if "name" in kind.__struct_fields__ else wanted)
    except TypeError:
        return
    load(plugin(hook, [rule]))


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_that_never_ends_is_cut_off(hook: str) -> None:
    def endless() -> Iterator[Any]:
        for number in itertools.count():
            yield Action(name=f"jab {number}")

    error = refused(load_ruleset, [plugin(hook, endless())])
    assert "more than" in str(error)


def test_a_hook_that_gives_what_cannot_be_shown_is_refused() -> None:
    for hook in HOOKS:
        assert "odd" in str(refused(load_ruleset, [plugin(hook, [Hostile()])]))


@given(name=ODD | DATA, version=ODD | DATA, file=ODD | DATA)
def test_a_plugin_may_say_anything_of_itself(name: Any, version: Any, file: Any) -> None:
    load(plugin("combat_actions", [JAB], __name__=name, __version__=version, __file__=file))


@given(name=ODD, value=ODD | st.sampled_from(["os:system", "os", ":", "a:b:c", "no.such:thing"]))
def test_an_installed_plugin_of_any_name_is_listed(name: str, value: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        entry = EntryPoint(name=name, value=value, group="combat_rules")
        patch.setattr(sources, "entry_points", lambda group: [entry])
        tried(load_ruleset, installed=True, standard=False)


@given(text=st.text(max_size=20) | ODD)
def test_a_plugin_named_by_anything_is_found_or_said_to_be_missing(text: str) -> None:
    named = Path(text).name if "/" in text else text
    tried(load_ruleset, [named], standard=False)
