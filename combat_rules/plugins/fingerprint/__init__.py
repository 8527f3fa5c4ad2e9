"""The fingerprint of a ruleset: what it is, in a few hashes; what has changed; where it is."""

from combat_rules.plugins.fingerprint.marks import (
    Changed,
    PluginMark,
    Rules,
    changes,
    in_words,
    rules_of,
)
from combat_rules.plugins.fingerprint.sources import ruleset_of

__all__ = ["Changed", "PluginMark", "Rules", "changes", "in_words", "rules_of", "ruleset_of"]
