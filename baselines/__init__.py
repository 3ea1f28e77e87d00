"""Agents, arenas and learners over the environments of `spenvs`."""
