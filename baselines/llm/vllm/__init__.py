"""vLLM as an engine."""

from baselines.llm.vllm.engine import VLLM, vllm

__all__ = ["VLLM", "vllm"]
