"""What ``--help`` prints: commands and options in groups, with defaults and examples."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from typer.core import TyperCommand

from combat_rules.cli.examples import EXAMPLES
from combat_rules.cli.together import PIPED, STANDARD_INPUT, misfit, misplaced
from combat_rules.cli.wrapping import columns, wrapped

DASH = Path("-")
USUAL = 80
"""Columns of the help in a pipe, and the most that it takes of a terminal."""
WIDEST = 30
"""Columns of the longest name that has its words beside it."""
NARROW = 60
"""Columns below which words stand below names."""
NAMED = ("ARCHETYPE", "MOVE", "ACTION", "NAME")
"""What options take that people give without them."""
PLUGINS = ("FILE_OR_MODULE",)
"""The same for what looks like a file."""
FILES = ("FILE",)
"""The same for one more file where a command takes one."""
RULES = "Rules to play under"
"""The heading of the options that choose rules."""


class HelpfulCommand(TyperCommand):
    """A command whose help is laid out here."""

    def get_help(self, ctx: Any) -> str:
        """The help of the command."""
        return "\n".join(_command_help(self, ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what it was called with. To what it takes no argument for belong the options that
        take such names."""
        ctx.allow_extra_args = True
        words = list(args)
        try:
            rest: list[str] = super().parse_args(ctx, args)
        except Exception as error:
            # Whoever tells of it says which command's help has more.
            if getattr(error, "ctx", ctx) is None:
                error.ctx = ctx  # type: ignore[attr-defined]  # of a call that cannot be
            raise
        if ctx.args and not ctx.resilient_parsing:
            ctx.fail(f"nothing is known of {' '.join(ctx.args)} here{self._instead(ctx)}")
        if not ctx.resilient_parsing:
            self._demand_sense(ctx, words)
        return rest

    def _wrong_file(self, ctx: Any, param: Any) -> str:
        """What is wrong with a file that was given; in place of ``-`` standard input is put."""
        called, given = _called(param), ctx.params.get(param.name)
        files = [value for value in _listed(given) if isinstance(value, Path)]
        if DASH in files:
            if called not in PIPED.get(str(self.name), ()) or not STANDARD_INPUT.exists():
                return f"{called}: '-' names no file here"
            taken = [STANDARD_INPUT if file == DASH else file for file in files]
            ctx.params[param.name] = taken if isinstance(given, list | tuple) else taken[0]
        wrong = (misplaced(called, _value(param), file) for file in files)
        return next((f"{called}: {told}" for told in wrong if told), "")

    def _instead(self, ctx: Any) -> str:
        """What can stand instead of what was given too much: names and files behind options."""
        params = self.get_params(ctx)
        takes = [param for param in params if param.param_type_name == "argument"]
        reads = any(_kind(param) is Path for param in takes)
        wanted: Sequence[str] = NAMED
        if any("." in word for word in ctx.args):
            wanted = FILES if reads else PLUGINS
        named = _options_of(params, wanted) or (not takes and _options_of(params, PLUGINS))
        told = [f"{self.name} takes {' and '.join(map(_called, takes))} alone"] if takes else []
        told += [f"names stand behind {named}"] if named else []
        return f": {'; '.join(told)}" if told else ""

    def _demand_sense(self, ctx: Any, words: Sequence[str]) -> None:
        """End a call with an option that does nothing, or a file that has no name."""
        given = [
            param
            for param in self.get_params(ctx)
            if getattr(ctx.get_parameter_source(param.name), "name", "") == "COMMANDLINE"
        ]
        wrong = misfit(str(self.name), [max(param.opts, key=len) for param in given])
        if not wrong and any(word == "" or word.endswith("=") for word in words):
            # As a path an empty text is the working folder, which nobody has named.
            unnamed = [p for p in given if Path() in _listed(ctx.params.get(p.name))]
            wrong = f"{_called(unnamed[0])}: '' names no file" if unnamed else ""
        values = [value for param in given for value in _listed(ctx.params.get(param.name))]
        if not wrong and values.count(DASH) > 1:
            wrong = "'-' is there twice, and standard input can be read once"
        for param in () if wrong else given:
            wrong = wrong or self._wrong_file(ctx, param)
        if wrong:
            ctx.fail(wrong)


def _options_of(params: Iterable[Any], wanted: Sequence[str]) -> str:
    """The options whose values are among what is wanted."""
    options = (param for param in params if param.param_type_name == "option")
    return ", ".join(
        f"{_called(param)} {_value(param)}" for param in options if _value(param) in wanted
    )


def _listed(value: object) -> Sequence[object]:
    """The values of an option, which may be repeated."""
    return value if isinstance(value, list | tuple) else [value]


def _called(param: Any) -> str:
    """What a parameter is called by who calls the command."""
    return max(param.opts, key=len) if param.param_type_name == "option" else _value(param)


def group_help(usage: str, about: str, groups: Mapping[str, Mapping[str, str]]) -> str:
    """The help of a group of commands: by heading, each command with its line."""
    lines = [*_wrapped(f"Usage: {usage} [OPTIONS] COMMAND [ARGS]..."), ""]
    lines += _paragraphs(about)
    for title, commands in groups.items():
        lines += _section(title, commands.items())
    options = (("--version", "Show the version and exit."), ("--help", "Show this and exit."))
    lines += _section("Options", options)
    lines += ["", *_wrapped(f"{usage} COMMAND --help shows what a command takes, with examples.")]
    return "\n".join(lines)


def _command_help(command: TyperCommand, ctx: Any) -> Iterator[str]:
    yield from _wrapped(" ".join(command.get_usage(ctx).split()))
    yield ""
    yield from _paragraphs(command.help or "")
    groups: dict[str, list[tuple[str, str]]] = {}
    for param in command.get_params(ctx):
        panel = getattr(param, "rich_help_panel", None)
        is_option = param.param_type_name == "option"
        title = panel or ("Options" if is_option else "Arguments")
        groups.setdefault(title, []).append(record_of(param))
    for title in sorted(groups, key=lambda title: (title == RULES, title)):
        yield from _section(title, groups[title])
    examples = EXAMPLES.get(str(command.name), ())
    if examples:
        yield ""
        yield "Examples:"
        for example in examples:
            yield from _wrapped(f"  combat-rules {command.name} {example}".rstrip(), 6)


def record_of(param: Any) -> tuple[str, str]:
    """An option or argument as it is written, and what it is for, with its default."""
    if param.param_type_name == "argument":
        return param.metavar or param.name.upper(), param.help or ""
    name = ", ".join(sorted((*param.opts, *param.secondary_opts), key=len))
    if not param.is_flag:
        name = f"{name} {_value(param)}"
    default = param.default
    is_said = default is not None and default != () and not param.is_flag
    told = f" [{default}]" if is_said else ""
    return name, f"{param.help or ''}{told}"


def _kind(param: Any) -> Any:
    """The type of what a parameter takes."""
    return param.type_descriptor.annotation


def _value(param: Any) -> str:
    """What an option is followed by: the words that it may be, or what stands for one."""
    kind = _kind(param)
    kinds = [one for one in (kind, *get_args(kind)) if get_origin(one) is Literal]
    words = [str(word) for one in kinds for word in get_args(one)]
    return str(param.metavar or "|".join(words) or "N")


def _section(title: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield ""
    yield f"{title}:"
    yield from _side_by_side(list(rows))


def _side_by_side(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Names, and what they mean beside them, or below where there is no room."""
    short = [len(name) for name, _ in rows if len(name) <= WIDEST]
    beside = max(short, default=0) + 4
    for name, text in rows:
        if _width() < NARROW:
            yield from _wrapped(f"  {name}", 4)
            yield from _wrapped(f"    {text}", 4)
        elif len(name) > WIDEST:
            yield from _wrapped(f"  {name}", 4)
            yield from _wrapped(f"{' ' * beside}{text}", beside)
        else:
            yield from _wrapped(f"  {name}".ljust(beside) + text, beside)


def _paragraphs(text: str) -> Iterator[str]:
    for number, paragraph in enumerate(text.strip().split("\n\n")):
        if number:
            yield ""
        yield from _wrapped(f"  {' '.join(paragraph.split())}", 2)


def _wrapped(text: str, hang: int = 4) -> list[str]:
    return wrapped(text, _width(), hang)


def _width() -> int:
    return min(columns() or USUAL, USUAL)
