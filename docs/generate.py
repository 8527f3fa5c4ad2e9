"""Makes what can be made of the documentation: its pictures, and the tables of the reference.

Run by ``make docs``; the tests check that everything is fresh.
"""

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints

from typer.models import ArgumentInfo, OptionInfo

from combat_rules import PUBLIC_MODULES, CombatSystem
from combat_rules.charts.drawing import Diagram, sketch
from combat_rules.charts.drawing.diagram import render
from combat_rules.charts.guards import STOCK_GUARDS, health_below, tick_in_phase_between
from combat_rules.cli.later import COMMANDS, room
from combat_rules.design.recording import Recording
from combat_rules.design.timeline import timeline
from combat_rules.design.verify import CODES
from combat_rules.engine.awareness import Awareness
from combat_rules.engine.core.announcements import Announcements
from combat_rules.model import claim
from combat_rules.model.events import COMMON, EVENT_TYPES
from combat_rules.plugins import hooks, standard_ruleset

DOCS = Path(__file__).parent
REFERENCE = DOCS / "reference.md"

MOMENT = """\
digraph moment {
  graph [rankdir=LR, pad=0.2, nodesep=0.3];
  node [shape=box, style="rounded,filled", fillcolor="#E8E8E8", fontname="Arial", fontsize=13,
        margin="0.2,0.12"];
  edge [fontname="Arial", fontsize=11];
  subgraph cluster_transaction {
    label="one transaction: all of it, or nothing"; fontname="Arial"; style="rounded,dashed";
    charts [label="charts whose time is up,\\nstatuses that are due", fillcolor="#F0E442"];
    contacts [label="contacts, outcomes,\\ndamage", fillcolor="#E69F00"];
    consequences [label="stuns, interrupts,\\npushes", fillcolor="#D55E00"];
    ends [label="defeats, the end"];
    perception [label="who sees what"];
    commands [label="commands,\\ncontrollers", fillcolor="#56B4E9"];
    charts -> contacts -> consequences -> ends -> perception -> commands;
    consequences -> contacts [label="until nothing follows"];
  }
  start [shape=plaintext, style="", label="the world\\nas it was"];
  events [label="events go out,\\nin order", fillcolor="white"];
  next [shape=plaintext, style="", label="the next\\nmoment due"];
  start -> charts; commands -> events -> next;
}
"""


def files() -> dict[Path, str]:
    """Every file that is made, with what has to be in it."""
    pictures = {
        "moment": render(MOMENT, "svg").decode(),
        "announcements": _chart(Announcements, "what is announced of an action"),
        "awareness": _chart(Awareness, "what one knows of another"),
        "fight": _fight(),
    }
    made = {DOCS / "pictures" / f"{name}.svg": text for name, text in pictures.items()}
    frames = DOCS / "frame-data.md"
    made[frames] = _filled(frames.read_text(encoding="utf-8"), {"findings": _findings()})
    return {**made, REFERENCE: reference(REFERENCE.read_text(encoding="utf-8"))}


def reference(page: str) -> str:
    """The reference with its tables made anew, between ``made:`` and ``made.`` marks."""
    tables = {
        "names": _names(),
        "hooks": _hooks(),
        "guards": _guards(),
        "events": _events(),
        "commands": _commands(),
    }
    return _filled(page, tables)


def _filled(page: str, tables: Mapping[str, Iterable[str]]) -> str:
    """A page with its tables made anew, where they are marked."""
    for name, lines in tables.items():
        mark = re.compile(rf"(<!-- made: {name} -->\n).*?(<!-- made. -->)", re.DOTALL)
        text = "\n".join(lines)
        page = mark.sub(lambda found, text=text: f"{found[1]}{text}\n{found[2]}", page)  # type: ignore[misc]  # bound now
    return page


def _chart(chart: Any, title: str) -> str:
    return Diagram(sketch(chart, title=title)).svg()


def _fight() -> str:
    combat = CombatSystem(seed=7, ruleset=standard_ruleset())
    combat.add_combatant("duelist")
    combat.add_combatant("brute")
    recording = Recording(combat)
    combat.run()
    return timeline(recording.finish())


def _names() -> Iterator[str]:
    yield "| module | what it has | names |"
    yield "|---|---|---|"
    for name in ("combat_rules", *PUBLIC_MODULES):
        module = import_module(name)
        has = (inspect.getdoc(module) or "").splitlines()[0]
        names = ", ".join(f"`{each}`" for each in module.__all__)
        yield f"| `{name}` | {_cell(has)} | {names} |"


def _hooks() -> Iterator[str]:
    yield "| hook | hands over | what it is |"
    yield "|---|---|---|"
    for name, kind in hooks.HOOKS.items():
        yield f"| `{name}` | `{kind.__name__}` | {_cell(claim(getattr(hooks, name)))} |"


def _findings() -> Iterator[str]:
    yield "| code | what it means for a player |"
    yield "|---|---|"
    for code, means in CODES.items():
        yield f"| `{code}` | {_cell(means)} |"


def _guards() -> Iterator[str]:
    yield "| guard | claim |"
    yield "|---|---|"
    for name, guard in STOCK_GUARDS.items():
        yield f"| `{name}` | {_cell(claim(guard))} |"
    for factory in (health_below, tick_in_phase_between):
        numbers = ", ".join(inspect.signature(factory).parameters)
        yield f"| `{factory.__name__}({numbers})` | {_cell(_of_factory(factory))} |"


def _events() -> Iterator[str]:
    yield "| event | priority | class | fields of its own | what it tells |"
    yield "|---|---|---|---|---|"
    for name, kind in EVENT_TYPES.items():
        fields = ", ".join(f"`{field}`" for field in kind.__struct_fields__[len(COMMON) :])
        told = " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split())
        priority = kind.priority.name.lower()
        yield f"| `{name}` | {priority} | `{kind.__name__}` | {fields} | {_cell(told)} |"


def _of_factory(factory: Any) -> str:
    """The claim that a factory's docstring quotes."""
    quoted = re.search(r'"(.*?)"', factory.__doc__)
    return f"{quoted[1][0].upper()}{quoted[1][1:]}." if quoted else claim(factory)


def _commands() -> Iterator[str]:
    """Every command, with its arguments and options."""
    rooms = [room(name) for name in dict.fromkeys(home for home, _ in COMMANDS.values())]
    for command in [command for each in rooms for command in each.registered_commands]:
        function = command.callback
        assert function is not None, "a registered command has a function"
        title = f"combat-rules {command.name or function.__name__}"
        yield f"### `{title}`"
        yield ""
        yield inspect.getdoc(function) or ""
        yield ""
        yield "| option | |"
        yield "|---|---|"
        hints = get_type_hints(function, include_extras=True)
        for name in inspect.signature(function).parameters:
            info = next(
                each
                for each in hints[name].__metadata__
                if isinstance(each, ArgumentInfo | OptionInfo)
            )
            yield f"| `{_option(name, info)}` | {_cell(info.help or '')} |"
        yield ""


def _option(name: str, info: Any) -> str:
    # In an annotation the first word stands where otherwise the default does.
    words = (info.default, *(info.param_decls or ()))
    declared = [word for word in words if isinstance(word, str) and word.startswith("--")]
    metavar = f" {info.metavar}" if info.metavar else ""
    if isinstance(info, ArgumentInfo):
        return str(info.metavar or name.upper())
    return f"{declared[0] if declared else '--' + name.replace('_', '-')}{metavar}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    for path, text in files().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
