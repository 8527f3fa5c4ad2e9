"""Machine code of a module, made by LLVM or taken as it is."""

from collections.abc import Callable, Mapping
from ctypes import CFUNCTYPE, c_int64
from typing import Any, NamedTuple

from llvmlite import binding

binding.initialize_native_target()
binding.initialize_native_asmprinter()


class Way(NamedTuple):
    """How machine code is made: what LLVM does with a module, in this order, or its own choice if
    there is none; and how hard it tries."""

    passes: tuple[str, ...]
    level: int


WELL = Way((), 3)
"""To play a great many fights, made while the first ones are played. Fewer passes, chosen one by
one, take half of the time; a fight takes a twentieth longer then, each time that it is played."""

SOON = Way(("sroa", "simplify_cfg"), 0)
"""To play at once: LLVM takes a tenth of the time, and a fight takes four times as long."""


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
