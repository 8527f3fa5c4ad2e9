"""Bouts: one fight for the page, with its whole past at hand.

Samples of the fight are kept, one for each frame and one for each input; any tick is reached from
the sample before it, in a second fight that is equal.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import takewhile

from msgspec import Struct

from combat_rules.engine.core.records import Seat
from combat_rules.engine.fold import Applied
from combat_rules.engine.inputs import Join, Load, Moment, Rollback
from combat_rules.engine.system import CombatSystem
from combat_rules.engine.world import Save, World
from combat_rules.errors import CombatError, StateError
from combat_rules.model import ActionStateType, Command, Stun, replace
from combat_rules.model.events import CombatEvent, CommandRefused
from combat_rules.plugins import Ruleset
from combat_rules.record import SharedMoment, Steps
from combat_rules.record.player import demand_sound
from combat_rules.record.worlds import brought_under
from combat_rules.studio.advantages import Advantages
from combat_rules.studio.pilots import changed_since
from combat_rules.studio.setup import SetUp, fight

FRAMES = 60
"""Frames a second of the fight's time."""

KEPT = 4 * 60 * FRAMES
"""Frames that are kept of a long fight: four minutes."""

LONGEST = 4 * 3600
"""Seconds of the longest fight that is opened: it is played again while all others wait."""

HEARD = 20_000
"""Events that are kept."""

NEWS = 2
"""Seconds for which a refusal is told."""

IDLE = "."
LETTERS = {
    ActionStateType.FEINT: "f",
    ActionStateType.COMMIT: "c",
    ActionStateType.RELEASE: "a",
    ActionStateType.RECOVERY: "r",
}
"""What the frame meter shows of a phase."""


class Sample(Struct, frozen=True):
    """The fight as it was at a tick, how much it had been given, and how many frames had begun."""

    tick: int
    world: World
    mark: tuple[int, int]
    frames: int


class Sampled(Steps):
    """Takes down what a fight is given, and tells ``heard`` of everything but time."""

    def __init__(self, heard: Callable[[Applied], object]) -> None:
        super().__init__()
        self._heard = heard

    def note(self, applied: Applied) -> None:
        """Take down an input."""
        super().note(applied)
        if not isinstance(applied.given, Moment):
            self._heard(applied)


class Bout:
    """A fight that is played, looked at in its past, and played on from there."""

    def __init__(self, ruleset: Ruleset, set_up: SetUp, moment: SharedMoment | None = None) -> None:
        self.ruleset = ruleset
        self.titles = {name: move.action.called for name, move in ruleset.moves.items()}
        self.set_up = set_up
        self.steps: Steps = Sampled(self._given)
        self.events: list[CombatEvent] = []
        self.dropped = 0
        self.cells: list[str] = []
        self.samples: list[Sample] = []
        self.ticks: list[int] = []
        self.cut = 0
        self.said = ""
        self._said_at = 0
        self.hooks: list[Callable[[CombatEvent], object]] = []
        self.advantages = Advantages()
        self.first_frame = 0
        self._owed = 0
        self._listening = False
        if moment is None:
            self._listen(fight(ruleset, set_up, self.steps))
            self.live.advance(0)
        elif changed_since(moment.rules, ruleset):
            self._follow(moment)
        else:
            moment.play(ruleset, anyway=True, journal=self.steps, watch=self._watch)
        self._sample_frames()
        self.past = self.live.fork()

    # -- time -----------------------------------------------------------------------------

    @property
    def now(self) -> int:
        """The present tick."""
        return self.live.now

    @property
    def first(self) -> int:
        """The first tick that can still be looked at."""
        return self.ticks[0]

    @property
    def over(self) -> bool:
        """Whether the fight has ended."""
        return self.live.result is not None

    def beat(self, percent: int) -> None:
        """Let a sixtieth of a second pass, at a percentage of the usual speed."""
        self._owed += self.ruleset.ticks_per_second * percent
        ticks, self._owed = divmod(self._owed, FRAMES * 100)
        self.pass_ticks(ticks)

    def pass_ticks(self, ticks: int) -> None:
        """Let ticks pass, and take a sample at each frame on the way."""
        until = self.now + ticks
        while self.now < until and not self.over:
            self.live.advance(min(until, self.next_frame) - self.now)
            self._sample_frames()

    @property
    def next_frame(self) -> int:
        """The tick at which the next frame begins."""
        begun = self.first_frame + len(self.cells)
        return max(self.now + 1, -(-begun * self.ruleset.ticks_per_second // FRAMES))

    # -- commands -------------------------------------------------------------------------

    def press(self, who: str, action: str) -> None:
        """Have somebody start an action, or call off what it does if ``action`` is empty; as soon
        as it can, within the ticks for which its kind keeps a command. ``said`` is why not."""
        if self._told_over():
            return
        self.say("")
        before = self._heard
        try:
            self.live.schedule([Command(actor=who, action=action, cancel=not action, at=self.now)])
            self.live.advance(0)
        except CombatError as error:
            self.say(str(error))
        for event in self.events[before - self.dropped :]:
            if isinstance(event, CommandRefused) and event.source == who:
                self.say(event.why)

    def say(self, why: str) -> None:
        """Have pages told why something was refused."""
        self.said, self._said_at = why, self.now

    @property
    def lately_said(self) -> str:
        """Why the last command was refused, as long as that is news."""
        return self.said if self.now - self._said_at <= NEWS * self.ruleset.ticks_per_second else ""

    def change(self, who: str, numbers: Mapping[str, int]) -> None:
        """Set numbers of somebody's record. Raises ``StateError`` for what cannot be."""
        state = self.live.combatant(who)
        unknown = [name for name in numbers if name not in state.__struct_fields__]
        if unknown:
            raise StateError(
                f"{who} has no {unknown[0]!r}", code="attribute.unknown", attribute=unknown[0]
            )
        self._set(who, numbers)

    def steer(self, who: str, controller: str) -> None:
        """Have a controller choose for somebody from now on; without one, a person does. Raises
        ``StateError`` for one that there is not."""
        self.live.combatant(who)
        self._set(who, {"controller": controller})

    def _told_over(self) -> bool:
        """Whether the fight has ended, of which pages are told then."""
        if self.over:
            self.say("the fight is over; start a new one")
        return self.over

    def _set(self, who: str, fields: Mapping[str, object]) -> None:
        if self._told_over():
            return
        with self.live.transaction() as tx:
            tx.update_combatant_state(replace(tx.combatants[who], **fields))
        self.live.advance(0)

    # -- the past -------------------------------------------------------------------------

    def at(self, tick: int) -> CombatSystem:
        """The fight as it was at a tick: the live one for the present."""
        if tick >= self.now:
            return self.live
        sample = self._sample_before(tick)
        self.past.state.restore(sample.world)
        if self.past.result is None:
            self.past.advance(max(0, tick - sample.tick))
        return self.past

    def back_to(self, tick: int) -> None:
        """Make the fight what it was at a tick; what came later has not happened."""
        tick = max(self.first, min(tick, self.now))
        sample = self._sample_before(tick)
        self.live.load(Save(sample.world))
        # To go back is nothing that the fight was given.
        self.steps.cut(sample.mark)
        self.samples[-1] = sample
        self._owed = 0
        self.say("")
        self._until(tick)

    def shared(self, tick: int | None = None) -> SharedMoment:
        """The present moment, or that of a tick of the past, to be kept or handed on."""
        if tick is None or tick >= self.now:
            return self.steps.shared(self.now)
        sample = self._sample_before(tick)
        steps, combat = self.steps.until(sample.mark), self.live.fork()
        combat.state.restore(sample.world)
        combat.go_on_in(steps)
        if combat.result is None:
            combat.advance(max(0, tick - sample.tick))
        return steps.shared(tick)

    # -- inside ---------------------------------------------------------------------------

    @property
    def _heard(self) -> int:
        """How many events were ever heard, those that are forgotten as well."""
        return self.dropped + len(self.events)

    def _listen(self, combat: CombatSystem) -> None:
        self.live = combat
        self._listening = True
        combat.subscribe("*", self._hear)

    def _hear(self, event: CombatEvent) -> None:
        self.events.append(event)
        self.advantages.hear(event, self.live)
        for hook in self.hooks:
            hook(event)

    def _until(self, tick: int) -> None:
        """Let time pass until a tick, and begin what is scheduled for the present one."""
        if not self.over:
            self.live.advance(0)
            self._sample_frames()
        self.pass_ticks(tick - self.now)

    def _follow(self, moment: SharedMoment) -> None:
        """Play the fight of a moment under other rules: at each tick it is given what it was given
        then, and what cannot be is left out."""
        begun = beginning(moment)
        begun.play(self.ruleset, anyway=True, journal=self.steps, watch=self._watch)
        for step in moment.steps[len(begun.steps) :]:
            given = step.given
            self._demand_short(given.at)
            if step.moments or given.at > self.now:
                self._until(given.at)
            # A link may come from anybody.
            with suppress(CombatError, TypeError, ValueError, LookupError, AttributeError):
                if isinstance(given, Load):
                    given = Load(given.at, brought_under(given.world, self.live.fight))
                self.live.play(given)
            if isinstance(given, Load):
                demand_sound(self.live)
        self._demand_short(moment.at)
        self._until(moment.at)

    def _demand_short(self, tick: int) -> None:
        """Raise ``StateError`` for a tick so late that everybody here would wait for it."""
        if tick > LONGEST * self.ruleset.ticks_per_second:
            raise StateError(
                f"tick {tick} is more than {LONGEST // 3600} hours into the fight, too late to be "
                "opened here; combat-rules replay plays it",
                code="studio.long",
            )

    def _watch(self, combat: CombatSystem, tick: int) -> None:
        """Look at a fight that is played again: take the samples that lie before a tick."""
        self._demand_short(tick)
        if not self._listening:
            self._listen(combat)
        if not combat.state.world.started or tick <= self.now:
            return
        self._sample_frames()
        while self.next_frame < tick and not self.over:
            combat.state.pass_time(self.next_frame)
            self._sample_frames()

    def _sample_frames(self) -> None:
        """Note the frame that begins now, if one does."""
        second, now, known = self.ruleset.ticks_per_second, self.now, len(self.cells)
        while (self.first_frame + len(self.cells)) * second <= now * FRAMES:
            self.cells.append("".join(letter(seat, now) for seat in self.live.state.world.seats))
        if len(self.cells) > known:
            self._sample(self.live.state.world)

    def _given(self, applied: Applied) -> None:
        """Take a sample after an input, of the past as well where that has led back."""
        if isinstance(applied.given, Load | Rollback):
            self._cut_off(applied.world)
        self._sample(applied.world)

    def _sample(self, world: World) -> None:
        place = bisect_left(self.ticks, world.now)
        frames = self.first_frame + len(self.cells)
        self.samples[place:] = [Sample(world.now, world, self.steps.mark, frames)]
        self.ticks[place:] = [world.now]
        self._forget()

    def _cut_off(self, world: World) -> None:
        """Forget the frames and events after a world: they have not happened."""
        begun = world.now * FRAMES // self.ruleset.ticks_per_second + 1
        del self.cells[max(0, begun - self.first_frame) :]
        while self.events and self.events[-1].sequence >= world.sequence:
            self.events.pop()
        self.advantages.go_back(world.sequence)
        self.cut += 1

    def _sample_before(self, tick: int) -> Sample:
        return self.samples[max(0, bisect_right(self.ticks, tick) - 1)]

    def _forget(self) -> None:
        """Keep no more than is looked at."""
        if len(self.cells) > KEPT + KEPT // 4:
            self.first_frame += KEPT // 4
            del self.cells[: KEPT // 4]
            first = next(n for n, one in enumerate(self.samples) if one.frames > self.first_frame)
            del self.samples[:first], self.ticks[:first]
            self.cut += 1
        if len(self.events) > HEARD + HEARD // 4:
            del self.events[: HEARD // 4]
            self.dropped += HEARD // 4


def beginning(moment: SharedMoment) -> SharedMoment:
    """The beginning of the fight of a moment: everybody has joined, and nothing else was done."""
    joined = takewhile(lambda step: isinstance(step.given, Join) and not step.moments, moment.steps)
    return replace(moment, steps=tuple(joined), moments=0, at=0)


def letter(seat: Seat, now: int) -> str:
    """What the frame meter shows of somebody at a tick."""
    if seat.defeated:
        return "x"
    if seat.paused_until > now:
        return "p"
    if seat.state is not None:
        return LETTERS[seat.state]
    if seat.stunned_until > now:
        return "b" if seat.stun is Stun.BLOCKSTUN else "d" if seat.stun is Stun.KNOCKDOWN else "s"
    return IDLE


def opened(ruleset: Ruleset, set_up: SetUp, moment: SharedMoment | None) -> Bout:
    """A bout at a moment, or from its beginning where the moment cannot be played any more."""
    if moment is not None:
        with suppress(CombatError):
            return Bout(ruleset, set_up, moment)
    return Bout(ruleset, set_up)
