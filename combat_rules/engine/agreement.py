"""Agreement: what the systems say of the same fight, compared, and put right."""

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from combat_rules.engine.awareness import LOOKS
from combat_rules.engine.events.announcements import CONSISTENT
from combat_rules.engine.state.scenes import clock_of
from combat_rules.engine.state.world import Fight, Knowledge, StatusState, World
from combat_rules.engine.statuses import statuses_of, turns_of
from combat_rules.model import (
    ActionState,
    AwarenessLevel,
    CombatantState,
    Position,
    Sighting,
)


class Disagreement(Struct, frozen=True):
    """Two systems that say different things of a combatant. The state manager is right."""

    combatant: str
    system: str
    says: str
    truth: str

    def __str__(self) -> str:
        return (
            f"{self.combatant}: the {self.system} says {self.says}, "
            f"the state manager says {self.truth}"
        )


def disagreements(world: World, fight: Fight) -> tuple[Disagreement, ...]:
    """Everything on which the systems do not agree, by combatant."""
    found: list[Disagreement] = []
    for who, state in world.combatants.items():
        found += _about_action(world, who, state, fight)
        found += _about_announcement(world, who, state, fight)
        found += _about_awareness(world, who, state)
        found += _about_timers(world, who, state, fight)
    if not world.recheck:
        found += _about_statuses(world, fight)
    return (*found, *_strangers(world))


def repair(world: World, fight: Fight) -> World:
    """The same world with every other system brought in line with the state manager."""
    combatants = world.combatants
    actions = {
        who: _true_action(world, who, state, fight)
        for who, state in combatants.items()
        if state.action is not None and not state.defeated
    }
    return replace(
        _with_true_statuses(world, fight),
        actions=actions,
        announced={who: (a.id, _told(a)) for who, a in actions.items()},
        appearances={
            who: _true_appearances(world, who, state, fight) for who, state in combatants.items()
        },
        knowledge={
            (one, other): _true_knowledge(world, one, other)
            for one in combatants
            for other in combatants
            if one != other
        },
        alerts={
            pair: known.due
            for pair, known in world.knowledge.items()
            if known.due is not None and pair[0] in combatants and pair[1] in combatants
        },
        stuns={
            who: state.stunned_until
            for who, state in combatants.items()
            if who not in actions and state.stunned_until > world.now and not state.defeated
        },
        thinking={
            who: world.thinking.get(who, world.now)
            for who, state in combatants.items()
            if world.started and world.result is None and _free(world, who, state, actions)
        },
    )


def _about_action(
    world: World, who: str, state: CombatantState, fight: Fight
) -> Iterator[Disagreement]:
    running = world.actions.get(who)
    truth = _doing(state)
    if running is None:
        if state.action is not None:
            yield Disagreement(who, "action system", "nothing runs", truth)
        return
    if (running.id, running.name, running.phase, running.state) != (
        state.action, state.doing, state.phase, state.state,
    ):  # fmt: skip
        said = f"{running.id} {running.name} in {running.phase}"
        yield Disagreement(who, "action system", said, truth)
    elif running.phase_since != state.phase_since:
        said = f"in {running.phase} since tick {running.phase_since}"
        yield Disagreement(who, "action system", said, f"since tick {state.phase_since}")
    elif running.due < world.now or running.due > fight.duration + _longest(running, fight):
        said = f"{running.phase} ends at tick {running.due}"
        yield Disagreement(who, "action system", said, f"it is tick {world.now}")


def _about_announcement(
    world: World, who: str, state: CombatantState, fight: Fight
) -> Iterator[Disagreement]:
    action, at = world.announced.get(who, (None, None))
    if action != state.action:
        said = f"{action or 'nothing'} is announced"
        yield Disagreement(who, "event system", said, _doing(state))
    elif at is not None and state.state not in CONSISTENT[at.phase]:
        yield Disagreement(who, "event system", f"{action} is {at.phase}", _doing(state))


def _about_awareness(world: World, who: str, state: CombatantState) -> Iterator[Disagreement]:
    shown = world.appearances.get(who, ())
    if not shown or shown[-1].state != LOOKS[state.state]:
        said = f"it looks {shown[-1].state}" if shown else "it was never seen"
        yield Disagreement(who, "awareness system", said, f"{LOOKS[state.state]} ({_doing(state)})")
    elif shown[-1].at > world.now:
        said = f"it was seen at tick {shown[-1].at}"
        yield Disagreement(who, "awareness system", said, f"it is tick {world.now}")
    for other in world.combatants:
        if other != who and (who, other) not in world.knowledge:
            said = f"it knows nothing of {other}"
            yield Disagreement(who, "awareness system", said, f"{other} fights here")
        elif other != who and world.knowledge[who, other].due != world.alerts.get((who, other)):
            said = f"what it knows of {other} changes at {world.alerts.get((who, other))}"
            truth = f"it changes at {world.knowledge[who, other].due}"
            yield Disagreement(who, "awareness system", said, truth)


def _about_timers(
    world: World, who: str, state: CombatantState, fight: Fight
) -> Iterator[Disagreement]:
    stunned = state.stunned_until > world.now and not state.defeated
    idle = who not in world.actions
    until = world.stuns.get(who)
    if idle and stunned and world.result is None and until != state.stunned_until:
        said = f"its stun ends at {until}" if until is not None else "it is not stunned"
        yield Disagreement(who, "action system", said, f"stunned until {state.stunned_until}")
    elif until is not None and not (idle and stunned):
        yield Disagreement(
            who, "action system", f"its stun ends at {until}", "it is not stunned and idle"
        )
    running = world.started and world.result is None
    asked = who in world.thinking
    if asked and not idle and _follows_up(state, fight):
        return
    if running and asked is not _free(world, who, state, world.actions):
        said = "its controller is asked" if asked else "its controller is never asked"
        yield Disagreement(who, "action system", said, _doing(state))


def _about_statuses(world: World, fight: Fight) -> Iterator[Disagreement]:
    """Who bears which status, when it ticks, and when what it hangs on turns. Of a world that
    was changed from outside nothing can be said: what follows from that is still to come."""
    clock = clock_of(fight.ruleset)
    truth = statuses_of(world, fight, clock)
    every = {owned.rule.name: owned.rule.every for owned in fight.ruleset.statuses}
    for who, name in truth:
        state = world.statuses.get((who, name))
        if state is None:
            yield Disagreement(who, "status system", f"{name} is not upon it", f"{name} is")
        elif not world.now < state.due <= world.now + every[name]:
            said = f"{name} ticks at {state.due}"
            yield Disagreement(who, "status system", said, f"it is tick {world.now}")
    for who, name in world.statuses:
        if who in world.combatants and (who, name) not in truth:
            yield Disagreement(who, "status system", f"{name} is upon it", f"{name} is not")
    turns = turns_of(world, fight, clock)
    for who, attribute in dict.fromkeys((*turns, *world.turns)):
        noted, true = world.turns.get((who, attribute)), turns.get((who, attribute))
        if who in world.combatants and noted != true:
            said = f"{attribute} turns at {noted}"
            yield Disagreement(who, "status system", said, f"it turns at {true}")


def _strangers(world: World) -> Iterator[Disagreement]:
    """Combatants that some system knows and the state manager does not."""
    for system, names in (
        ("action system", [*world.actions, *world.stuns, *world.thinking]),
        ("event system", list(world.announced)),
        ("status system", [who for who, _ in (*world.statuses, *world.turns)]),
        ("awareness system", [*world.appearances, *(n for pair in world.knowledge for n in pair)]),
    ):
        for name in dict.fromkeys(names):
            if name not in world.combatants:
                yield Disagreement(name, system, "it takes part", "nobody of that name fights")


def _true_action(world: World, who: str, state: CombatantState, fight: Fight) -> ActionState:
    """The running action as the combatant's record has it; timers kept where they can be."""
    running = world.actions.get(who)
    move = fight.ruleset.moves[state.doing or ""]
    phase = state.phase or move.runner.initial
    due = state.phase_since + move.ticks[phase]
    if running is not None and running.id == state.action and running.name == state.doing:
        sound = world.now <= running.due <= fight.duration + _longest(running, fight)
        if running.phase == phase and running.state is state.state and sound:
            return replace(running, phase_since=state.phase_since)
        running = replace(running, position=move.runner.position(phase), state=move.kinds[phase])
    else:
        foe = next(c.id for c in world.combatants.values() if c.team != state.team)
        running = ActionState(
            id=state.action or "",
            actor=who,
            target=foe,
            name=state.doing or "",
            position=move.runner.position(phase),
            state=move.kinds[phase],
            started=state.phase_since,
            phase_since=state.phase_since,
            due=due,
            interrupted=state.interrupted,
        )
    due = max(world.now, due, state.stunned_until)
    return replace(running, phase_since=state.phase_since, due=due)


def _with_true_statuses(world: World, fight: Fight) -> World:
    """The same world with the statuses that follow from the records; rhythms kept if sound."""
    if world.recheck:
        # They come and go at the next moment, which announces it; only strangers go here.
        here = {key: s for key, s in world.statuses.items() if key[0] in world.combatants}
        return replace(world, statuses=here, turns={})
    clock = clock_of(fight.ruleset)
    every = {owned.rule.name: owned.rule.every for owned in fight.ruleset.statuses}
    statuses = {}
    for who, name in statuses_of(world, fight, clock):
        known = world.statuses.get((who, name), StatusState(0))
        last = world.now + every[name]
        sound = world.now < known.due <= last
        statuses[who, name] = known if sound else replace(known, due=last)
    return replace(world, statuses=statuses, turns=turns_of(world, fight, clock))


def _true_appearances(
    world: World, who: str, state: CombatantState, fight: Fight
) -> tuple[Sighting, ...]:
    shown = world.appearances.get(who, ())
    kept = tuple(sighting for sighting in shown if sighting.at <= world.now)
    look = LOOKS[state.state]
    if kept and kept[-1].state == look:
        return kept
    at = max((sighting.at for sighting in kept), default=0)
    return (*kept, Sighting(max(at, state.phase_since), state.doing or "", look))


def _true_knowledge(world: World, one: str, other: str) -> Knowledge:
    known = world.knowledge.get((one, other))
    return known or Knowledge(AwarenessLevel.AWARE, True, world.now, world.now)


def _told(action: ActionState) -> Position:
    word = next(word for word, kinds in CONSISTENT.items() if action.state in kinds)
    return Position(word, (word,))


def _follows_up(state: CombatantState, fight: Fight) -> bool:
    """Whether its controller may be asked while it acts."""
    owned = fight.ruleset.controllers.get(state.controller)
    return owned is not None and owned.rule.follows_up


def _free(
    world: World, who: str, state: CombatantState, actions: Mapping[str, ActionState]
) -> bool:
    stunned = state.stunned_until > world.now
    return bool(state.controller) and who not in actions and not stunned and not state.defeated


def _longest(running: ActionState, fight: Fight) -> int:
    """No phase lasts longer than a fight and the longest time a rule may give."""
    return max(fight.duration, *fight.ruleset.moves[running.name].ticks.values())


def _doing(state: CombatantState) -> str:
    if state.action is None:
        return "it does nothing"
    return f"{state.action} {state.doing} in {state.phase}"
