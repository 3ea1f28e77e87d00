"""A debugger for battles of Core War: it takes commands as lines of text and answers with text."""

from spenvs.corewar.debugger.commands import Debugger

__all__ = ["Debugger"]
