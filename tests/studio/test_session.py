"""What a page asks of its fight is done, refused with a reason, and there again after a restart."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import json

from combat_rules import (
    ActionRole,
    Archetype,
    CombatSystem,
    Effects,
    Scene,
    four_phases,
    load_ruleset,
    replace,
)
from combat_rules.errors import CombatError, InputError
from combat_rules.model import PaceRule, Stun
from combat_rules.plugins import standard_ruleset
from combat_rules.record import Slots, Steps
from combat_rules.studio import messages as ask
from combat_rules.studio.rulebook import Edition, Rulebook
from combat_rules.studio.session import News, Session, Shown, read_kept, since
from combat_rules.studio.setup import Fighter, SetUp
from combat_rules.studio.sockets import Connection
from combat_rules.studio.training import Plan, Taught
from tests.rules import GUARD, JAB, WALK, Rules, ruleset
from tests.studio.conftest import make_ending

EDITION = Edition(1, standard_ruleset(), ())
PAIR = SetUp((Fighter("duelist"), Fighter("duelist")), distance=20, training=True)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    session = Session("abcdefgh", EDITION, Slots(tmp_path / "slots"))
    session.do(ask.New(PAIR))
    session.do(ask.Pause())
    return session


def pass_time(session: Session, ticks: int) -> None:
    session.do(ask.Step(ticks))


def test_a_first_visit_shows_a_fight_and_waits_where_nobody_looks(tmp_path: Path) -> None:
    session = Session("abcdefgh", EDITION, Slots(tmp_path))
    assert session.playing
    assert not session.moves
    session.watchers.append(lambda shown: None)
    assert session.moves


def test_whoever_acts_while_looking_at_the_past_goes_on_from_there(session: Session) -> None:
    pass_time(session, 1000)
    session.do(ask.Look(400))
    assert session.bout.now == 1000
    session.do(ask.Press("ayla", "attack"))
    assert session.bout.now == 400
    assert session.looked is None
    assert session.bout.live.combatant("ayla").doing == "attack"


def test_why_not_is_answered_for_the_tick_that_is_shown(session: Session) -> None:
    pass_time(session, 100)
    session.do(ask.Press("ayla", "attack"))
    pass_time(session, 300)
    answer: Any = session.do(ask.Why("ayla", "block"))
    assert not answer["why"]["holds"]
    assert answer["why"]["busy"].startswith("ayla is in the ")
    refused = [guard for guard in answer["why"]["guards"] if not guard["holds"]]
    assert refused
    assert all(guard["claim"] for guard in refused)
    session.do(ask.Look(50))
    answer = session.do(ask.Why("ayla", "block"))
    assert answer["why"]["holds"]
    answer = session.do(ask.Why("ayla", "fly"))
    assert answer["why"]["guards"][0]["claim"] == "there is no action fly"


def test_a_page_is_sent_what_it_lacks_and_after_a_cut_everything(session: Session) -> None:
    pass_time(session, 500)
    shown: list[Shown] = []
    session.watchers.append(shown.append)
    session.show()
    first = since(shown[-1], News())
    assert first.cells == len(session.bout.cells)
    session.do(ask.Press("ayla", "attack"))
    session.show()
    second = since(shown[-1], first)
    came = json.decode(second.data)["events"]
    assert [event["type"] for event in came] == ["action_started"]
    session.do(ask.GoOn(100))
    session.show()
    third = since(shown[-1], second)
    assert (third.events, third.cells) == (len(session.bout.events), len(session.bout.cells))
    assert json.decode(third.data)["cellsFrom"] == 0


def test_ways_on_are_sent_when_they_are_others(session: Session) -> None:
    """Most of a picture is what could be done; sent at each frame it would be most of all bytes."""
    session.do(ask.Pause())
    shown: list[Shown] = []
    session.watchers.append(shown.append)
    session.show()
    first = since(shown[-1], News())
    assert "ways" in json.decode(first.data)
    session.show()
    second = since(shown[-1], first)
    assert "ways" not in json.decode(second.data)
    session.do(ask.Press("ayla", "attack"))
    session.show()
    assert "ways" in json.decode(since(shown[-1], second).data)
    assert "ways" in json.decode(since(shown[-1], News()).data)


def test_a_picture_comes_with_what_had_happened_by_then(session: Session) -> None:
    class Page:
        """A socket that is left as soon as something has come."""

        def __init__(self) -> None:
            self.came = asyncio.Event()

        async def receive(self) -> dict[str, str]:
            await self.came.wait()
            return {"type": "websocket.disconnect"}

        async def send_text(self, text: str) -> None:
            self.news = json.decode(text)
            self.came.set()

    class Impatient:
        """A ring in which the fight goes on before anything of it is sent."""

        def join_in(self, name: str, watcher: Callable[[Shown], object]) -> None:
            watcher(session.shown())
            session.do(ask.Press("ayla", "attack"))

        def leave(self, name: str, watcher: Callable[[Shown], object]) -> None:
            """Nobody looks on any more."""

    async def looked_on() -> Any:
        page: Any = Page()
        ring: Any = Impatient()
        await Connection(page, ring, session.id).serve()
        return page.news

    news = asyncio.run(looked_on())
    assert news["picture"]["who"][0].get("doing") is None
    assert "action_started" not in {event["type"] for event in news["events"]}


def test_a_session_is_there_again_after_a_restart(session: Session, tmp_path: Path) -> None:
    session.do(ask.Press("ayla", "attack"))
    pass_time(session, 700)
    session.do(ask.Mark())
    session.do(ask.Train("borin", Plan(guard="always")))
    session.save(tmp_path)
    again = Session("abcdefgh", EDITION, session.slots, read_kept(tmp_path, "abcdefgh"))
    assert again.bout.live.save() == session.bout.live.save()
    assert again.bout.cells == session.bout.cells
    assert again.dummy is not None
    assert again.dummy.plan.guard == "always"
    assert not again.playing


@pytest.mark.parametrize(
    "text",
    ["", "null", '{"set_up": 3}', '{"moment":' * 9000, "[" * 9000],
    ids=["nothing", "null", "a number", "deep", "deeper"],
)
def test_what_was_kept_and_cannot_be_read_is_a_new_fight(tmp_path: Path, text: str) -> None:
    (tmp_path / "abcdefgh.json").write_text(text)
    assert read_kept(tmp_path, "abcdefgh") is None


@pytest.mark.parametrize("speed", [-5, 0, 2**40])
def test_no_fight_is_kept_at_a_speed_that_nobody_can_ask_for(
    session: Session, tmp_path: Path, speed: int
) -> None:
    session.save(tmp_path)
    file = tmp_path / "abcdefgh.json"
    file.write_text(file.read_text().replace('"speed":100', f'"speed":{speed}'))
    assert read_kept(tmp_path, "abcdefgh") is None


def test_a_moment_is_kept_opened_shared_and_forgotten(session: Session) -> None:
    pass_time(session, 500)
    before = session.bout.live.save()
    assert session.do(ask.Keep("calm")) == {"slots": ("calm",)}
    link: Any = session.do(ask.Share())
    session.do(ask.Press("ayla", "attack"))
    pass_time(session, 500)
    session.do(ask.Open(name="calm"))
    assert session.bout.live.save() == before
    session.do(ask.New(None))
    session.do(ask.Open(link=link["link"]))
    assert session.bout.live.save() == before
    assert session.do(ask.Drop("calm")) == {"slots": ()}
    with pytest.raises(CombatError, match="no slot"):
        session.do(ask.Open(name="calm"))


def test_a_moment_of_the_past_is_shared_and_what_came_later_stays(session: Session) -> None:
    """Also one between two frames, and while a controller chooses."""
    session.do(ask.Steer("borin", "mix"))
    session.do(ask.Press("ayla", "attack"))
    pass_time(session, 1003)
    later = session.bout.live.save()
    session.do(ask.Look(611))
    seen = session.bout.at(611).state.world
    link: Any = session.do(ask.Share())
    session.do(ask.Keep("past"))
    session.do(ask.Drop("past"))
    assert (session.looked, session.bout.live.save()) == (611, later)
    session.do(ask.Open(link=link["link"]))
    assert (session.bout.now, session.bout.live.state.world.seats) == (611, seen.seats)


@pytest.mark.parametrize(
    "message",
    [
        ask.Change("ayla", {"health": -3}), ask.Steer("nobody"), ask.Train("nobody", Plan()),
        ask.Record(True), ask.Replay(), ask.Open(name="nothing"),
    ],
    ids=lambda message: type(message).__name__.lower(),
)  # fmt: skip
def test_what_is_refused_in_the_past_leaves_what_came_later(session: Session, message: Any) -> None:
    session.do(ask.Press("ayla", "attack"))
    pass_time(session, 1000)
    later, frames = session.bout.live.save(), len(session.bout.cells)
    session.do(ask.Look(400))
    with pytest.raises(CombatError):
        session.do(message)
    assert (session.looked, session.bout.live.save()) == (400, later)
    assert len(session.bout.cells) == frames


def test_whoever_has_left_the_fight_is_shown_with_the_health_it_has(tmp_path: Path) -> None:
    def go(scene: Scene, effects: Effects) -> None:
        effects.withdraw(scene.actor.id)

    flee = replace(WALK, name="flee", chart=four_phases("Flee", on_release=[go]))
    kinds = [Archetype(name="coward", actions=("flee",), controller="")]
    rules = ruleset([flee], archetypes=kinds)
    session = Session("abcdefgh", Edition(1, rules, ()), Slots(tmp_path / "slots"))
    session.do(ask.New(SetUp((Fighter("coward"),) * 4)))
    session.do(ask.Pause())
    session.do(ask.Press("ayla", "flee"))
    session.do(ask.Change("borin", {"health": 0}))
    pass_time(session, 200)
    shown: Any = json.decode(session.shown().state)
    assert [one["fallen"] for one in shown["picture"]["who"]] == [
        "withdrew", "defeated", False, False,
    ]  # fmt: skip
    assert session.bout.cells[-1] == "xx.."
    session.do(ask.Press("ayla", "flee"))
    assert session.bout.said
    with pytest.raises(CombatError, match="has left the fight"):
        session.do(ask.Change("ayla", {"health": 3}))
    session.do(ask.Press("cato", "flee"))
    pass_time(session, 200)
    shown = json.decode(session.shown().state)
    assert shown["picture"]["result"] == {"winner": "right", "reason": "withdrawal"}
    session.save(tmp_path)
    again = Session("abcdefgh", session.edition, session.slots, read_kept(tmp_path, "abcdefgh"))
    assert again.bout.live.save() == session.bout.live.save()


def test_what_ends_in_a_rule_that_raises_leaves_what_came_later(tmp_path: Path) -> None:
    rules = Rulebook((), make_ending(tmp_path / "project", "SystemExit(3)")).edition
    session = Session("abcdefgh", rules, Slots(tmp_path / "slots"))
    session.do(ask.New(SetUp((Fighter("ender"), Fighter("duelist")))))
    session.do(ask.Pause())
    session.do(ask.Press("ayla", "end"))
    pass_time(session, 30)
    session.do(ask.Press("ayla", ""))
    pass_time(session, 970)
    later = session.bout.live.save()
    session.do(ask.Look(20))
    # What it called off at tick 30 goes on, and raises.
    with pytest.raises(SystemExit):
        pass_time(session, 100)
    assert (session.looked, session.bout.live.save()) == (20, later)


def test_a_dummy_guards_always(session: Session) -> None:
    session.do(ask.Train("borin", Plan(guard="always")))
    pass_time(session, 2000)
    session.do(ask.Press("ayla", "attack"))
    pass_time(session, 1500)
    assert "action_blocked" in {event.type for event in session.bout.events}


@pytest.mark.parametrize("percent", [20, 400], ids=["hastened", "slowed"])
def test_a_dummy_guards_in_time_whatever_the_pace(tmp_path: Path, percent: int) -> None:
    def pace(scene: Scene) -> int:
        return percent if scene.action.role is ActionRole.STRIKE else 100

    rules = load_ruleset([Rules((), archetypes=(), pace_rules=[PaceRule("paced", 1, pace)])])
    session = Session("abcdefgh", Edition(1, rules, ()), Slots(tmp_path / "slots"))
    session.do(ask.New(PAIR))
    session.do(ask.Pause())
    session.do(ask.Train("borin", Plan(guard="always")))
    pass_time(session, 2000)
    session.do(ask.Press("ayla", "heavy_attack"))
    pass_time(session, 3000)
    assert "action_blocked" in {event.type for event in session.bout.events}


def test_a_dummy_guards_after_the_first_hit(session: Session) -> None:
    session.do(ask.Train("borin", Plan(guard="after_first_hit")))
    pass_time(session, 2000)
    session.do(ask.Press("ayla", "quick_attack"))
    pass_time(session, 900)
    session.do(ask.Press("ayla", "quick_attack"))
    pass_time(session, 900)
    met = [e.type for e in session.bout.events if e.type in ("action_hit", "action_blocked")]
    assert met == ["action_hit", "action_blocked"]


def test_a_dummy_answers_on_its_first_free_tick(session: Session) -> None:
    session.do(ask.Train("borin", Plan(when_free="quick_attack")))
    pass_time(session, 2000)
    session.do(ask.Press("ayla", "attack"))
    pass_time(session, 1200)
    stun = next(e for e in session.bout.events if e.type == "combatant_stunned")
    answer = next(
        e for e in session.bout.events if e.type == "action_started" and e.source == "borin"
    )
    assert answer.timestamp == stun.timestamp + getattr(stun, "ticks", 0)


def test_a_dummy_answers_a_string_of_blows_once(tmp_path: Path) -> None:
    blow = replace(JAB, name="blow", hitstun=300, feint=20, commit=20)
    back = replace(blow, name="back", damage=1, release=10, recovery=10)
    kinds = [Archetype(name="fighter", actions=("blow", "back"), controller="")]
    rules = ruleset([blow, back], archetypes=kinds)
    session = Session("abcdefgh", Edition(1, rules, ()), Slots(tmp_path))
    session.do(ask.New(SetUp((Fighter("fighter"),) * 2, distance=10, training=True)))
    session.do(ask.Pause())
    session.do(ask.Train("borin", Plan(when_free="back")))
    for _ in range(3):
        session.do(ask.Press("ayla", "blow"))
        pass_time(session, 150)
    pass_time(session, 1500)
    stuns = [e for e in session.bout.events if e.type == "combatant_stunned"]
    started = [e for e in session.bout.events if e.type == "action_started"]
    last = [one.timestamp for one in stuns if one.source == "borin"][-1]
    assert [one.timestamp for one in started if one.source == "borin"] == [last + 300]


@pytest.mark.parametrize(
    ("stun", "hit_pause", "after"),
    [
        (Stun.HITSTUN, 0, 1),
        (Stun.HITSTUN, 40, 40),
        (Stun.KNOCKDOWN, 0, 1),
        (Stun.BLOCKSTUN, 0, 300),
    ],
    ids=["in the stun", "after a hit pause", "as it lies", "in no other stun"],
)
def test_a_dummy_gets_out_of_its_stun_as_soon_as_its_move_lets_it(
    tmp_path: Path, stun: Stun, hit_pause: int, after: int
) -> None:
    falls = stun is Stun.KNOCKDOWN
    blow = replace(JAB, name="blow", hitstun=300, hit_pause=hit_pause, knockdown=falls)
    wanted = Stun.STAGGER if stun is Stun.BLOCKSTUN else stun
    rise = replace(GUARD, name="rise", out_of=(wanted,))
    kinds = [Archetype(name="fighter", actions=("blow", "rise"), controller="")]
    session = Session(
        "abcdefgh", Edition(1, ruleset([blow, rise], archetypes=kinds), ()), Slots(tmp_path)
    )
    session.do(ask.New(SetUp((Fighter("fighter"), Fighter("fighter")), distance=10, training=True)))
    session.do(ask.Pause())
    plan = Plan(on_wakeup="rise") if falls else Plan(when_free="rise")
    session.do(ask.Train("borin", plan))
    session.do(ask.Press("ayla", "blow"))
    pass_time(session, 900)
    (stunned,) = (e for e in session.bout.events if e.type == "combatant_stunned")
    begun = [
        e.timestamp
        for e in session.bout.events
        if e.type == "action_started" and e.source == "borin"
    ]
    assert begun == [stunned.timestamp + after]


def test_a_dummy_plays_back_what_it_was_shown_tick_for_tick(session: Session) -> None:
    session.do(ask.Train("borin", Plan(repeats=False)))
    session.do(ask.Record(True))
    for action in ("move_forward", "quick_attack"):
        session.do(ask.Press("borin", action))
        pass_time(session, 900)
    session.do(ask.Record(False))
    begun = session.bout.now
    session.do(ask.Replay())
    pass_time(session, 1800)
    starts = [
        (e.timestamp, getattr(e, "name", ""))
        for e in session.bout.events
        if e.type == "action_started"
    ]
    first, later = starts[:2], starts[2:]
    assert [(at + begun, name) for at, name in first] == later


def test_what_is_played_back_is_not_begun_a_second_time(session: Session) -> None:
    taught = (Taught(0, "move_forward"), Taught(700, "quick_attack"))
    session.do(ask.Train("borin", Plan(repeats=False, taught=taught, length=900)))
    session.do(ask.Replay())
    session.do(ask.Replay())
    pass_time(session, 100)
    session.do(ask.Replay())
    pass_time(session, 1700)
    begun = [one.timestamp for one in session.bout.events if one.type == "action_started"]
    assert begun == [0, 700]
    assert not [one for one in session.bout.events if one.type == "command_refused"]


def test_what_was_shown_after_the_tick_that_is_gone_back_to_was_not_shown(session: Session) -> None:
    session.do(ask.Train("borin", Plan()))
    pass_time(session, 1000)
    session.do(ask.Record(True))
    for _ in range(2):
        session.do(ask.Press("borin", "quick_attack"))
        pass_time(session, 900)
    for tick, shown in ((1500, 1), (400, 0)):
        session.do(ask.GoOn(tick))
        session.do(ask.Press("borin", "attack"))
        pass_time(session, 10)
        session.do(ask.Record(False))
        assert session.dummy is not None
        plan = session.dummy.plan
        assert [one.action for one in plan.taught] == ["quick_attack"] * shown + ["attack"]
        assert plan.length == plan.taught[-1].after + 10
        session.do(ask.Record(True))
    session.do(ask.Record(False))
    session.do(ask.Replay())
    session.do(ask.GoOn(100))
    assert session.dummy is not None
    assert not session.dummy.playing


def test_what_repeats_does_so_when_time_passes_step_by_step(session: Session) -> None:
    session.do(ask.Train("borin", Plan(taught=(Taught(0, "quick_attack"),), length=900)))
    session.do(ask.Replay())
    for _ in range(3):
        pass_time(session, 900)
    begun = [one.timestamp for one in session.bout.events if one.type == "action_started"]
    assert begun == [0, 900, 1800]


def test_reset_goes_back_to_the_mark_and_the_dummy_stays(session: Session) -> None:
    session.do(ask.Train("borin", Plan(guard="always")))
    session.do(ask.Change("borin", {"position": 90, "health": 5}))
    session.do(ask.Mark())
    session.do(ask.Press("ayla", "attack"))
    pass_time(session, 3000)
    session.do(ask.Reset())
    borin = session.bout.live.combatant("borin")
    assert (borin.position, borin.health, session.bout.now) == (90, 5, 0)
    assert session.dummy is not None


def test_a_mark_is_one_of_the_fight_that_it_was_set_in(session: Session) -> None:
    """Whoever opens another moment of that fight goes back to it, whoever opens another fight goes
    to the beginning of that."""
    pass_time(session, 400)
    session.do(ask.Keep("same"))
    pass_time(session, 200)
    session.do(ask.Mark())
    session.do(ask.Open(name="same"))
    session.do(ask.Reset())
    assert session.bout.now == 600
    session.do(ask.New(SetUp((Fighter("brute"), Fighter("brute")), training=True)))
    session.do(ask.Pause())
    session.do(ask.Mark())
    session.do(ask.Open(name="same"))
    session.do(ask.Reset())
    assert (session.bout.now, session.bout.live.combatant("ayla").archetype) == (0, "duelist")


def test_other_rules_play_on_from_the_same_inputs(session: Session) -> None:
    session.do(ask.Press("ayla", "attack"))
    pass_time(session, 100)
    other = EDITION.ruleset.changed({"attack.feint": 90})
    first = session.bout.cells[0]
    session.under(Edition(2, other, ()))
    assert (session.bout.now, session.bout.cells[0]) == (100, first)
    assert session.bout.live.combatant("ayla").phase == "commit"


@pytest.mark.parametrize(
    "message",
    [
        ask.Press("ayla", "fly"),
        ask.Press("nobody", "attack"),
        ask.Change("ayla", {"health": -3}),
        ask.Change("ayla", {"wings": 2}),
        ask.Change("nobody", {"health": 3}),
        ask.Steer("ayla", "nobody"),
        ask.Open(link="AAAA"),
        ask.Train("nobody", Plan()),
        ask.Record(True),
        ask.New(SetUp((Fighter("dragon"), Fighter("duelist")))),
    ],
    ids=lambda message: type(message).__name__.lower(),
)
def test_what_cannot_be_is_refused_and_changes_nothing(session: Session, message: Any) -> None:
    before = session.bout.live.save()
    try:
        session.do(message)
    except CombatError as error:
        told = str(error)
    else:
        told = session.bout.said
    assert told
    assert session.bout.live.save() == before


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "[]", "7", '{"do":"fly"}', '{"do":"press"}', '{"do":"press","who":3}',
        '{"do":"press","who":"ayla","action":"a","more":1}', '{"do":"step","ticks":-1}',
        '{"do":"step","ticks":1e99}', '{"do":"speed","percent":0}', "[" * 100_000, "\udcff",
        '{"do":"press","who":"' + "a" * 100 + '"}', "x" * ((1 << 20) + 1),
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="message"):
        ask.read(text)


def test_a_fight_is_played_with_numbers_that_are_tried_until_they_are_dropped(
    session: Session, tmp_path: Path
) -> None:
    def numbers() -> Any:
        return json.decode(session.shown().state)["numbers"]

    session.do(ask.New(None, {"attack.damage": 50}))
    assert numbers() == {"attack.damage": 50}
    session.do(ask.New())
    session.do(ask.Press("ayla", "attack"))
    pass_time(session, 500)
    assert session.bout.live.combatant("borin").health <= 60
    # They are there again after a restart, and gone where the rules cannot have them any more.
    session.save(tmp_path)
    again = Session("abcdefgh", EDITION, Slots(tmp_path), read_kept(tmp_path, "abcdefgh"))
    assert again.bout.live.combatant("borin").health <= 60
    with pytest.raises(CombatError, match="damage"):
        session.do(ask.New(None, {"attack.damage": -1}))
    session.do(ask.New(None, {}))
    assert numbers() == {}


def fighters(session: Session) -> list[tuple[str, str]]:
    return [(one.id, one.archetype) for one in session.bout.live.combatants.values()]


def test_a_fight_that_was_opened_begins_anew_as_that_fight(
    session: Session, tmp_path: Path
) -> None:
    """Not as the one that was set up here before."""
    steps = Steps()
    combat = CombatSystem(seed=9, journal=steps)
    for name, kind in (("anne", "brute"), ("mary", "sentinel")):
        combat.add_combatant(kind, name)
    combat.advance(500)
    session.do(ask.Open(link=steps.shared(combat.now).link()))
    session.save(tmp_path)
    again = Session("abcdefgh", EDITION, session.slots, read_kept(tmp_path, "abcdefgh"))
    for one in (session, again):
        for message in (ask.Reset(), ask.New()):
            one.do(message)
            assert (one.bout.now, fighters(one)) == (0, [("anne", "brute"), ("mary", "sentinel")])
            one.do(ask.Step(500))
            assert one.bout.live.state.world == combat.state.world
    session.do(ask.New(PAIR))
    session.do(ask.Reset())
    assert fighters(session) == [("ayla", "duelist"), ("borin", "duelist")]


def test_a_moment_of_a_fight_that_was_set_up_here_begins_anew_under_new_rules(
    session: Session,
) -> None:
    pass_time(session, 100)
    session.do(ask.Keep("mine"))
    session.do(ask.Open(name="mine"))
    session.under(Edition(2, EDITION.ruleset.changed({"duelist.health": 50}), ()))
    session.do(ask.New())
    assert session.bout.live.combatant("ayla").max_health == 50


def test_whoever_opens_a_moment_of_other_rules_is_told(session: Session) -> None:
    session.do(ask.Keep("mine"))
    answer: Any = session.do(ask.Open(name="mine"))
    assert answer["changed"] == []
    session.do(ask.New(None, {"attack.damage": 50}))
    answer = session.do(ask.Open(name="mine"))
    assert answer["changed"] == ["action attack has changed"]


def test_what_a_dummy_is_shown_goes_on_when_rules_are_loaded_anew(session: Session) -> None:
    session.do(ask.Train("borin", Plan()))
    session.do(ask.Record(True))
    session.do(ask.Press("borin", "quick_attack"))
    pass_time(session, 900)
    session.under(Edition(2, EDITION.ruleset.changed({"attack.feint": 90}), ()))
    session.do(ask.Record(False))
    assert session.dummy is not None
    assert session.dummy.plan.taught == (Taught(0, "quick_attack"),)
    assert session.dummy.plan.length == 900
