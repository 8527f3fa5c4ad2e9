"""A game loop, as with pygame: keys in, a fight in between, a picture out, sixty times a second.

A key that is pressed too early is kept for a moment (``buffer``); F5 and F9 save and load. To see
it on a screen, give ``loop`` your own three functions.
"""

from collections.abc import Callable, Iterator

from combat_rules import CombatSystem, Command, load_ruleset
from combat_rules.engine import Save
from combat_rules.model import ActionState

FRAMES_A_SECOND = 60
BUFFER = 150
"""Ticks for which a key that is pressed too early is kept."""
KEYS = {"j": "quick_attack", "k": "attack", "l": "block", "a": "move_backward", "d": "move_forward"}


def loop(
    combat: CombatSystem,
    keys: Callable[[], str],
    draw: Callable[[CombatSystem], object],
    wait: Callable[[float], object],
) -> None:
    """Play until the fight is over. ``keys`` gives the keys pressed since it was last asked,
    ``draw`` shows the fight, ``wait`` waits for so many seconds (``clock.tick`` in pygame)."""
    saved: Save = combat.save()
    for ticks in frames(combat.ruleset.ticks_per_second):
        for key in keys():
            if key in KEYS:
                combat.submit(Command(actor="you", action=KEYS[key], buffer=BUFFER))
            elif key == "5":
                saved = combat.save()
            elif key == "9":
                combat.load(saved)
        combat.advance(ticks)
        draw(combat)
        if combat.result is not None:
            return
        wait(1 / FRAMES_A_SECOND)


def frames(second: int) -> Iterator[int]:
    """The ticks of each frame: 16 or 17 of a thousand, so that sixty are exactly a second."""
    number = 0
    while True:
        number += 1
        yield number * second // FRAMES_A_SECOND - (number - 1) * second // FRAMES_A_SECOND


def pose(running: ActionState | None, now: int) -> str:
    """What somebody does, and how far the phase has come: what chooses the picture of a sprite."""
    if running is None:
        return "idle"
    length = running.due - running.phase_since
    done = 100 * (now - running.phase_since) // length if length else 100
    return f"{running.name} {running.phase} {done}%"


def show(combat: CombatSystem) -> str:
    """A frame as text: positions on a line, health, and poses."""
    line = ["."] * 51
    for who, state in combat.combatants.items():
        line[state.position // 2] = who[0].upper()
    poses = " | ".join(
        f"{who} {state.health:3} {pose(combat.actions.get_current_action(who), combat.now)}"
        for who, state in combat.combatants.items()
    )
    return f"{''.join(line)} {poses}"


def main() -> None:
    """Play four seconds with keys that were pressed beforehand."""
    combat = CombatSystem(seed=1, duration=4000, distance=30, ruleset=load_ruleset())
    combat.add_combatant("duelist", "you", controller="")
    combat.add_combatant("brute", "cpu")
    pressed = iter("5" + "j" * 40 + "k" * 400)
    shown: list[str] = []
    # Here nobody waits, so that the whole fight is played at once.
    loop(combat, lambda: next(pressed, ""), lambda fight: shown.append(show(fight)), lambda _: None)
    print(*shown[::20], sep="\n")
    print(f"{len(shown)} frames; {combat.result}")


if __name__ == "__main__":
    main()
