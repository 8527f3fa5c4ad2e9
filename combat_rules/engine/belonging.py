"""Parts of a fight that is played here, of which there can be no second one."""

from typing import NoReturn

from combat_rules.errors import StateError


class PartOfAFight:
    """What belongs to one fight: a copy of it would hear nobody, or change another fight."""

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise StateError(
            f"the {type(self).__name__} of a fight cannot be copied or pickled without the fight: "
            "it would belong to none. Copy or pickle the fight itself, a CombatSystem, what "
            "combat.save() returns, a Save, or its rules, a Ruleset; combat.fork() is a fight of "
            "its own that goes on from here",
            code="fight.part",
        )
