"""An OpenAI-compatible server over the language model of an agent."""
