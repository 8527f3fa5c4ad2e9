"""What has changed between two rulesets, by their fingerprints."""

from combat_rules import Action, Ruleset
from combat_rules.plugins.fingerprint import changes, rules_of
from tests.rules import ACTIONS


def told(old: Ruleset, new: Ruleset) -> list[str]:
    """What changed, by both rulesets."""
    return [str(changed) for changed in changes(old, new)]


def named(old: Ruleset, new: Ruleset) -> list[str]:
    """What changed, by the header of a journal and the rules of today."""
    return [str(changed) for changed in changes(rules_of(old), new)]


def others(jab: Action) -> list[Action]:
    """The usual actions, with another jab."""
    return [jab, *ACTIONS[1:]]
