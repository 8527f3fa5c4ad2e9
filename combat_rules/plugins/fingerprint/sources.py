"""Sources: the ruleset of a recorded fight, found again by what its header says of the plugins.

A header may come from anywhere, so nothing runs because it says so: a plugin of its naming is
imported only from where the user works, and only if it looks like one.
"""

from collections.abc import Iterable, Sequence
from os.path import abspath

from msgspec.structs import replace

from combat_rules.errors import JournalError
from combat_rules.model.fields import frozen
from combat_rules.plugins.arrangement import Arrangement
from combat_rules.plugins.build import build_ruleset, find_plugins
from combat_rules.plugins.collect import named_apart
from combat_rules.plugins.fingerprint.marks import PluginMark, Rules
from combat_rules.plugins.fingerprint.trust import may_be_loaded
from combat_rules.plugins.folder import working_folder
from combat_rules.plugins.ruleset import Ruleset
from combat_rules.plugins.sources import Source


def ruleset_of(rules: Rules, plugins: Sequence[object] = ()) -> Ruleset:
    """The rules of a recorded fight as they are now.

    Each plugin is looked for where it came from: the project that this folder belongs to, the
    installed packages, or the place that the header names, if that lies in the working folder
    or was imported already. ``plugins`` (files, folders, modules) replace those of the same name.
    Raises ``JournalError`` for one that is not to be found or may not be loaded, ``PluginError``
    for rules that are wrong.
    """
    origins = {mark.origin for mark in rules.plugins}
    here = working_folder() if "pyproject" in origins else None
    given = find_plugins(plugins, standard=False)
    around = [
        source
        for source in find_plugins(
            (), standard=False, installed="installed" in origins, project=here
        )
        if not source.info.problems
    ]
    named = _matched(rules.plugins, given)
    for origin in origins:
        marks = [mark for mark in rules.plugins if mark.origin == origin and mark.name not in named]
        named |= _matched(marks, [source for source in around if source.info.origin == origin])
    sources = [_called(named.get(mark.name) or _found(mark), mark) for mark in rules.plugins]
    taken = {id(source) for source in named.values()}
    sources += [source for source in given if id(source) not in taken]
    missing = [s.info for s in sources if s.info.problems]
    if missing:
        said = "; ".join(f"plugin {info.name}: {info.problems[0]}" for info in missing)
        raise JournalError(
            f"the rules of the fight cannot be found again: {said}. Name where they are: "
            "--plugin FILE_OR_MODULE, or ruleset= in Python",
            code="journal.plugins",
            plugins=tuple(info.name for info in missing),
        )
    found = build_ruleset(
        sources,
        ticks_per_second=rules.ticks_per_second,
        arrangement=_arranged(rules.arrangement, sources),
    )
    return replace(found, arrangement=frozen(rules.arrangement))


def _matched(marks: Iterable[PluginMark], sources: Iterable[Source]) -> dict[str, Source]:
    """Which of the plugins of a fight, by name, these are: the one that was in the same place, or
    else the one of that name; of several of one name the next."""
    found: dict[str, Source] = {}
    left, open_marks = list[Source](), list(marks)
    for source in sources:
        mark = next((one for one in open_marks if _is_at(source, one)), None)
        if mark is None:
            left.append(source)
        else:
            found[mark.name] = source
            open_marks.remove(mark)
    names = {mark.name for mark in open_marks}
    for source, apart in zip(left, named_apart(left), strict=True):
        if apart.info.name in names:
            found[apart.info.name] = source
    return found


def _is_at(source: Source, mark: PluginMark) -> bool:
    here, there = source.info.location, mark.location
    return bool(here and there) and abspath(here) == abspath(working_folder() / there)


def _called(source: Source, mark: PluginMark) -> Source:
    """A plugin under the name that it had: of two of one name the second had another."""
    if source.info.problems or not mark.name.startswith(f"{source.info.name} ("):
        return source
    return Source(replace(source.info, name=mark.name), source.module)


def _arranged(arrangement: Arrangement, sources: Sequence[Source]) -> Arrangement:
    """What is still to be done: a plugin that was left out is not among those of the fight."""
    there = {source.info.name for source in sources}
    without = [text for text in arrangement.without if ":" in text or text in there]
    return replace(arrangement, without=tuple(without))


def _found(mark: PluginMark) -> Source:
    """A plugin where a journal says that it was."""
    if mark.origin == "standard":
        return find_plugins(())[0]
    if not mark.location:
        raise JournalError(
            f"the fight was played with the plugin {mark.name}, which came from no file; give "
            "its ruleset: ruleset= in Python",
            code="journal.plugins",
            plugins=(mark.name,),
        )
    if not may_be_loaded(mark.location, working_folder()):
        raise JournalError(
            f"the fight was played with the plugin {mark.name} from {mark.location!r}, and no "
            "journal has anything loaded but plugins that lie in the working folder. If you trust "
            "this one, name it: --plugin FILE_OR_MODULE, or ruleset= in Python",
            code="journal.plugins",
            plugins=(mark.name,),
        )
    (source,) = find_plugins([mark.location], standard=False)
    return source
