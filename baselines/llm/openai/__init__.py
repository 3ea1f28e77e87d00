"""OpenAI-compatible servers as engines."""

from baselines.llm.openai.engine import OpenAI, openai

__all__ = ["OpenAI", "openai"]
