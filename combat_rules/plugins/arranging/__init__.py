"""Arranging: what is said of how plugins are put together is done, or refused as a whole."""

from combat_rules.plugins.arranging.arrange import arrange, without_plugins

__all__ = ["arrange", "without_plugins"]
