"""Sessions: what one page plays with. All of it happens in the thread of the ring."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct, json
from msgspec.structs import replace

from combat_rules.engine.system import CombatSystem
from combat_rules.errors import CombatError, StateError
from combat_rules.plugins import Ruleset
from combat_rules.record import SharedMoment, Slots, read_moment
from combat_rules.record.files import write_whole
from combat_rules.record.worlds import from_data, to_data
from combat_rules.studio import messages as ask
from combat_rules.studio.bout import FRAMES, Bout, beginning, opened
from combat_rules.studio.mishaps import mishap
from combat_rules.studio.pictures import Data, picture, trouble, ways, why
from combat_rules.studio.pilots import changed_since
from combat_rules.studio.rulebook import Edition
from combat_rules.studio.setup import SetUp, fitted, usual
from combat_rules.studio.training import Dummy, Plan
from combat_rules.studio.words import told

WAYS_EACH = 6
"""Pictures after which the ways on are worked out anew while time passes."""


class Kept(Struct, frozen=True, kw_only=True):
    """A session as it is written down, for the next start of the studio."""

    set_up: SetUp
    moment: SharedMoment
    speed: ask.Percent = 100
    trained: str = ""
    plan: Plan | None = None
    reset: SharedMoment | None = None
    begun: SharedMoment | None = None
    numbers: dict[str, int] = {}


class Shown(Struct, frozen=True):
    """What a session shows now. ``cut`` counts how often its past was cut off: then all of its
    events and cells are sent anew; ``turn`` counts how often the ``ways`` on were others."""

    cut: int
    state: bytes
    ways: bytes
    turn: int
    bout: Bout


class News(Struct, frozen=True):
    """A message for a page, and what the page knows with it: of which cut of the past, how many
    events, how many frames, and which ways on."""

    data: bytes = b""
    cut: int = -1
    turn: int = -1
    events: int = 0
    cells: int = 0


class Session:
    """The fight of one page, at its pace, with what is shown of it."""

    def __init__(self, id: str, edition: Edition, slots: Slots, kept: Kept | None = None) -> None:
        self.id = id
        self.edition = edition
        self.slots = slots
        # A first visit shows a fight; one that was left waits where it was.
        self.playing = kept is None
        self.speed = 100
        self.looked: int | None = None
        self.dummy: Dummy | None = None
        self.reset: SharedMoment | None = None
        # How a fight began that was opened, not set up here.
        self.begun: SharedMoment | None = None
        self.watchers: list[Callable[[Shown], object]] = []
        self.touched = True
        self._pictures = 0
        self._ways = b""
        self._turn = 0
        self._cuts = 0
        self.rules = tried(edition.ruleset, {} if kept is None else kept.numbers)
        set_up = usual(self.rules) if kept is None else fitted(kept.set_up, self.rules)
        self.bout = opened(self.rules, set_up, None if kept is None else kept.moment)
        if kept is not None:
            self.speed, self.reset, self.begun = kept.speed, kept.reset, kept.begun
            if kept.plan is not None and kept.trained in self.bout.live.combatants:
                self.dummy = Dummy(self.bout, kept.trained, kept.plan)

    @property
    def moves(self) -> bool:
        """Whether time passes in it."""
        return self.playing and bool(self.watchers)

    @property
    def tick(self) -> int:
        """The tick that is shown."""
        return self.bout.now if self.looked is None else self.looked

    def beat(self) -> None:
        """A sixtieth of a second has passed."""
        self.bout.beat(self.speed)
        self._repeat()
        if self.bout.over:
            self.playing = False
        self.touched = True
        self.show()

    def show(self) -> None:
        """Hand what is shown to everybody who looks on."""
        if self.watchers:
            shown = self.shown()
            for watcher in tuple(self.watchers):
                watcher(shown)

    def shown(self) -> Shown:
        """What is shown now."""
        bout = self.bout
        combat = bout.at(self.tick)
        self._pictures += 1
        if not self.moves or self._pictures % WAYS_EACH == 0 or not self._ways:
            self._look_for_ways(combat)
        state: Data = {
            "cut": self._cuts + bout.cut,
            "playing": self.playing,
            "speed": self.speed,
            "now": bout.now,
            "first": bout.first,
            "tick": self.tick,
            "looking": self.looked is not None,
            "picture": picture(combat),
            "said": bout.lately_said,
            "firstFrame": bout.first_frame,
            "advantages": bout.advantages.found[-12:],
            "training": self._training(),
            "numbers": dict(self.rules.numbers),
        }
        return Shown(self._cuts + bout.cut, json.encode(state), self._ways, self._turn, bout)

    def _look_for_ways(self, combat: CombatSystem) -> None:
        try:
            found = json.encode({who: ways(combat, who) for who in combat.combatants})
        except BaseException as error:
            # Without them the fight can still be looked at, and told why it stands still.
            self.playing, found = False, b"{}"
            self.bout.say(str(trouble(mishap(error))["error"]))
        if found != self._ways:
            self._ways = found
            self._turn += 1

    def _training(self) -> Data | None:
        dummy = self.dummy
        if dummy is None:
            return None
        return {
            "who": dummy.who,
            "plan": dummy.plan,
            "recording": dummy.recording_since is not None,
            "playing": dummy.playing,
            "marked": self.reset is not None,
        }

    # -- what a page asks -----------------------------------------------------------------

    def do(self, message: ask.Request) -> Data | None:
        """Do what a page asks; returns an answer for that page alone, if there is one.

        Raises ``CombatError`` for what cannot be done, and what a rule raises that would end the
        program; then the fight is as it was, where the page looks at its past.
        """
        self.touched = True
        looked = self.looked
        whole = None if looked is None else self.bout.shared()
        try:
            return self._do(message)
        except BaseException:
            if whole is not None and self.looked is None:
                # It had gone on from the past for nothing: what came later has happened.
                self._take(Bout(self.rules, self.bout.set_up, whole), goes_on=True)
                self.looked = looked
            raise

    def _do(self, message: ask.Request) -> Data | None:  # noqa: C901, PLR0912 # one table
        bout = self.bout
        match message:
            case ask.Press(who, action):
                self._press(who, action)
            case ask.Play():
                self._present()
                self.playing = not bout.over
            case ask.Pause():
                self.playing = False
            case ask.Step(ticks):
                self.playing = False
                self._present()
                bout.pass_ticks(ticks or bout.next_frame - bout.now)
                self._repeat()
            case ask.Speed(percent):
                self.speed = percent
            case ask.Look(tick):
                self.playing = self.playing and tick is None
                present = tick is None or tick >= bout.now
                self.looked = None if present else max(bout.first, tick or 0)
            case ask.GoOn(tick):
                self._go_on(tick)
            case ask.Why(who, action):
                asked = why(bout.at(self.tick), who, action)
                return {"why": asked, "who": who, "tick": self.tick}
            case ask.New(set_up, numbers):
                self._new(set_up, numbers)
            case ask.Change(who, numbers):
                self._present()
                bout.change(who, dict(numbers))
            case ask.Steer(who, controller):
                self._present()
                bout.steer(who, controller)
            case ask.Keep() | ask.Open() | ask.Drop() | ask.Share():
                return self._moments(message)
            case ask.Mark() | ask.Reset() | ask.Train() | ask.Record() | ask.Replay():
                self._train(message)
        return None

    def _repeat(self) -> None:
        if self.dummy is not None:
            self.dummy.beat()

    def _press(self, who: str, action: str) -> None:
        self._present()
        if self.dummy is not None and who == self.dummy.who:
            self.dummy.show(action)
        self.bout.press(who, action)

    def _present(self) -> None:
        """Whoever acts while looking at the past goes on from there."""
        if self.looked is not None:
            self._go_on(self.looked)

    def _go_on(self, tick: int) -> None:
        self.looked = None
        self.bout.back_to(tick)
        if self.dummy is not None:
            self.dummy.go_back()

    def _new(self, set_up: SetUp | None, numbers: Mapping[str, int] | None) -> None:
        rules = self.rules if numbers is None else self.edition.ruleset.changed(numbers)
        begun = self.begun if set_up is None else None
        self._take(Bout(rules, set_up or self.bout.set_up, begun))
        self.rules, self.begun = rules, begun
        self.reset = None

    def _take(self, bout: Bout, *, goes_on: bool = False) -> None:
        """Let another fight take the place of this one; the dummy stays what it is, and if it is
        the same fight that goes on, what it is just shown or plays goes on as well."""
        self._cuts += self.bout.cut + 1
        self.bout, self.looked, self._ways = bout, None, b""
        if self.dummy is not None:
            old, self.dummy = self.dummy, None
            if old.who in bout.live.combatants:
                self.dummy = old.in_bout(bout) if goes_on else Dummy(bout, old.who, old.plan)

    def _moments(self, message: ask.Keep | ask.Open | ask.Drop | ask.Share) -> Data:
        match message:
            case ask.Keep(name):
                self.slots.keep(name, self.shared())
            case ask.Drop(name):
                self.slots.drop(name)
            case ask.Share():
                return {"link": self.shared().link()}
            case ask.Open(name, link):
                moment = self.slots.read(name) if name is not None else read_moment(link or "")
                return {"changed": self.open(moment), "slots": self.slots.names}
        return {"slots": self.slots.names}

    def shared(self) -> SharedMoment:
        """The moment that is shown, to be kept or handed on; the fight stays as it is."""
        return self.bout.shared(self.tick)

    def open(self, moment: SharedMoment) -> list[str]:
        """Show a moment of some fight; what has changed of the rules since, so that it may be
        another one. Raises ``CombatError`` if it cannot be played."""
        bout = Bout(self.rules, self.bout.set_up, moment)
        if not bout.live.combatants:
            raise StateError("nobody fights in this moment", code="fight.empty")
        self.playing = False
        begun = beginning(moment)
        own = Bout(self.rules, self.bout.set_up).shared()
        self.begun = None if _begin_alike(own, begun) else begun
        if self.reset is not None and not _begin_alike(self.reset, begun):
            # That was marked in another fight.
            self.reset = None
        self._take(bout)
        return changed_since(moment.rules, self.rules)

    def _train(self, message: ask.Mark | ask.Reset | ask.Train | ask.Record | ask.Replay) -> None:
        self._present()
        match message:
            case ask.Mark():
                self.reset = self.bout.shared()
            case ask.Reset():
                set_up = self.bout.set_up
                self._take(Bout(self.rules, set_up, self.reset or self.begun))
            case ask.Train(who, plan):
                self._plan(who, plan)
            case ask.Record(on):
                dummy = self._demand_dummy()
                dummy.record() if on else dummy.stop()
            case ask.Replay():
                self._demand_dummy().play()

    def _plan(self, who: str, plan: Plan | None) -> None:
        self.bout.live.combatant(who)
        taught = self.dummy.plan if self.dummy is not None and self.dummy.who == who else None
        if self.dummy is not None:
            self.dummy.leave()
        self.dummy = None
        if plan is not None:
            if taught is not None and not plan.taught:
                plan = replace(plan, taught=taught.taught, length=taught.length)
            self.dummy = Dummy(self.bout, who, plan)

    def _demand_dummy(self) -> Dummy:
        if self.dummy is None:
            raise StateError(
                "there is no dummy to be shown anything; choose one first", code="studio.dummy"
            )
        return self.dummy

    # -- rules and restarts ---------------------------------------------------------------

    def under(self, edition: Edition) -> None:
        """From now on play under the rules of an edition: the same inputs, as far as they go."""
        old, self.edition = self.edition, edition
        if edition.ruleset is old.ruleset:
            return
        moment = self.bout.shared()
        self.rules = tried(edition.ruleset, self.rules.numbers)
        bout = opened(self.rules, fitted(self.bout.set_up, self.rules), moment)
        self._take(bout, goes_on=True)
        self.touched = True

    def save(self, folder: Path) -> None:
        """Write the session down, if anything has happened. Raises ``OSError``."""
        if not self.touched:
            return
        self.touched = False
        kept = Kept(
            set_up=self.bout.set_up,
            moment=self.bout.shared(),
            speed=self.speed,
            trained="" if self.dummy is None else self.dummy.who,
            plan=None if self.dummy is None else self.dummy.plan,
            reset=self.reset,
            begun=self.begun,
            numbers=dict(self.rules.numbers),
        )
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / f"{self.id}.json", json.encode(kept, enc_hook=to_data))


def _begin_alike(one: SharedMoment, other: SharedMoment) -> bool:
    """Whether two moments are of fights that begin as one another."""
    first, second = beginning(one), beginning(other)
    return (first.fight, first.steps) == (second.fight, second.steps)


def tried(ruleset: Ruleset, numbers: Mapping[str, int]) -> Ruleset:
    """The rules with numbers that are tried, as long as they can have them."""
    with suppress(CombatError):
        return ruleset.changed(numbers) if numbers else ruleset
    return ruleset


def read_kept(folder: Path, id: str) -> Kept | None:
    """A session that was written down; ``None`` if there is none that can be read."""
    try:
        data = (folder / f"{id}.json").read_bytes()
        return json.decode(data, type=Kept, dec_hook=from_data)
    except (OSError, ValueError, RecursionError, CombatError):
        return None


def since(shown: Shown, known: News) -> News:
    """What a page lacks of what is shown that knows as much. In the thread of the ring: elsewhere
    the fight would go on meanwhile."""
    bout = shown.bout
    events, cells = (known.events, known.cells) if known.cut == shown.cut else (0, 0)
    news = bout.events[max(0, events - bout.dropped) :]
    late = bout.cells[max(0, cells - bout.first_frame) :]
    faults = bout.live.faults if news else ()
    frames = bout.first_frame + len(bout.cells)
    extra = json.encode(
        {
            "events": [told(event, faults, bout.titles) for event in news],
            "cells": late,
            "cellsFrom": frames - len(late),
            "fps": FRAMES,
        }
    )
    changed = b"" if known.turn == shown.turn else b',"ways":' + shown.ways
    data = shown.state[:-1] + changed + b"," + extra[1:]
    return News(data, shown.cut, shown.turn, bout.dropped + len(bout.events), frames)
