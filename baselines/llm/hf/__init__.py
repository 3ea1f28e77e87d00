"""Hugging Face's transformers as an engine."""

from baselines.llm.hf.engine import HF, hf

__all__ = ["HF", "hf"]
