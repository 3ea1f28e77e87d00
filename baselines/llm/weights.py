"""The identity of a model: a hash of the files that it is made of."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

KINDS = {".safetensors", ".gguf", ".bin", ".json", ".jinja", ".model", ".txt"}
"""The files of a folder that make a model: weights, sizes, tokenizer, template. Not its readme or training logs."""
WHOLE = 1 << 24
PIECES = 256
PIECE = 1 << 16


def files_hash(paths: Iterable[str | Path]) -> str:
    """Hash files, and those of folders that make a model, 12 hex digits.

    Of a file above 16 MiB only its size and pieces of 64 KiB are read, one of each tensor where the format says
    where they are, else 256 spread evenly: enough to tell two trained models apart, in a second.
    """
    digest = hashlib.blake2b(digest_size=6)
    for path in map(Path, paths):
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            if file.is_file() and (file == path or file.suffix in KINDS):
                _feed(digest, file)
    return digest.hexdigest()


def _feed(digest: "hashlib.blake2b", file: Path) -> None:
    size = file.stat().st_size
    digest.update(f"{file.name} {size}\n".encode())
    with file.open("rb") as content:
        if size <= WHOLE:
            digest.update(content.read())
            return
        for place in _tensors(file) if file.suffix == ".safetensors" else _evenly(size):
            content.seek(place)
            digest.update(content.read(PIECE))


def _evenly(size: int) -> Iterator[int]:
    return (piece * (size - PIECE) // (PIECES - 1) for piece in range(PIECES))


def _tensors(file: Path) -> Iterator[int]:
    """Give where a safetensors file has its header, and the first bytes of each tensor."""
    with file.open("rb") as content:
        length = int.from_bytes(content.read(8), "little")
        header = json.loads(content.read(length))
    yield from range(0, 8 + length, PIECE)
    for name in sorted(header.keys() - {"__metadata__"}):
        yield 8 + length + header[name]["data_offsets"][0]
