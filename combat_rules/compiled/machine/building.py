"""Machine code of a module, made by LLVM or taken as it is."""

from collections.abc import Callable, Mapping
from ctypes import CFUNCTYPE, c_int64
from typing import Any

from llvmlite import binding

binding.initialize_native_target()
binding.initialize_native_asmprinter()


LEVEL = 1
"""How hard LLVM tries as it chooses instructions; with more a kernel is no quicker."""


PASSES = (
    "sroa", "simplify_cfg", "ipsccp", "instruction_combine", "post_order_function_attributes",
    "always_inliner", "sroa", "simplify_cfg", "jump_threading", "loop_rotate", "loop_simplify",
    "lcssa", "loop_unroll", "new_gvn", "jump_threading", "instruction_combine", "simplify_cfg",
)  # fmt: skip
"""What LLVM does with a module, in this order. Its own choice looks at everything many times over;
these give as quick a kernel in a fifth of the time, as the module says itself what becomes part of
what."""


def processor() -> str:
    """The processor that machine code is made for, and what it can do."""
    features = binding.get_host_cpu_features().flatten()
    return f"{binding.get_default_triple()} {binding.get_host_cpu_name()} {features}"


def made(module: str) -> bytes:
    """The machine code of a module in LLVM's words."""
    machine = _machine(LEVEL)
    parsed = binding.parse_assembly(module)
    parsed.triple, parsed.data_layout = machine.triple, str(machine.target_data)
    builder = binding.create_pass_builder(machine, binding.create_pipeline_tuning_options(LEVEL))
    passes = binding.create_new_module_pass_manager()
    for name in PASSES:
        getattr(passes, f"add_{name}_pass")()
    passes.run(parsed, builder)
    return bytes(machine.emit_object(parsed))


class Loaded:
    """Machine code, ready to be called; it stays as long as this does."""

    def __init__(self, code: bytes, entries: Mapping[str, int]) -> None:
        self._engine = binding.create_mcjit_compiler(binding.parse_assembly(""), _machine(LEVEL))
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
