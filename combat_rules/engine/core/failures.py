"""What is raised, and noted, where a plugin's rule raises in the middle of a fight."""

from combat_rules.errors import PluginError, explain_attribute_error


class RuleFailed(Exception):
    """A function of ``plugin`` raised; ``where`` says which, the cause what it raised."""

    def __init__(self, plugin: str, where: str, error: Exception) -> None:
        said = explain_attribute_error(error) if isinstance(error, AttributeError) else error
        super().__init__(f"{type(error).__name__}: {said}")
        self.plugin = plugin
        self.where = where
        self.error = error

    def as_error(self, now: int) -> PluginError:
        """The error that this is in strict mode."""
        problem = f"plugin {self.plugin}: {self.where} raised {self} (tick {now})"
        return PluginError(
            problem,
            code="plugin.failed",
            plugin=self.plugin,
            where=self.where,
            problems=(problem,),
        )
