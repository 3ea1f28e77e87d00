"""Digital Red Queen: programs for Core War that evolve against their own champions (arXiv 2601.03335).

`evolve` plays a run, `evolve_several` plays independent ones, `load` reads one back; a language model or rules propose
the programs.
"""

from baselines.learn.drq.convergence import convergence
from baselines.learn.drq.evolving import evolve
from baselines.learn.drq.log import Champion, Log, load
from baselines.learn.drq.mutators import RuleMutator
from baselines.learn.drq.proposer import LanguageProposer
from baselines.learn.drq.settings import Settings
from baselines.learn.drq.several import evolve_several

__all__ = [
    "Champion",
    "LanguageProposer",
    "Log",
    "RuleMutator",
    "Settings",
    "convergence",
    "evolve",
    "evolve_several",
    "load",
]
