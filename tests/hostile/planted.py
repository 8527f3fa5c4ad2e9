"""Faults that are planted in the engine, one at a time: the trial has to catch each."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from combat_rules.engine.core import (
    consequences,
    growth,
    harm,
    lots,
    meeting,
    movement,
    phases,
    requests,
    starts,
    statuses,
    stuns,
)
from combat_rules.engine.core.asking import status_effects
from combat_rules.engine.core.records import Draft, Seat
from combat_rules.engine.core.seats import own
from combat_rules.engine.core.words import HEALTH, NONE, TURNS, YES
from tests.hostile.trial import try_story

Patch = pytest.MonkeyPatch


def health_below_zero(patch: Patch) -> None:
    """Damage takes a point more than there is said to be lost."""

    sound = requests.add_to

    def add_to(draft: Draft, who: int, attribute: int, by: int) -> int:
        change = sound(draft, who, attribute, by)
        if attribute == HEALTH and by < 0:
            own(draft, who).health = max(0, draft.seats[who].health - 1)
        return change

    patch.setattr(harm, "add_to", add_to)


def slices_round(patch: Patch) -> None:
    """Each look at a number that comes back rounds it down."""
    sound = growth.settle

    def settle(draft: Draft, place: int) -> None:
        sound(draft, place)
        seat = draft.seats[place]
        if any(seat.fractions):
            own(draft, place).fractions = (0,) * len(seat.fractions)

    for module in (requests, growth):
        patch.setattr(module, "settle", settle)


def last_cause_only(patch: Patch) -> None:
    """Of several causes the last one is named, as they happen to be walked."""

    def also_because(draft: Draft, cause: int) -> None:
        said = draft.said[len(draft.said) - 1]
        if cause != NONE:
            said.cause = cause

    for module in (movement, stuns, requests):
        patch.setattr(module, "also_because", also_because)


def seats_decide(patch: Patch) -> None:
    """Of several foes or blows who joined first comes first."""
    patch.setattr("combat_rules.engine.core.starts.lot", lambda draft, place, tick: -place)
    patch.setattr(meeting, "order_contacts", lambda draft: None)
    patch.setattr(stuns, "order_blows", lambda draft: None)


def walls_on_one_side(patch: Patch) -> None:
    """A step to the left is a unit shorter."""
    sound = movement.free_way

    def free_way(draft: Draft, who: int, shift: int, longest: int, what: int) -> int:
        free = sound(draft, who, shift, longest, what)
        return free + 1 if free < 0 else free

    patch.setattr(movement, "free_way", free_way)


def effect_before_cause(patch: Patch) -> None:
    """Events go out in the order of their priority alone."""

    def in_order(said: Any) -> Any:
        return sorted(said, key=lambda one: -one.sequence)

    patch.setattr("combat_rules.engine.events.in_order", in_order)


def rules_lose_their_dice(patch: Patch) -> None:
    """Lots are drawn anew each time that somebody asks."""
    count = iter(range(10**9))
    patch.setattr("combat_rules.engine.core.starts.lot", lambda draft, place, tick: next(count))
    patch.setattr(lots, "lot", lambda draft, place, tick: next(count))


def effects_on_the_fallen(patch: Patch) -> None:
    """What is asked for of the fallen is done to them."""
    patch.setattr(requests, "is_for_the_fallen", lambda draft, request: False)


def cooldowns_forgotten(patch: Patch) -> None:
    """What has been used may be used again at once."""
    patch.setattr(phases, "with_cooldown", lambda cooldowns, now, one: cooldowns)


def phases_too_short(patch: Patch) -> None:
    """Each phase but the first ends a tick before it is over."""
    sound = phases.enter

    def enter(draft: Draft, seat: Seat, *rest: Any) -> None:
        sound(draft, seat, *rest)
        if seat.state is not None:
            seat.due -= 1

    patch.setattr(phases, "enter", enter)


def the_stunned_act(patch: Patch) -> None:
    """Whoever does nothing may act, stunned or not."""
    sound = starts.is_ready

    def is_ready(draft: Draft, actor: int, move: int) -> bool:
        seat = draft.seats[actor]
        idle = seat.state is None and seat.health > 0 and not seat.cooldowns
        return sound(draft, actor, move) or idle

    patch.setattr(starts, "is_ready", is_ready)


def last_turn_only(patch: Patch) -> None:
    """Of several who ask to turn one, the last is obeyed, as they happen to be walked."""

    def turn_all(draft: Draft) -> None:
        for request in draft.asked:
            way = movement.way_to(draft, request) if request.what == TURNS else 0
            if way * draft.seats[request.who].facing < 0:
                own(draft, request.who).facing, draft.moved = way, True

    patch.setattr(movement, "turn_all", turn_all)


def turns_unseen(patch: Patch) -> None:
    """Whoever is turned goes on seeing what it saw."""
    sound = movement.turn_all

    def turn_all(draft: Draft) -> None:
        moved = draft.moved
        sound(draft)
        draft.moved = moved

    patch.setattr(movement, "turn_all", turn_all)


def auras_reach_one(patch: Patch) -> None:
    """Of all around its bearer, an aura acts on the first to have joined."""

    def ask_around(draft: Draft, place: int, status: int) -> int:
        row = draft.statuses[status]
        for other in range(len(draft.seats)):
            seat = draft.seats[other]
            near = abs(seat.position - draft.seats[place].position) <= row.reach
            if near and not seat.defeated and meeting.suits(draft, place, other, row.aim):
                return status_effects(draft, place, other, status)
        return YES

    patch.setattr(statuses, "ask_around", ask_around)


def harm_by_seats(patch: Patch) -> None:
    """Of several who harm one at a tick who joined first does so first."""
    patch.setattr(consequences, "order_asked", lambda draft: None)


FAULTS: Mapping[Callable[[Patch], None], int] = {
    health_below_zero: 0,
    slices_round: 1,
    last_cause_only: 39,
    seats_decide: 4,
    walls_on_one_side: 4,
    effect_before_cause: 0,
    rules_lose_their_dice: 4,
    effects_on_the_fallen: 41,
    cooldowns_forgotten: 10,
    phases_too_short: 1,
    the_stunned_act: 14,
    last_turn_only: 73,
    turns_unseen: 28,
    auras_reach_one: 10,
    harm_by_seats: 265,
}
"""Each fault, and the first story that it spoils."""


def stories_until_caught(fault: Callable[[Patch], None], first: int, most: int) -> int | None:
    """How many stories from ``first`` on it takes to catch a fault; ``None`` if ``most`` are not
    enough."""
    with pytest.MonkeyPatch.context() as patch:
        fault(patch)
        for seed in range(first, first + most):
            if not _sound(seed):
                return seed + 1 - first
    return None


def _sound(seed: int) -> bool:
    try:
        try_story(seed)
    except Exception:
        return False
    return True
