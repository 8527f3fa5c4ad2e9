"""Makes what can be made of the documentation: its pictures, and the tables of the reference.

Run by ``make docs``; the tests check that everything is fresh.
"""

import inspect
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from importlib import import_module
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from typer.main import get_group

from combat_rules import PUBLIC_MODULES, CombatSystem
from combat_rules.charts.announcements import Announcements
from combat_rules.charts.drawing import Diagram, sketch
from combat_rules.charts.drawing.diagram import render
from combat_rules.charts.guards import STOCK_GUARDS, health_below, tick_in_phase_between
from combat_rules.cli.examples import EXAMPLES
from combat_rules.cli.helping import RULES, record_of
from combat_rules.cli.later import COMMANDS, room
from combat_rules.design.recording import Recording
from combat_rules.design.timeline import timeline
from combat_rules.design.verify.findings import CODES, KNOWN_BY
from combat_rules.engine.awareness import Awareness
from combat_rules.model import claim
from combat_rules.model.events import COMMON, EVENT_TYPES
from combat_rules.plugins import hooks, standard_ruleset
from docs import api, errors

DOCS = Path(__file__).parent
REFERENCE = DOCS / "reference.md"
PAGE = DOCS / "architecture.md"
CHOOSING = RULES.lower().replace(" ", "-")
"""The anchor of the options that choose rules."""

MOMENT = """\
digraph moment {
  graph [rankdir=LR, pad=0.2, nodesep=0.3];
  node [shape=box, style="rounded,filled", fillcolor="#E8E8E8", fontname="Arial", fontsize=13,
        margin="0.2,0.12"];
  edge [fontname="Arial", fontsize=11];
  subgraph cluster_transaction {
    label="one transaction: all of it, or nothing"; fontname="Arial"; style="rounded,dashed";
    charts [label="statuses and charts\\nthat are due", fillcolor="#F0E442"];
    staggers [label="requests,\\nstaggers", fillcolor="#F0E442"];
    contacts [label="contacts, outcomes,\\ndamage", fillcolor="#E69F00"];
    consequences [label="stuns, interrupts,\\npushes", fillcolor="#D55E00"];
    ends [label="defeats"];
    perception [label="who sees what,\\nthe end"];
    commands [label="commands,\\ncontrollers", fillcolor="#56B4E9"];
    charts -> staggers -> contacts -> consequences -> ends -> perception -> commands;
    consequences -> staggers [label="until nothing follows"];
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
        "walk": walk_picture(walk(PAGE.read_text(encoding="utf-8"))),
    }
    made = {DOCS / "pictures" / f"{name}.svg": text for name, text in pictures.items()}
    frames = DOCS / "frame-data.md"
    made[frames] = _filled(frames.read_text(encoding="utf-8"), {"findings": _findings()})
    made[DOCS / "errors.md"] = errors.page()
    made[DOCS / "python.md"] = api.page()
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


class Stop(NamedTuple):
    """A stop of the walk of one blow: a file of the package, and a function in it."""

    file: str
    function: str

    @property
    def room(self) -> str:
        """The folder of the file."""
        return self.file.rpartition("/")[0]


def walk(page: str) -> tuple[Stop, ...]:
    """The stops that a page lists between its marks, in order."""
    listed = page.split("<!-- walk -->")[1].split("<!-- walk. -->", maxsplit=1)[0]
    return tuple(Stop(*found) for found in re.findall(r"^\d+\. `(.+?)` `(.+?)`:", listed, re.M))


def turns_back(places: Sequence[str]) -> Counter[str]:
    """How often each place is entered again after it was left."""
    entered = [place for place, _ in groupby(places)]
    return Counter(entered) - Counter(set(entered))


BLOCK, ROW, TOP, WIDE = 30, 17, 46, 300
LANES = {"engine": 20, "engine/core": 420}
COLOURS = {"engine": "#56B4E9", "engine/core": "#F0E442"}


def walk_picture(stops: Sequence[Stop]) -> str:
    """The walk as SVG: a box for each visit of a file, in a lane for each room."""
    boxes, numbers, y = [], iter(range(1, len(stops) + 1)), TOP
    centres: list[tuple[str, int, int]] = []
    seen: set[str] = set()
    for file, visit in groupby(stops, key=lambda stop: stop.file):
        functions = [f"{next(numbers)}. {stop.function}" for stop in visit]
        room, _, name = file.rpartition("/")
        high = BLOCK + ROW * len(functions)
        again = " (back)" if file in seen else ""
        seen.add(file)
        x = LANES[room]
        boxes.append(
            f'<rect x="{x}" y="{y}" width="{WIDE}" height="{high}" rx="6" '
            f'fill="{COLOURS[room]}" stroke="#000"/>'
        )
        boxes.append(f'<text x="{x + 12}" y="{y + 20}" class="file">{escape(name + again)}</text>')
        boxes += (
            f'<text x="{x + 12}" y="{y + 22 + ROW * line}">{escape(function)}</text>'
            for line, function in enumerate(functions, 1)
        )
        centres.append((room, y, y + high))
        y += high + 22
    arrows = [
        f'<path d="M{LANES[one] + WIDE // 2},{low} L{LANES[other] + WIDE // 2},{high - 2}" '
        'class="way" marker-end="url(#tip)"/>'
        for (one, _, low), (other, high, _) in pairwise(centres)
    ]
    heads = [
        f'<text x="{x + WIDE // 2}" y="28" class="room">{escape(room)}</text>'
        for room, x in LANES.items()
    ]
    width = max(LANES.values()) + WIDE + 20
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" width="{width}" '
            f'height="{y}" role="img" aria-label="The walk of one blow, file by file">',
            "<style>text { font: 13px Arial, sans-serif; fill: #000 } .file { font-weight: bold }",
            ".room { font-size: 15px; text-anchor: middle } .way { stroke: #000; fill: none }"
            "</style>",
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
            'markerHeight="8" orient="auto"><path d="M0,0 L8,4 L0,8 z"/></marker></defs>',
            # A ground of its own: it reads the same on a light and on a dark page.
            f'<rect width="{width}" height="{y}" fill="white"/>',
            *heads,
            *arrows,
            *boxes,
            "</svg>",
            "",
        ]
    )


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
    yield "| code | what it means for a player | known by |"
    yield "|---|---|---|"
    for code, means in CODES.items():
        yield f"| `{code}` | {_cell(means)} | {KNOWN_BY[code]} |"


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
    """Every command, with its arguments, options and examples."""
    groups = {home: get_group(room(home)) for home, _ in COMMANDS.values()}
    for name, (home, _) in COMMANDS.items():
        command = groups[home].commands[name]
        rules = [param for param in command.params if _chooses_rules(param)]
        own = [record_of(param) for param in command.params if param not in rules]
        yield f"### `combat-rules {name}`"
        yield ""
        yield command.help or ""
        yield ""
        if own:
            yield "| option | |"
            yield "|---|---|"
            yield from (f"| `{_cell(option)}` | {_cell(text)} |" for option, text in own)
            yield ""
        if rules:
            yield f"And the [options that choose the rules](#{CHOOSING})."
            yield ""
        yield "```"
        yield from (f"combat-rules {name} {example}".rstrip() for example in EXAMPLES[name])
        yield "```"
        yield ""
    yield f"### {RULES}"
    yield ""
    yield "| option | |"
    yield "|---|---|"
    duel = groups["fights"].commands["duel"]
    chosen = (record_of(param) for param in duel.params if _chooses_rules(param))
    yield from (f"| `{_cell(option)}` | {_cell(text)} |" for option, text in chosen)
    yield ""


def _chooses_rules(param: object) -> bool:
    return getattr(param, "rich_help_panel", None) == RULES


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    for path, text in files().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
