"""`spenvs list`: what environments there are."""

from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.table import Table

from baselines.cli.words import Name
from baselines.screen import screen
from spenvs import list_envs


@dataclass(frozen=True)
class List:
    """List the environments."""

    family: Name = None
    """only those of one family, such as textgames"""

    def run(self) -> None:
        """Print a line for each environment."""
        console = screen()
        table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
        table.add_column("environment", style="bold", no_wrap=True)
        table.add_column("seats", justify="right")
        table.add_column("what it is")
        for spec in list_envs(self.family):
            table.add_row(spec.id, str(spec.seats), spec.summary)
        console.print(table)
        console.print("\nspenvs show ENV says more of one.", style="dim")
