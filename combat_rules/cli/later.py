"""Commands that are known by name and imported as they run: the one lazy place of this room."""

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from combat_rules.cli.helping import HelpfulCommand, group_help
from combat_rules.cli.misuse import in_words
from combat_rules.cli.wrapping import columns, wrapped
from combat_rules.errors import did_you_mean

HOME = "combat_rules.cli.commands"
WRONG = 2
"""The exit code of a call that cannot be."""

COMMANDS: Mapping[str, tuple[str, str]] = {
    "duel": ("fights", "Play a fight and tell it, blow by blow."),
    "simulate": (
        "simulation",
        "Play thousands of fights of two, compiled, and say who wins and what each move does.",
    ),
    "balance": (
        "balancing",
        "Play everybody against everybody: who beats whom, how surely, and what a number changes.",
    ),
    "train": (
        "pilots",
        "Train pilots by playing against each other, and say how well they do.",
    ),
    "pilot": (
        "pilots",
        "Tell what a pilot does where, or with --answer how far it can be beaten.",
    ),
    "breakpoints": (
        "situations",
        "Find the least change of a number that flips a punish, a link, a reaction or a matchup.",
    ),
    "situation": (
        "situations",
        "Solve a moment: every option of each side against every one of the other's.",
    ),
    "tune": (
        "tuning",
        "Search for the least change of numbers that brings matchups where they are wanted.",
    ),
    "replay": ("record", "Play a recorded fight again and check every state hash."),
    "resume": ("record", "Go on with a fight whose process has ended, in the same journal."),
    "diff": (
        "record",
        "Say where two recorded fights part: the first tick and field, and what led there.",
    ),
    "history": (
        "record",
        "List the fights of a store, keep journals in it, or take one out, byte for byte.",
    ),
    "moves": (
        "moves",
        "List the actions, a line each; of a MOVE, everything: phases, numbers, guards, chart.",
    ),
    "archetypes": (
        "moves",
        "List the kinds of combatant: health, stamina, controller, and the moves they know.",
    ),
    "explain": (
        "moves",
        "Say whether a move may start and go on, and everything that has a say in it.",
    ),
    "diagram": (
        "moves",
        "Draw the statechart of each action: phases and ticks, transitions with their guards.",
    ),
    "schema": (
        "moves",
        "Print the JSON Schema of moves as a table in YAML, for editors that check and complete.",
    ),
    "import": (
        "numbers",
        "Bring frame data in: a sheet of moves, FAT's JSON, FightingICE, MUGEN, or a table.",
    ),
    "frame-data": (
        "numbers",
        "Measure moves by playing them: startup, active, recovery, damage, advantage, reach.",
    ),
    "check": (
        "numbers",
        "Find what is wrong with a move set: defects, dead moves, endless combos, false claims.",
    ),
    "combo": (
        "numbers",
        "Search for the combos that really connect, by playing them, and give a script for each.",
    ),
    "compare": (
        "comparing",
        "Say what a patch changes: numbers, advantages, links, loops, best combos, matchups.",
    ),
    "plugins": (
        "plugins",
        "List every plugin: where it came from, what it contributed, and what is wrong with it.",
    ),
    "new": (
        "plugins",
        "Make a plugin that works: a move, a guard, a damage rule, tests, a README, its diagram.",
    ),
    "watch": (
        "plugins",
        "Check the rules, draw and fight anew whenever a file of a plugin changes.",
    ),
    "studio": (
        "studio",
        "Serve the bench to a browser: see a fight, touch a number, watch everything follow.",
    ),
}
"""Of each command, in the order of the help: the file that has it, and its line of help."""


GROUPS: Mapping[str, tuple[str, ...]] = {
    "Fights": ("duel", "simulate"),
    "Balance": ("balance", "breakpoints", "situation", "tune", "train", "pilot", "studio"),
    "Moves and fighters": (
        "moves",
        "archetypes",
        "explain",
        "diagram",
        "frame-data",
        "combo",
        "check",
        "compare",
    ),
    "Rules": ("new", "watch", "plugins", "import", "schema"),
    "Recorded fights": ("replay", "resume", "diff", "history"),
}
"""The headings of the help, and the commands below each."""
REST = "More"
"""The heading of what is in no group."""


def room(name: str) -> typer.Typer:
    """The commands of one file, imported now."""
    found: typer.Typer = import_module(f"{HOME}.{name}").app
    for command in found.registered_commands:
        command.cls = HelpfulCommand
    return found


def in_groups() -> dict[str, dict[str, str]]:
    """The line of every command by its heading."""
    grouped = {name for names in GROUPS.values() for name in names}
    rest = tuple(name for name in COMMANDS if name not in grouped)
    found = {
        title: {name: COMMANDS[name][1] for name in names if name in COMMANDS}
        for title, names in {**GROUPS, REST: rest}.items()
    }
    return {title: commands for title, commands in found.items() if commands}


class Later(TyperCommand):
    """Stands for a command in the list of them, and becomes it as it is called."""

    def make_context(self, info_name: str | None, args: list[str], *rest: Any, **extra: Any) -> Any:
        """The context of the command itself, which is imported now."""
        return self.itself().make_context(info_name, args, *rest, **extra)

    def itself(self) -> Any:
        """The command, imported now."""
        assert self.name is not None, "every command in the table has a name"
        group: Any = typer.main.get_group(room(COMMANDS[self.name][0]))
        return group.commands[self.name]


class LaterGroup(TyperGroup):
    """A group of the commands in the table."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name, (_, line) in COMMANDS.items():
            self.add_command(Later(name, help=line, short_help=line))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **more: Any,
    ) -> Any:
        """Run a command. What is wrong with a call is told in lines that fit the terminal."""
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **more)
        except Exception as error:
            told = getattr(error, "format_message", None)
            if not standalone_mode or told is None:
                raise
            context = getattr(error, "ctx", None)
            path = "combat-rules" if context is None else context.command_path
            text = f"combat-rules: {in_words(error, told())}\n  {path} --help tells what it takes"
            for line in wrapped(text, columns(sys.stderr), 2):
                typer.echo(line, err=True)
            sys.exit(WRONG)
        if standalone_mode:
            sys.exit(code if isinstance(code, int) else 0)
        return code

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what it was called with; without anything it tells of all commands."""
        if not args and not ctx.resilient_parsing:
            typer.echo(ctx.get_help(), err=True)
            ctx.exit(WRONG)
        rest: list[str] = super().parse_args(ctx, args)
        return rest

    def get_help(self, ctx: Any) -> str:
        """All commands below their headings."""
        return group_help(ctx.command_path, self.help or "", in_groups())

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is asked for; of one that is not there, what could be meant."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            ctx.fail(f"there is no command {args[0]}; {did_you_mean(args[0], self.commands)}")
        return super().resolve_command(ctx, args)
