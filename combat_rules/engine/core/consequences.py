"""Consequences: contacts and stuns, round after round, until nothing more follows from them."""

from combat_rules.engine.core.contacts import any_stands, collect, resolve
from combat_rules.engine.core.endings import defeat
from combat_rules.engine.core.faults import unsettled
from combat_rules.engine.core.perception import look_around
from combat_rules.engine.core.records import Draft
from combat_rules.engine.core.requests import apply_requests
from combat_rules.engine.core.statuses import follow_statuses
from combat_rules.engine.core.stuns import stagger
from combat_rules.engine.core.words import MAX_ROUNDS, NONE


def settle_moment(draft: Draft) -> None:
    """Apply what was asked, then contacts and consequences, until nothing more follows.

    Stagger first, then contacts: whoever is staggered at the tick at which its blow becomes
    active does not strike.
    """
    if draft.asked:
        apply_requests(draft)
    for rounds in range(MAX_ROUNDS + 1):
        if draft.staggers:
            stagger(draft)
            apply_requests(draft)
        collect(draft)
        if draft.contacts and any_stands(draft):
            resolve(draft)
        elif not draft.staggers:
            draft.contacts.clear()
            break
        draft.contacts.clear()
        if rounds == MAX_ROUNDS:
            unsettled(draft)
    defeat(draft)
    if draft.statuses:
        follow_statuses(draft, NONE)
    if draft.moved or draft.sighted:
        look_around(draft)
