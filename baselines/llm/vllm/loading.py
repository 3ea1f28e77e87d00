"""Starting vLLM's engine: quietly, with what differs between a GPU and a CPU, and what is said when it cannot start."""

import contextlib
import json
import multiprocessing
import os
import subprocess
import sys
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from baselines.llm.hf.loading import is_adapter, place, sentence

SETTINGS = {
    "VLLM_LOGGING_LEVEL": "ERROR",
    "VLLM_LOGGING_STREAM": "ext://sys.stderr",
    "VLLM_NO_USAGE_STATS": "1",
}
"""What vLLM reads of the environment, unless the user has set it: it is quiet, and reports to nobody."""
QUIET = {"PYTHONWARNINGS": "ignore", "TORCH_CPP_LOG_LEVEL": "ERROR", "TORCH_LOGS": "-all"}
"""The same for its processes only."""
GPU_SHARE, CPU_SHARE = 0.9, 0.25
LORA_RANKS = (8, 16, 32, 64, 128, 256, 320, 512)
"""The ranks that vLLM makes room for."""


@dataclass(frozen=True)
class Options:
    """How an engine is started; `baselines.llm.vllm.VLLM` says what each means."""

    path: str
    adapter: str
    dtype: str
    context: int
    concurrency: int
    memory: float
    tensor_parallel: int
    eager: bool

    def arguments(self) -> dict[str, Any]:
        """Give the arguments of vLLM's `EngineArgs`.

        Raises:
            ValueError: there is no such model or adapter.
            ImportError: vLLM is not installed.
        """
        cpu = on_cpu()
        model, other = place(self.path)
        if other:
            raise ValueError(f"vllm: reads folders; {self.path} is a file, which hf: reads")
        return {
            "model": model,
            "dtype": self.dtype,
            "max_model_len": self.context or None,
            "max_num_seqs": self.concurrency,
            "gpu_memory_utilization": self.memory or (CPU_SHARE if cpu else GPU_SHARE),
            "tensor_parallel_size": self.tensor_parallel,
            "enforce_eager": self.eager,
            "enable_prefix_caching": True,
            "logprobs_mode": "raw_logprobs",
            "disable_log_stats": True,
            "use_tqdm_on_load": False,
            **(_whole_prompts(model, self.context) if cpu else {}),
            **(_room(self.adapter) if self.adapter else {}),
        }


def on_cpu() -> bool:
    """Import vLLM, quietly, and say whether it runs on the CPU.

    Raises:
        ImportError: it is not installed.
    """
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    try:
        from vllm.platforms import current_platform
    except ImportError:
        raise ImportError("vllm: needs vLLM: pip install 'spenvs[llm,vllm]'") from None
    return current_platform.is_cpu()


def _whole_prompts(model: str, context: int) -> dict[str, Any]:
    """Let prompts be read in one step: on a CPU vLLM cannot read in parts what is drawn from with a seed."""
    from transformers import AutoConfig

    config = AutoConfig.from_pretrained(model).get_text_config()
    longest = context or getattr(config, "max_position_embeddings", 0)
    return {"enable_chunked_prefill": False, "max_num_batched_tokens": max(8192, longest)}


def _room(adapter: str) -> dict[str, Any]:
    """Give the arguments that make room for a LoRA adapter."""
    folder = Path(adapter).expanduser()
    if not is_adapter(folder):
        raise ValueError(
            f"{adapter} holds no adapter: a folder with adapter_config.json, as peft saves it, was expected"
        )
    rank = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))["r"]
    fitting = next((size for size in LORA_RANKS if size >= rank), None)
    if fitting is None:
        raise ValueError(f"{adapter} is of rank {rank}: vLLM takes adapters up to rank {LORA_RANKS[-1]}")
    return {"enable_lora": True, "max_loras": 1, "max_lora_rank": fitting}


def start(arguments: dict[str, Any], **options: Any) -> Any:
    """Start an engine; `options` are those of `LLMEngine.from_engine_args`.

    Raises:
        ValueError: it cannot be started.
    """
    from vllm import EngineArgs, LLMEngine

    before = set(multiprocessing.active_children())
    try:
        with _quiet_processes():
            engine = LLMEngine.from_engine_args(EngineArgs(**arguments), **options)
    except Exception as error:  # whatever a broken file or too little memory leads to
        raise ValueError(f"vLLM cannot run {arguments['model']}: {sentence(error)}") from None
    started = [process.pid for process in set(multiprocessing.active_children()) - before]
    weakref.finalize(engine, _dismiss, _watch(started))
    return engine


def _watch(processes: Iterable[int | None]) -> "subprocess.Popen[bytes]":
    """Let a shell end processes when this one is gone, however it went: vLLM's would stay if it was killed."""
    command = ["sh", "-c", 'read line || kill "$@"', "sh", *map(str, processes)]
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=nowhere, stderr=nowhere, start_new_session=True)


def _dismiss(shell: "subprocess.Popen[bytes]") -> None:
    shell.kill()
    shell.communicate()


@contextlib.contextmanager
def _quiet_processes() -> Iterator[None]:
    """Let processes that are started in the block warn of nothing, and know nothing of the user's script.

    One that is spawned would run the script again, unless that has a guard against it; it runs `apart.py` instead.
    """
    script = sys.modules["__main__"]
    before = {name: os.environ.get(name) for name in QUIET}
    os.environ.update(QUIET)
    sys.modules["__main__"] = ModuleType("__main__")
    sys.modules["__main__"].__file__ = str(Path(__file__).with_name("apart.py"))
    try:
        yield
    finally:
        sys.modules["__main__"] = script
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
