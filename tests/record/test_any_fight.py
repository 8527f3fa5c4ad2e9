"""Any fight, under any rules, comes out of its journal as it went in."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from combat_rules.engine.inputs import Load
from combat_rules.record import Journal, Record, Replay, read_journal, resume
from combat_rules.record.format import FRAMES, LINES
from combat_rules.record.worlds import brought_under, state_hash
from tests.properties.plans import Plan, plans

FORMS = (LINES, FRAMES)
each_form = pytest.mark.parametrize("name", ["fight.jsonl", "fight.bin"], ids=["lines", "binary"])


@each_form
@given(plan=plans(brittle=True))
def test_a_replay_is_the_fight(name: str, plan: Plan) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / name
        heard: list[object] = []
        with Journal(file) as journal:
            combat = plan.set_up(journal=journal, strict=False)
            heard += combat.events.recent
            combat.subscribe("*", heard.append)
            for _ in plan.play(combat):
                pass
        replay = Replay(file, combat.fight.ruleset)
        assert replay.finish() == combat.state.world
        assert len(heard) == len(list(read_journal(file).events))


@given(plan=plans(), cut=st.integers(0, 10**6))
def test_a_fight_goes_on_from_any_byte_of_its_journal(plan: Plan, cut: int) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "fight.jsonl"
        with Journal(file) as journal:
            combat = plan.set_up(journal=journal)
            combat.schedule(plan.commands(combat))
            combat.run()
        whole = file.read_bytes()
        places = read_journal(file).places
        begun = next(n for n, r in enumerate(read_journal(file).records) if r.kind == "moment")
        first = places[begun + 1][1]
        file.write_bytes(whole[: first + cut % (len(whole) - first + 1)])
        resumed = resume(file, combat.fight.ruleset)
        resumed.combat.run()
        resumed.journal.close()
        assert file.read_bytes() == whole


@given(plan=plans(), steps=st.integers(0, 20))
def test_a_world_as_data_is_the_same_world(plan: Plan, steps: int) -> None:
    combat = plan.set_up()
    for _, _ in zip(plan.play(combat), range(steps), strict=False):
        pass
    world = combat.state.world
    load = FORMS[steps % 2].record(FORMS[steps % 2].body(Record(1, Load(world.now, world)))).given
    assert isinstance(load, Load)
    again = brought_under(load.world, combat.fight)
    assert again == world
    assert state_hash(again) == state_hash(world)
