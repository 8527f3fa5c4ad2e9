"""The parts that a fight is played by, made and put together."""

from typing import NamedTuple

from combat_rules.engine.actions.judging import Judge
from combat_rules.engine.actions.phases import Phases
from combat_rules.engine.actions.requests import Changes
from combat_rules.engine.actions.stuns import Stuns
from combat_rules.engine.actions.system import ActionSystem
from combat_rules.engine.awareness import AwarenessSystem
from combat_rules.engine.contacts.aftermath import Aftermath
from combat_rules.engine.contacts.resolution import Contacts
from combat_rules.engine.events.system import EventSystem
from combat_rules.engine.keepers import Keeper
from combat_rules.engine.minds import Minds
from combat_rules.engine.moment import Moments
from combat_rules.engine.play import Play
from combat_rules.engine.publisher import Publisher
from combat_rules.engine.state.manager import StateManager
from combat_rules.engine.state.scenes import Clock, Scenes
from combat_rules.engine.state.world import Fight
from combat_rules.engine.statuses import Statuses


class Parts(NamedTuple):
    """What ``CombatSystem`` asks and tells."""

    clock: Clock
    judge: Judge
    actions: ActionSystem
    awareness: AwarenessSystem
    statuses: Statuses
    publisher: Publisher
    play: Play


def put_together(
    fight: Fight, events: EventSystem, state: StateManager, keeper: Keeper | None
) -> Parts:
    """The parts of one fight."""
    scenes = Scenes(fight)
    changes = Changes(fight, scenes, events)
    judge = Judge(fight, scenes, changes, state)
    awareness = AwarenessSystem(fight, scenes, events, state)
    phases = Phases(fight, scenes, changes, events, awareness)
    stuns = Stuns(fight, scenes, changes, events, phases)
    aftermath = Aftermath(fight, changes, awareness, stuns)
    contacts = Contacts(fight, scenes, changes, events, phases, aftermath)
    minds = Minds(fight, scenes, events, judge, awareness)
    statuses = Statuses(fight, scenes, changes, events)
    moments = Moments(
        fight, changes, events, judge, awareness, phases, stuns, contacts, minds, statuses
    )
    publisher = Publisher(state, events, keeper)
    play = Play(fight, state, events, moments, publisher)
    actions = ActionSystem(judge, state)
    return Parts(scenes.clock, judge, actions, awareness, statuses, publisher, play)
