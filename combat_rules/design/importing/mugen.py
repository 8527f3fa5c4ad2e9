"""Characters of MUGEN and Ikemen GO: attacks by the states that define a hit.

When a blow comes is in the animation (``.air``), what it does in the state (``.cns``). What one
dimension cannot hold, and what triggers decide, is told row by row.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from os.path import exists, isfile
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from combat_rules.design.importing.cells import MOST, shown
from combat_rules.design.importing.characters import read_sections
from combat_rules.design.importing.games import MUGEN
from combat_rules.design.importing.mugen_files import (
    Element,
    State,
    Values,
    animations_in,
    states_in,
    text_of_any,
)
from combat_rules.design.importing.mugen_flow import COMMON, Flow, anim_of
from combat_rules.design.importing.report import Fate, Imported, character_name, unreadable

NAMED = re.compile(
    r"^[ \t]*(st\d*|cns|cmd|anim)[ \t]*=[ \t]*([^;\r\n]+)", re.MULTILINE | re.IGNORECASE
)
"""The files that a ``.def`` names."""
KINDS = {"N": "normal", "S": "special", "H": "super"}
GUARDS = {"": "throw", "H": "high", "L": "low"}
BODY = 16
"""Units from a character's axis to its front, where its constants do not say."""
TRIGGER = re.compile(r"\s*(animelem|time)\s*=\s*(\d{1,4})\s*(?:,\s*=?\s*0\s*)?", re.IGNORECASE)
"""A moment at which a hit is defined: a picture of the animation, or a tick of the state."""


def read_mugen(file: Path) -> Imported:
    """Read a character by its ``.def``, or by its ``.cns`` with the ``.air`` beside it.

    Raises ``CombatError`` for what is none, or lacks its animations.
    """
    states_files, air, missing = _parts(file)
    states: dict[int, State] = {}
    asked: list[State] = []
    for each in states_files:
        found = states_in(text_of_any(each))
        states = {**found, **states}
        asked += [state for number, state in found.items() if number < 0]
    animations = animations_in(text_of_any(air))
    name = character_name(file.stem)
    if not any(state.hits for state in states.values()):
        written = any(each.suffix.lower() == ".zss" for each in states_files)
        why = "; states written in ZSS are not read" if written else ""
        why += f"; {missing}" if missing else ""
        raise unreadable(file, f"no state of it defines a hit{why}")
    flow = Flow(states, asked)
    rows: dict[str, Mapping[str, object]] = {}
    fates = []
    for number, state in states.items():
        if not state.hits or number in COMMON or number < 0:
            continue
        row = _row(state, animations, flow)
        if isinstance(row, str):
            fates.append(Fate(f"{name}, state {number}", row))
        else:
            rows[f"state {number}"] = row
    imported = read_sections(file.name, [(name, {"health": _life(states_files)}, rows)], MUGEN)
    told = (
        *((missing,) if missing else ()),
        "of triggers other than when a hit comes, juggles, speeds and what is done in the air, "
        "nothing is modelled; a state that does not say when each of its hits comes is played as "
        "one blow",
    )
    return replace(imported, fates=(*imported.fates, *fates), told=(*told, *imported.told))


def _parts(file: Path) -> tuple[list[Path], Path, str]:
    """The files of states and the one of animations, and what has to be known of those that are
    named and not there."""
    if file.suffix.lower() != ".def":
        air = next((p for p in _beside(file) if p.suffix.lower() == ".air"), None)
        if air is None:
            raise unreadable(file, f"there is no {file.stem}.air beside it, which has its timing")
        return [file], air, ""
    named = dict(
        re.findall(
            r"^[ \t]*(st\d*|cns|cmd|anim)[ \t]*=[ \t]*([^;\r\n]+)", text_of_any(file), re.M | re.I
        )
    )
    names = {key.lower(): value.strip().replace("\\", "/") for key, value in named.items()}
    if "anim" not in names:
        raise unreadable(file, "it names no anim, which has the timing")
    states = dict.fromkeys(value for key, value in sorted(names.items()) if key != "anim")
    found = {value: _named_in(file.parent, value) for value in states}
    absent = [value for value, each in found.items() if not isfile(each)]
    missing = f"named by it, and not there: {', '.join(map(shown, absent))}" if absent else ""
    files = [each for each in found.values() if isfile(each)]
    return files, _named_in(file.parent, names["anim"]), missing


def _named_in(folder: Path, name: str) -> Path:
    """The file of a name in a folder; its capitals do not count, as where MUGEN runs."""
    place = folder
    for part in name.split("/"):
        exact, entries = place / part, list[Path]()
        with suppress(OSError):
            entries = [] if exists(exact) else sorted(place.iterdir())
        like = (each for each in entries if each.name.casefold() == part.casefold())
        place = next(like, exact)
    return place


def _beside(file: Path) -> list[Path]:
    try:
        return sorted(path for path in file.parent.iterdir() if path.stem == file.stem)
    except OSError as error:
        raise unreadable(file, error.strerror or str(error)) from error


def _life(files: list[Path]) -> str:
    texts = map(text_of_any, files)
    found = (re.search(r"^[ \t]*life[ \t]*=[ \t]*(\d{1,9})\b", text, re.M | re.I) for text in texts)
    return next((life[1] for life in found if life), "")


def _row(
    state: State, animations: Mapping[int, list[Element]], flow: Flow
) -> Mapping[str, object] | str:
    """A state that strikes by the columns that importers read, or why it is none."""
    if flow.is_launched(state.number):
        return "a helper does it that the character launches, whose flight its triggers decide"
    if all(hit["type"].lower() != "hitdef" for hit in state.hits):
        return "it launches a projectile, whose flight its triggers decide"
    number = anim_of(state).strip()
    if not re.fullmatch(r"\d{1,9}", number):
        return f"its anim is {number!r}: which animation it plays is decided in the fight"
    elements = animations.get(int(number))
    if not elements:
        return f"there is no animation {number}"
    striking = [at for at, element in enumerate(elements) if element.strikes]
    if not striking:
        return f"no picture of animation {number} has an attack box"
    first, last = striking[0], striking[-1]
    if any(element.ticks < 0 for element in elements[: last + 1]):
        return f"animation {number} stands still for ever before its blow is over"
    before = sum(element.ticks for element in elements[:first])
    active = sum(element.ticks for element in elements[first : last + 1])
    rest = [element.ticks for element in elements[last + 1 :]]
    hits = [hit for hit in state.hits if hit["type"].lower() == "hitdef"]
    windows = _windows(hits, elements)
    several = len(windows) > 1
    if several:
        first, last, hits = windows[0].first, windows[-1].last, [each.hit for each in windows]
        before, active = first, last - first + 1
        rest = [sum(each.ticks for each in elements if each.ticks > 0) - last - 1]
        rest += [each.ticks for each in elements if each.ticks < 0]
    hit = hits[-1] if several else hits[0]
    row: dict[str, object] = {
        "startup": before + 1,
        "active": _spans(windows) if several else max(active, 1),
        "dmg": _each(hits, lambda each: _first(each, "damage"), several),
        "chp": _second(hit, "damage"),
        "guard": ",".join(map(_guard, hits)) if several else _guard(hit),
        "range": max(elements[at].reach for at in striking) - BODY,
        "moveType": _kind(hit),
        "onHit": "KD" if hit.get("fall", "0").strip() == "1" else "",
        "numCmd": f"state {state.number}",
    }
    after = flow.rest(state, animations)
    if -1 not in rest and after is not None:
        row["recovery"] = sum(rest) + after
    if flow.goes_on(state.number):
        row["followUp"] = True
    if row["onHit"] != "KD":
        row["hitstun"] = _each(hits, lambda each: _stun(each, "ground.hittime"), several)
    row["blockstun"] = _each(
        hits, lambda each: _stun(each, "guard.hittime") or _stun(each, "ground.hittime"), several
    )
    if state.head.get("type", "S").strip().upper() == "A":
        row["airmove"] = True
    return {key: value for key, value in row.items() if value != ""}


class Window(NamedTuple):
    """A hit, and the first and the last tick of its state on which it strikes."""

    first: int
    last: int
    hit: Values


def _windows(hits: Sequence[Values], elements: Sequence[Element]) -> list[Window]:
    """Each hit of a state and when it strikes: from where its triggers define it to the next one.
    None, where the triggers of one of them do not tell."""
    moments: list[tuple[int, Values]] = []
    for hit in hits:
        ticks = _moments(hit, elements)
        if not ticks:
            return []
        moments += [(tick, hit) for tick in ticks]
    if sum(max(each.ticks, 0) for each in elements) > MOST:
        return []
    moments.sort(key=lambda moment: moment[0])
    strikes = [each.strikes for each in elements for _ in range(max(each.ticks, 0))]
    # What is defined once the animation is over, or stands still, meets nobody in it.
    moments = [moment for moment in moments if moment[0] < len(strikes)]
    found = []
    ends = [*(tick for tick, _ in moments[1:]), len(strikes)]
    for (start, hit), end in zip(moments, ends, strict=False):
        ticks = [tick for tick in range(start, end) if strikes[tick]]
        if ticks:
            found.append(Window(ticks[0], ticks[-1], hit))
    return found


def _moments(hit: Values, elements: Sequence[Element]) -> list[int]:
    """The ticks of a state at which a hit is defined, or none if more than that decides."""
    found = []
    for key, condition in hit.items():
        if not key.startswith("trigger"):
            continue
        for part in condition.split("||"):
            said = TRIGGER.fullmatch(part)
            if said is None:
                return []
            number = int(said[2])
            if said[1].lower() == "animelem":
                if not number:
                    # There is no such picture.
                    return []
                number = sum(max(each.ticks, 0) for each in elements[: number - 1])
            found.append(number)
    return sorted(set(found))


def _spans(windows: Sequence[Window]) -> str:
    """The ticks on which hits strike, and those between them, ``3(5)2``."""
    text = ""
    for number, each in enumerate(windows):
        gap = each.first - windows[number - 1].last - 1 if number else 0
        text += (f"({gap})" if gap else ",") if number else ""
        text += str(each.last - each.first + 1)
    return text


def _each(hits: Sequence[Values], read: Callable[[Values], int | str], several: bool) -> int | str:
    """What each of several hits says, or the one there is; nothing where one says nothing."""
    told = [read(hit) for hit in hits]
    if not several:
        return told[0]
    return "" if "" in told else "*".join(map(str, told))


def _numbers(hit: Values, key: str) -> list[str]:
    return [cell.strip() for cell in hit.get(key, "").split(",")]


def _first(hit: Values, key: str) -> str:
    cell = _numbers(hit, key)[0]
    return cell if re.fullmatch(r"\d{1,6}", cell) else cell and "?"


def _second(hit: Values, key: str) -> str:
    cells = _numbers(hit, key)
    return cells[1] if len(cells) > 1 and re.fullmatch(r"\d{1,6}", cells[1]) else ""


def _stun(hit: Values, key: str) -> int | str:
    """How long a target is stunned from the contact on, beside a striker who pauses too: what
    it shakes longer than the striker pauses comes on top."""
    time = hit.get(key, "").strip()
    pauses = _numbers(hit, "pausetime")
    if not re.fullmatch(r"\d{1,5}", time):
        return ""
    if len(pauses) == 2 and all(re.fullmatch(r"\d{1,5}", pause) for pause in pauses):
        return max(int(time) + int(pauses[1]) - int(pauses[0]), 0)
    return int(time)


def _guard(hit: Values) -> str:
    """How it is guarded: by ``guardflag``, of which the air counts nothing here."""
    flags = set(hit.get("guardflag", "").upper()) & {"H", "L", "M"}
    if "M" in flags or flags == {"H", "L"}:
        return "all"
    return GUARDS["".join(flags)]


def _kind(hit: Values) -> str:
    attributes = _numbers(hit, "attr")
    sign = attributes[1][:1].upper() if len(attributes) > 1 else ""
    return KINDS.get(sign, "normal")
