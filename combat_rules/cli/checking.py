"""What is wrong with a move set: ``combat-rules check`` and ``combat-rules combo``."""

import re
from pathlib import Path

import msgspec
import typer

from combat_rules.cli.errors import complain, demand_known, refuse
from combat_rules.cli.findings import print_doubts, print_findings
from combat_rules.cli.options import Chosen
from combat_rules.cli.program import PROBLEM
from combat_rules.cli.progress import progress
from combat_rules.cli.tables import print_json, print_text
from combat_rules.design.combos import Best, best_combos, demand_strike
from combat_rules.design.compare import Patch, compare
from combat_rules.design.training import Combo, script_of
from combat_rules.design.verify import Finding, doubts, read_waivers, steps, verify, waived
from combat_rules.design.verify.findings import Waiver, idle, shipped_waivers
from combat_rules.errors import ActionError, CombatError, PluginError, how_many, why_unwritten
from combat_rules.plugins import Ruleset, Source, build_ruleset, find_plugins
from combat_rules.plugins.packs import ships
from combat_rules.record.files import write_whole


def check(chosen: Chosen, waive: Path | None, scripts: Path | None, *, as_json: bool) -> None:
    """Verify rules and tell what is wrong; ends with 1 unless all of it is waived."""
    waivers = [] if waive is None else read_waivers(waive)
    sources = chosen.sources()
    unsure: list[str] = []
    try:
        ruleset = build_ruleset(sources, arrangement=chosen.arranged())
    except PluginError as error:
        found = [Finding(code="rules.refused", move="", text=said) for said in error.problems]
    else:
        with progress("checking", steps(ruleset)) as told:
            found = verify(ruleset, sources, told)
        unsure = doubts(ruleset)
    found += [
        Finding(code="rules.refused", move="", text=problem, plugin=source.info.name)
        for source in sources
        for problem in source.info.problems
    ]
    judged = _judged(found, waivers, sources)
    if scripts is not None:
        _write_scripts(found, scripts)
    if as_json:
        _print_json(judged, unsure)
    else:
        _print(judged, unsure, idle(found, waivers), waive)
    if any(not reason for _, reason in judged):
        raise typer.Exit(PROBLEM)


def _judged(
    found: list[Finding], waivers: list[Waiver], sources: list[Source]
) -> list[tuple[Finding, str]]:
    """Each finding with the reason for which it is waived, if it is: in a file that was named, or
    where it is about rules that ship, in the one that ships with them."""
    shipped = {source.info.name for source in sources if ships(Path(source.info.location))}
    beside = waived(found, shipped_waivers())
    return [
        (finding, reason or (known if finding.plugin in shipped else ""))
        for (finding, reason), (_, known) in zip(waived(found, waivers), beside, strict=True)
    ]


def print_combos(
    ruleset: Ruleset,
    archetype: str | None,
    *,
    opener: str | None,
    best: Best,
    number: int,
    corner: bool,
    as_json: bool,
) -> None:
    """Search for combos and print them, each with its script."""
    known = list(ruleset.archetypes)
    if archetype is not None:
        demand_known("archetype", archetype, known)
        known = [archetype]
    if opener is not None:
        taught = dict.fromkeys(name for kind in known for name in ruleset.archetypes[kind].actions)
        demand_known("action that anybody here knows called", opener, taught)
        try:
            demand_strike(ruleset, known, opener)
        except ActionError as error:
            refuse(f"--from: {error}")
    found: list[Combo] = []
    with progress("searching", len(known)) as told:
        for kind in known:
            if opener is None or opener in ruleset.archetypes[kind].actions:
                search = best_combos(
                    ruleset, kind, opener=opener, best=best, number=number, corner=corner
                )
                found += search
            told(kind)
    if as_json:
        rows = [
            {
                "archetype": combo.archetype,
                "moves": combo.moves,
                "at": [blow.at for blow in combo.blows],
                "damage": combo.damage,
                "defeats": combo.defeats,
                "corner": combo.corner,
                "script": script_of(combo, ruleset),
            }
            for combo in found
        ]
        print_json(rows)
        return
    for combo in found:
        end = ", to the end" if combo.defeats else ""
        print_text(
            f"{combo.archetype}: {combo.damage} damage{end}: {' > '.join(combo.moves)}", hang=2
        )
    if not found:
        print_text(f"nothing connects with {'anything' if opener is None else opener}")


def compared(old: str, new: str) -> tuple[Ruleset, Ruleset, Patch]:
    """Two plugins, each beside the standard rules, and what is different."""
    one, other = (build_ruleset(_found(name)) for name in (old, new))
    with progress("comparing", len(other.archetypes)) as told:
        return one, other, compare(one, other, told)


def _found(plugin: str) -> list[Source]:
    sources = find_plugins([plugin])
    for source in sources:
        for problem in source.info.problems:
            raise CombatError(f"{plugin} cannot be compared: {problem}", code="compare.unreadable")
    return sources


def _print(
    judged: list[tuple[Finding, str]], unsure: list[str], useless: list[Waiver], file: Path | None
) -> None:
    print_findings([finding for finding, reason in judged if not reason])
    print_doubts(unsure)
    excused = sum(bool(reason) for _, reason in judged)
    print_text(
        f"{len(judged) - excused} found"
        + (f", {excused} waived" if excused else "")
        + (f", {how_many(len(unsure), 'guard')} undecided" if unsure else "")
    )
    for waiver in useless:
        complain(
            f"{file}, {waiver.where}: the waiver of {waiver.code} {waiver.move} covers nothing"
        )


def _print_json(judged: list[tuple[Finding, str]], unsure: list[str]) -> None:
    rows = [
        {
            **msgspec.to_builtins(finding),
            "means": finding.means,
            "known_by": finding.known_by,
            "waived": reason,
        }
        for finding, reason in judged
    ]
    data = {"findings": rows, "undecided": unsure}
    print_json(data)


def _write_scripts(found: list[Finding], folder: Path) -> None:
    """Write the witnesses that are scripts, one file each."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, finding in enumerate(found, 1):
            if finding.witness and not finding.witness.startswith("combat-rules"):
                plain = re.sub(r"[^a-z0-9]+", "-", f"{finding.code} {finding.move}".lower())
                name = f"{number:03}-{plain.strip('-')[:80]}.yaml"
                write_whole(folder / name, finding.witness.encode())
    except OSError as error:
        raise CombatError(
            f"cannot write the witnesses to {folder}: {why_unwritten(folder, error)}",
            code="check.write",
        ) from error
