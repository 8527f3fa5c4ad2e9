"""Machine code of a module, made by LLVM or taken as it is."""

from collections.abc import Callable, Mapping
from ctypes import CFUNCTYPE, c_int64
from typing import Any, NamedTuple

from llvmlite import binding

binding.initialize_native_target()
binding.initialize_native_asmprinter()


class Way(NamedTuple):
    """How machine code is made: what LLVM does with a module, in this order, or its own choice if
    there is none; how hard it tries; and of functions that become a part of whoever calls them
    the instructions that they may have, and how many more there may be for it."""

    passes: tuple[str, ...]
    level: int
    largest: int = 600
    growth: int = 200


SOON = Way(("sroa", "simplify_cfg"), 0)
"""To play at once: LLVM takes a tenth of the time, and a fight takes four times as long."""

WELL = Way(
    (
        "sroa", "simplify_cfg", "ipsccp", "instruction_combine", "post_order_function_attributes",
        "always_inliner", "sroa", "simplify_cfg", "jump_threading", "loop_rotate", "loop_simplify",
        "lcssa", "loop_unroll", "new_gvn", "jump_threading", "instruction_combine", "simplify_cfg",
    ),
    1,
)  # fmt: skip
"""To play many fights. LLVM's own choice looks at everything many times over; these give nearly as
quick a kernel in half of the time, as the module says itself what becomes part of what."""

BEST = Way((), 3, 1000, 1000)
"""To play a great many: a fight takes a tenth less, and LLVM two to three times as long."""


def processor() -> str:
    """The processor that machine code is made for, and what it can do."""
    features = binding.get_host_cpu_features().flatten()
    return f"{binding.get_default_triple()} {binding.get_host_cpu_name()} {features}"


def made(module: str, way: Way) -> bytes:
    """The machine code of a module in LLVM's words."""
    machine = _machine(way.level)
    parsed = binding.parse_assembly(module)
    parsed.triple, parsed.data_layout = machine.triple, str(machine.target_data)
    builder = binding.create_pass_builder(
        machine, binding.create_pipeline_tuning_options(way.level)
    )
    passes = (
        binding.create_new_module_pass_manager() if way.passes else builder.getModulePassManager()
    )
    for name in way.passes:
        getattr(passes, f"add_{name}_pass")()
    passes.run(parsed, builder)
    return bytes(machine.emit_object(parsed))


class Loaded:
    """Machine code, ready to be called; it stays as long as this does."""

    def __init__(self, code: bytes, entries: Mapping[str, int]) -> None:
        self._engine = binding.create_mcjit_compiler(
            binding.parse_assembly(""), _machine(WELL.level)
        )
        self._engine.add_object_file(binding.ObjectFileRef.from_data(code))
        self._engine.finalize_object()
        self.functions: dict[str, Callable[..., Any]] = {}
        for name, count in entries.items():
            address = self._engine.get_function_address(name)
            # Zero: this code has no such function.
            self.functions[name] = CFUNCTYPE(c_int64, *[c_int64] * count)(address)


def _machine(level: int) -> Any:
    target = binding.Target.from_default_triple()
    return target.create_target_machine(
        cpu=binding.get_host_cpu_name(),
        features=binding.get_host_cpu_features().flatten(),
        opt=level,
        jit=True,
        codemodel="jitdefault",
    )
