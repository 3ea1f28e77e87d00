"""The identity of a model."""

import os

import numpy as np
import pytest

from baselines.llm import weights
from baselines.llm.tiny import tiny
from baselines.llm.weights import files_hash


@pytest.fixture
def small(monkeypatch):
    """Take every file for a large one."""
    monkeypatch.setattr(weights, "WHOLE", 1 << 10)
    monkeypatch.setattr(weights, "PIECE", 64)


def saved(path, **tensors):
    save_file = pytest.importorskip("safetensors.numpy").save_file
    path.mkdir(exist_ok=True)
    save_file(tensors, path / "model.safetensors")
    return files_hash([path])


def test_the_same_files_have_the_same_hash_wherever_they_lie(tmp_path):
    one, same, other = (tiny(tmp_path / name, seed=seed) for name, seed in (("a", 0), ("b", 0), ("c", 1)))
    assert files_hash([one]) == files_hash([str(same)]) != files_hash([other])
    assert len(files_hash([one])) == 12
    assert int(files_hash([one]), 16) >= 0


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "generation_config.json", "model.safetensors"])
def test_every_file_that_makes_the_model_counts(tmp_path, name):
    before = files_hash([tiny(tmp_path)])
    content = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(content.replace(content[-40:], bytes(reversed(content[-40:]))))
    assert files_hash([tmp_path]) != before


def test_what_else_lies_in_the_folder_does_not_count(tmp_path):
    before = files_hash([tiny(tmp_path)])
    (tmp_path / "README.md").write_text("about this model")
    (tmp_path / "checkpoint-10").mkdir()
    (tmp_path / "checkpoint-10" / "config.json").write_text("{}")
    assert files_hash([tmp_path]) == before


def test_an_adapter_counts_and_so_does_a_single_file(tmp_path):
    model, adapter = tiny(tmp_path / "model"), tmp_path / "adapter.bin"
    adapter.write_bytes(b"lora")
    assert files_hash([model]) != files_hash([model, adapter]) != files_hash([adapter])


def test_of_large_weights_each_tensor_is_looked_at(tmp_path, small):
    tensors = {f"layer.{i}": np.full(5_000 + i, i, np.float32) for i in range(40)}
    before = saved(tmp_path, **tensors)
    assert saved(tmp_path, **tensors) == before
    hashes = {saved(tmp_path, **tensors | {name: tensor + 1}) for name, tensor in tensors.items()}
    assert len(hashes | {before}) == 41


def test_of_other_large_files_pieces_are_looked_at(tmp_path, small):
    file, content = tmp_path / "model.gguf", bytearray(os.urandom(100_000))
    hashes = set()
    for place in (0, 128 * (len(content) - 64) // 255, 99_999):
        content[place] ^= 1
        file.write_bytes(content)
        hashes.add(files_hash([file]))
    file.write_bytes(content + b"x")
    assert len(hashes | {files_hash([file])}) == 4


def test_gigabytes_are_hashed_in_a_moment(tmp_path, monkeypatch):
    file, read = tmp_path / "model.gguf", []
    with file.open("wb") as content:
        content.truncate(8 << 30)  # a hole: it takes no space
    feed = weights.hashlib.blake2b

    class Counting:
        def __init__(self, **options):
            self.digest = feed(**options)
            self.hexdigest = self.digest.hexdigest

        def update(self, part):
            read.append(len(part))
            self.digest.update(part)

    monkeypatch.setattr(weights.hashlib, "blake2b", Counting)
    files_hash([file])
    assert sum(read) < 20 << 20
