"""Puts files of `docs/examples` into pages: `<!-- example: doubt.py -->` becomes a block of its code."""

import re
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "examples"


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Replace the marks of a page."""
    return re.sub(r"<!-- example: (\S+) -->", lambda mark: block(mark[1]), markdown)


def block(name: str) -> str:
    """Write a file as a block of code that has its name as title."""
    return f'```python title="{name}"\n{(FOLDER / name).read_text()}```'
