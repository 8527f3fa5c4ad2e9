"""What guards saw: told with a failed assertion that asked one of a scene."""

import ast
import linecache
from collections.abc import Callable, Iterator
from types import FrameType, TracebackType

from combat_rules.charts.anatomy import parameters
from combat_rules.charts.comparisons import comparisons, shown
from combat_rules.charts.watch import values_seen
from combat_rules.errors import plainly
from combat_rules.model import Scene, claim, name_of


def told_by_guards(traceback: TracebackType) -> str:
    """What every guard saw that the failed assertion asked; empty if it asked none."""
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    frame = traceback.tb_frame
    lines: list[str] = []
    for guard, scene in _asked(_assertion(frame, traceback.tb_lineno), frame):
        lines += _told(guard, scene)
    return "\n".join(lines)


def _assertion(frame: FrameType, line: int) -> ast.Assert | None:
    text = "".join(linecache.getlines(frame.f_code.co_filename, frame.f_globals))
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return None
    return next(
        (
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Assert) and node.lineno <= line <= (node.end_lineno or line)
        ),
        None,
    )


def _asked(
    assertion: ast.Assert | None, frame: FrameType
) -> Iterator[tuple[Callable[..., object], Scene]]:
    """Each guard that the assertion calls with a scene, and the scene. Nothing else of it is done
    once more: it may change something."""
    for node in ast.walk(assertion.test) if assertion is not None else ():
        if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
            guard = _value(node.func, frame)
            if callable(guard) and parameters(guard) == ("scene",):
                scene = _value(node.args[0], frame)
                if isinstance(scene, Scene):
                    yield guard, scene


def _value(node: ast.expr, frame: FrameType) -> object:
    try:
        code = compile(ast.Expression(node), "<assertion>", "eval")
        return eval(code, frame.f_globals, frame.f_locals)
    except Exception:
        return None


def _told(guard: Callable[..., object], scene: Scene) -> Iterator[str]:
    try:
        said = f"said {'yes' if guard(scene) else 'no'}"
    except Exception as error:
        said = f"raised {plainly(error)}"
    yield f"{name_of(guard)} {said}: {claim(guard)}"
    found = comparisons(guard, scene)
    yield from (f"  {comparison}" for comparison in found)
    if not found:
        yield from (f"  {path} is {shown(value)}" for path, value in values_seen(guard, scene))
