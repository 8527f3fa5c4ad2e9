"""One chart event with the same guards on five machines: what a table of rows is worth."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from sismic.interpreter import Interpreter
from sismic.io import import_from_yaml
from statemachine import State, StateChart
from transitions import Machine

from combat_rules.charts import ActionChart
from combat_rules.charts.compile import compile_chart

EVENTS = 4
"""Events of one whole use of an action: to commit, release, recovery, done."""

SISMIC = """
statechart:
  name: action
  root state:
    name: root
    initial: feint
    states:
      - name: feint
        transitions:
          - {target: commit, event: advance, guard: has_stamina(scene) and not_interrupted(scene)}
      - name: commit
        transitions:
          - {target: release, event: advance, guard: has_stamina(scene) and not_interrupted(scene)}
      - name: release
        transitions:
          - {target: recovery, event: advance}
      - name: recovery
        transitions:
          - {target: done, event: advance}
      - name: done
        type: final
"""


def has_stamina(scene: Any) -> bool:
    """The actor has the stamina."""
    return bool(scene.actor.stamina >= scene.action.stamina_cost)


def not_interrupted(scene: Any) -> bool:
    """The actor was not interrupted."""
    return not scene.actor.interrupted


def pay(scene: Any, effects: Any) -> None:
    """An entry effect, as the stock chart has two."""


SCENE = SimpleNamespace(
    actor=SimpleNamespace(stamina=50, interrupted=False),
    action=SimpleNamespace(stamina_cost=10),
)


class Bare(StateChart[Any]):
    """The same chart as python-statemachine's own engine runs it, one instance kept."""

    allow_event_without_transition = False
    catch_errors_as_events = False

    feint = State(initial=True)
    commit = State()
    release = State(enter=pay)
    recovery = State()

    # The end leads back to the start, so that no new instance is charged to the event.
    advance = (
        feint.to(commit, cond=[has_stamina, not_interrupted])
        | commit.to(release, cond=[has_stamina, not_interrupted])
        | release.to(recovery)
        | recovery.to(feint)
    )


class Lowered(ActionChart):
    """The same chart for the table runner."""

    feint = State(initial=True)
    commit = State()
    release = State(enter=pay)
    recovery = State()
    done = State(final=True)

    advance = (
        feint.to(commit, cond=[has_stamina, not_interrupted])
        | commit.to(release, cond=[has_stamina, not_interrupted])
        | release.to(recovery)
        | recovery.to(done)
    )


TABLE = compile_chart(Lowered)


def jobs() -> dict[str, Callable[[], int]]:
    """A job for each machine; its unit is one event."""
    return {
        "table runner": _table,
        "hand-written dict": _dict_machine,
        "transitions": _transitions(),
        "python-statemachine": _statemachine(),
        "sismic": _sismic,
    }


def _table(runs: int = 500) -> int:
    send, effects, begin = TABLE.send, None, TABLE.start(SCENE, None)
    for _ in range(runs):
        at = send(begin, "advance", SCENE, effects)
        at = send(at, "advance", SCENE, effects)
        at = send(at, "advance", SCENE, effects)
        send(at, "advance", SCENE, effects)
    return runs * EVENTS


ROWS: dict[str, dict[str, tuple[Any, ...]]] = {
    "feint": {"advance": ((has_stamina, not_interrupted), "commit", None)},
    "commit": {"advance": ((has_stamina, not_interrupted), "release", pay)},
    "release": {"advance": ((), "recovery", None)},
    "recovery": {"advance": ((), "done", None)},
}


def _dict_machine(runs: int = 500) -> int:
    rows, effects = ROWS, None
    for _ in range(runs):
        state = "feint"
        for _ in range(EVENTS):
            guards, after, effect = rows[state]["advance"]
            for guard in guards:
                if not guard(SCENE):
                    break
            else:
                if effect is not None:
                    effect(SCENE, effects)
                state = after
    return runs * EVENTS


def _transitions() -> Callable[[], int]:
    guards = [has_stamina, not_interrupted]
    machine = Machine(
        states=["feint", "commit", "release", "recovery"],
        initial="feint",
        transitions=[
            {"trigger": "go", "source": "feint", "dest": "commit", "conditions": guards},
            {
                "trigger": "go",
                "source": "commit",
                "dest": "release",
                "conditions": guards,
                "before": lambda scene: pay(scene, None),
            },
            {"trigger": "go", "source": "release", "dest": "recovery"},
            {"trigger": "go", "source": "recovery", "dest": "feint"},
        ],
    )
    go = machine.go

    def job(runs: int = 60) -> int:
        for _ in range(runs * EVENTS):
            go(SCENE)
        return runs * EVENTS

    return job


def _statemachine() -> Callable[[], int]:
    machine = Bare()

    def job(runs: int = 8) -> int:
        for _ in range(runs * EVENTS):
            machine.send("advance", scene=SCENE, effects=None)
        return runs * EVENTS

    return job


def _sismic(runs: int = 3) -> int:
    chart = import_from_yaml(SISMIC)
    context = {
        "scene": SCENE,
        "has_stamina": has_stamina,
        "not_interrupted": not_interrupted,
    }
    for _ in range(runs):
        interpreter = Interpreter(chart, initial_context=context)
        interpreter.execute()
        for _ in range(EVENTS):
            interpreter.queue("advance").execute()
    return runs * EVENTS
