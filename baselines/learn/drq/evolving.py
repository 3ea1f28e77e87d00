"""One call that plays a run to its end, and keeps it in a folder."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from baselines.learn.drq import line_up, report
from baselines.learn.drq.candidate import Proposer
from baselines.learn.drq.genome import red_file
from baselines.learn.drq.log import FILE, Champion, Log, log_of
from baselines.learn.drq.proposer import make_proposer
from baselines.learn.drq.red_queen import RedQueen, Step
from baselines.learn.drq.settings import Settings
from baselines.learn.drq.store import Store
from spenvs.corewar import library

MOST_ANCESTORS = 30


def evolve(
    settings: Settings | None = None,
    mutator: str | Proposer = "rules",
    *,
    opponents: Sequence[str] = ("imp",),
    hold_out: Sequence[str] = library.HOLD_OUT,
    out: str | Path = "drq",
    threads: int = 2,
    on_round: Callable[[int, Champion], Any] = lambda round, champion: None,
    on_step: Step = lambda round, done, most: None,
) -> Log:
    """Play a run of the Digital Red Queen; one that was broken off in the same folder goes on.

    The folder holds run.sqlite with every candidate, champions/01.red, 02.red, ... and index.html, the report. Each
    step is written down as a whole, so that a run may be stopped at any time. With the mutator "rules" a run that was
    stopped comes to the same candidates as one that was not.

    Args:
        settings: those of the paper if None.
        mutator: "rules", the spec of a language model, or a `Proposer`.
        opponents: what the first round's champion is to beat: names of warriors of the suite, .red files, folders.
        hold_out: likewise, what champions are measured by; empty for no measure.
        out: the folder.
        threads: how many play; nothing depends on it.
        on_round: called after each round with its number and its champion; at once for rounds of an earlier call.
        on_step: called after each step with the round, its candidates so far, and how many there will be at most.

    Returns:
        The whole run, rounds of an earlier call included.

    Raises:
        UnknownName: there is no such warrior or mutator.
        ValueError: the folder holds a run with other settings, a warrior does not assemble, or no proposal could fight.
        Unusable: a language model cannot be asked any more; what was played is kept.
    """
    settings, folder = settings or Settings(), Path(out)
    if any(folder.glob(f"seed-*/{FILE}")):
        raise ValueError(f"{folder} holds several runs: go on with so many, or take another folder")
    enemies = line_up.warriors(opponents, settings.battle)
    judges = line_up.warriors(hold_out, settings.battle) if hold_out else {}
    proposer = make_proposer(mutator, settings) if isinstance(mutator, str) else mutator
    try:
        with Store(folder / FILE) as store:
            known = {"opponents": enemies, "hold_out": judges}
            sources = {kind: {name: red_file(w, name) for name, w in each.items()} for kind, each in known.items()}
            store.begin({**settings.as_json(), "mutator": proposer.name, **sources})
            run = RedQueen(settings, proposer, enemies, judges, store, threads)
            for t, champion in enumerate(log_of(store).champions, 1):
                on_round(t, champion)
            while len(run.champions) < settings.rounds:
                run.play_round(on_step)
                log = _written(store, folder)
                on_round(len(run.champions), log.champions[-1])
            return _written(store, folder)
    finally:
        if isinstance(mutator, str):
            proposer.close()


def _written(store: Store, folder: Path) -> Log:
    """Write the champions' files and the report."""
    log = log_of(store)
    (folder / "champions").mkdir(exist_ok=True)
    for t, champion in enumerate(log.champions, 1):
        write(folder / "champions" / f"{t:02}.red", champion_file(log, t, champion))
    write(folder / "index.html", report.page(log))
    return log


def write(path: Path, text: str) -> None:
    """Write a file whole, or leave the one that is there."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


def champion_file(log: Log, round: int, champion: Champion) -> str:
    """Write a champion as a .red file, with its lineage in comments."""
    candidate, found = champion.candidate, champion.generality
    told = [
        f"Champion of round {round}: candidate {candidate.id} ({candidate.operator}), proposed by {log.mutator}.",
        f"Fitness {candidate.fitness:.4f} among {champion.warriors} warriors, where 1 is a fair share.",
    ]
    if log.hold_out:
        told.append(
            f"Generality {found.share:.3f}: {found.defeats} defeats, {found.ties} ties, {found.losses} losses "
            f"against {', '.join(log.hold_out)}."
        )
    line = [f"{each.id} ({each.operator})" for each in log.ancestry(candidate)]
    if line:
        older = ", ..." if len(line) > MOST_ANCESTORS else ""
        told.append(f"Made of {', '.join(line[:MOST_ANCESTORS])}{older}")
    if "reply" in candidate.note:
        told += ["As the model wrote it:", candidate.source]
    return red_file(champion.warrior, f"red queen {round}", told, "Digital Red Queen")
