"""Anything, in any order: whatever is done to a fight under all rules that ship, it stays sound."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from combat_rules import (
    CombatError,
    CombatEvent,
    CombatSystem,
    Command,
    Scene,
    hookimpl,
    load_ruleset,
    replace,
)
from combat_rules.model import Listener
from combat_rules.model.events import EventName
from combat_rules.record import Journal, Replay
from tests.amounts import EXAMPLES
from tests.packs import PACKS, every_pack
from tests.properties.invariants import Witness, check_agreement, check_all, check_numbers

STEPS = 40
NAMES = ("ayla", "borin", "cyra", "dorn")
KINDS = sorted(every_pack().archetypes)
ODD: st.SearchStrategy[Any] = st.sampled_from([None, 7, "", "zoe", "fly", b"x", 2**70, [], 1.5])

names = st.sampled_from(NAMES)
actions = st.sampled_from(sorted(every_pack().moves))
anybody = names | names | names | ODD
anything = actions | actions | actions | ODD


class Fuse:
    """A plugin whose rules raise while it is lit: a guard, a damage rule, a listener."""

    lit = False
    burnt = False

    def burn(self) -> None:
        if self.lit:
            self.burnt = True
            raise LookupError("the fuse is lit")

    @hookimpl
    def combat_validations(self) -> list[Any]:
        def calm(scene: Scene) -> bool:
            """Nothing burns."""
            self.burn()
            return True

        return [calm]

    @hookimpl
    def combat_listeners(self) -> list[Listener[CombatEvent]]:
        return [Listener("jumpy", "action_hit", lambda event: self.burn())]


class AnyFight(RuleBasedStateMachine):
    """A fight to which anything happens that can be done from outside."""

    saves = Bundle("saves")

    def __init__(self) -> None:
        super().__init__()
        self.fuse = Fuse()
        self.folder = tempfile.TemporaryDirectory()
        self.answers = 0

    @initialize(seed=st.integers(0, 99), strict=st.booleans(), length=st.integers(200, 9000))
    def set_up(self, seed: int, strict: bool, length: int) -> None:
        self.ruleset = load_ruleset([*PACKS, self.fuse])
        self.journal = Journal(Path(self.folder.name) / "fight.bin")
        self.combat = CombatSystem(
            length, 40, 200, ruleset=self.ruleset, seed=seed, strict=strict, journal=self.journal
        )
        self.combat.add_combatant(KINDS[seed % len(KINDS)], "ayla")
        self.combat.add_combatant(KINDS[seed * 3 % len(KINDS)], "borin")
        self.witness: Witness | None = Witness(self.combat)

    @contextmanager
    def refusal_changes_nothing(self) -> Iterator[None]:
        """What raises leaves the fight as it was, but for moments that were played on the way."""
        before = self.combat.save()
        try:
            yield
        except CombatError as error:
            if self.combat.now == before.world.now and error.code != "fight.unsettled":
                assert self.combat.state.world.combatants == before.world.combatants

    @rule(ticks=st.integers(0, 400) | st.sampled_from([-1, 2**80, None, "1", 1.0]))
    def advance(self, ticks: Any) -> None:
        with self.refusal_changes_nothing():
            self.combat.advance(ticks)

    @rule(action=anything, actor=anybody, whom=st.none() | anybody)
    def execute(self, action: Any, actor: Any, whom: Any) -> None:
        with self.refusal_changes_nothing():
            refusal = self.combat.validate_action(action, actor, whom)
            started = self.combat.execute_action(action, actor, whom)
            assert refusal is None
            assert started is not None
            assert started.name == action

    @rule(actor=anybody)
    def cancel(self, actor: Any) -> None:
        with self.refusal_changes_nothing():
            self.combat.cancel(actor)

    @rule(action=anything, actor=anybody, later=st.integers(-5, 300))
    def schedule(self, action: Any, actor: Any, later: int) -> None:
        with self.refusal_changes_nothing():
            at = self.combat.now + later
            self.combat.schedule([Command(actor=actor, action=action, at=at)])

    @rule(action=anything, actor=anybody)
    def submit(self, action: Any, actor: Any) -> None:
        with self.refusal_changes_nothing():
            self.combat.submit(action, actor)

    @rule(
        kind=st.sampled_from(KINDS) | ODD,
        name=anybody,
        position=st.none() | st.integers(-10, 300),
        stamina=st.integers(-1, 500),
    )
    def join(self, kind: Any, name: Any, position: Any, stamina: int) -> None:
        with self.refusal_changes_nothing():
            self.combat.add_combatant(kind, name, position=position, stamina=stamina)

    @rule(
        name=names,
        field=st.sampled_from(["health", "stamina", "position", "facing", "id", "action", "acts"]),
        value=st.integers(-2, 130) | ODD,
    )
    def change(self, name: str, field: str, value: Any) -> None:
        with self.refusal_changes_nothing(), self.combat.transaction() as tx:
            for who, state in tx.combatants.items():
                if who != name:
                    tx.update_combatant_state(replace(state, stamina=state.max_stamina))
            if name in tx.combatants:
                tx.update_combatant_state(replace(tx.combatants[name], **{field: value}))

    @rule(target=saves)
    def save(self) -> Any:
        return self.combat.save()

    @rule(save=saves)
    def load(self, save: Any) -> None:
        self.combat.load(save)
        self.forget()
        assert self.combat.save() == save

    @rule(steps=st.integers(-1, 6))
    def rollback(self, steps: int) -> None:
        before = self.combat.save()
        try:
            self.combat.rollback(steps)
        except CombatError:
            assert self.combat.save() == before
        else:
            self.forget()

    def forget(self) -> None:
        """What was heard of a time that is no more is no story any more."""
        self.witness = None

    @rule(ticks=st.integers(0, 50))
    def go_back_and_play_again(self, ticks: int) -> None:
        if self.fuse.lit or self.answers:
            return
        with self.refusal_changes_nothing():
            self.combat.advance(0)  # what was submitted comes in now, not each time
        saved = self.combat.save()
        with self.refusal_changes_nothing():
            self.combat.advance(ticks)
        after = self.combat.save()
        self.combat.load(saved)
        self.forget()
        with self.refusal_changes_nothing():
            self.combat.advance(ticks)
        assert self.combat.save() == after

    @rule(age=st.integers(-1, 500))
    def trim(self, age: int) -> None:
        with self.refusal_changes_nothing():
            self.combat.trim_history(age)

    @rule()
    def light_or_put_out(self) -> None:
        self.fuse.lit = not self.fuse.lit

    @precondition(lambda self: self.answers < 3)
    @rule(
        type=st.sampled_from(["*", "action_hit", "action_ended", "command_refused"]),
        action=anything,
        actor=anybody,
    )
    def subscribe_somebody_who_answers(self, type: EventName, action: Any, actor: Any) -> None:
        self.answers += 1
        left = [3]

        def answer(event: CombatEvent) -> None:
            left[0] -= 1
            if left[0] >= 0:
                self.combat.execute_action(action, actor)
                self.combat.submit(action, actor)
                raise LookupError("and then it trips")

        self.combat.subscribe(type, answer)

    @rule(door=st.sampled_from(["advance", "run", "load", "rollback", "transaction"]))
    def subscribe_somebody_who_meddles(self, door: str) -> None:
        ways_in: dict[str, Callable[[], object]] = {
            "advance": lambda: self.combat.advance(1),
            "run": self.combat.run,
            "load": lambda: self.combat.load(self.combat.save()),
            "rollback": self.combat.rollback,
            "transaction": lambda: self.combat.transaction().__enter__(),
        }
        subscription = self.combat.subscribe("*", lambda event: ways_in[door]())
        with self.refusal_changes_nothing():
            self.combat.advance(30)
        self.combat.unsubscribe(subscription)

    @invariant()
    def all_parts_agree(self) -> None:
        if hasattr(self, "combat"):
            check_numbers(self.combat)
            if self.combat.result is None:
                check_agreement(self.combat)
            if self.witness is not None:
                check_all(self.witness)

    def teardown(self) -> None:
        try:
            if hasattr(self, "combat"):
                self.finish()
        finally:
            self.folder.cleanup()

    def finish(self) -> None:
        """The fight can be played to its end, nobody is stuck, and the journal has all of it."""
        self.fuse.lit = False
        if self.combat.combatants:
            self.combat.run()
        self.all_parts_agree()
        assert all(state.action is None for state in self.combat.combatants.values())
        self.journal.close()
        if not self.fuse.burnt:
            again = Replay(self.journal.file, self.ruleset).finish()
            assert again == self.combat.state.world


def test_whatever_is_done_to_a_fight_it_stays_sound() -> None:
    run_state_machine_as_test(
        AnyFight, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS)
    )
