"""Lots: what nothing else decides goes by seeded dice, never by who joined first.

This is the Python side of a boundary.
"""

from combat_rules.engine.core.records import Draft

SIDES = 10**9


def lot(draft: Draft, place: int, tick: int) -> int:
    """The lot of a combatant; with the same ``tick`` it is the same throughout a fight."""
    fight = draft.fight
    return fight.dice(fight.seed, fight.number, tick, draft.seats[place].id).roll("lot", SIDES)


def order_contacts(draft: Draft) -> None:
    """Put contacts in the order in which blows on one victim follow each other: the nearest
    striker first, then whoever is in front of the victim, then the heavier blow, then by lot; the
    blows of one swing, on several, by the lots of those."""
    # Each sort leaves those that are alike by its own key as the sorts before have put them.
    draft.contacts.sort(key=lambda contact: lot(draft, contact.victim, draft.now))
    draft.contacts.sort(key=lambda contact: lot(draft, contact.striker, draft.now))
    draft.contacts.sort(key=lambda contact: contact.lightness)
    draft.contacts.sort(key=lambda contact: contact.way * draft.seats[contact.victim].facing)
    draft.contacts.sort(key=lambda contact: contact.distance)


def order_blows(draft: Draft) -> None:
    """The same with blows; those of one source stay as they are."""
    draft.blows.sort(key=lambda blow: lot(draft, blow.source, draft.now))


def order_asked(draft: Draft) -> None:
    """Put what has been asked in the order of the lots of those who ask; what one asks stays as it
    is."""
    draft.asked.sort(key=lambda request: lot(draft, request.actor, draft.now))


def order_reached(draft: Draft) -> None:
    """Put those whom an aura reaches in the order of their lots."""
    draft.stirred.sort(key=lambda place: lot(draft, place, draft.now))
