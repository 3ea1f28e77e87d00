"""A language model made on the spot: two layers of Qwen2 (Yang et al., 2024, arXiv 2407.10671) with random weights.

It reads bytes, knows chats, and is saved as Hugging Face's libraries save models, so that everything that runs a
language model can be tried without a download. It says nothing sensible until it is trained (`baselines.llm.cloning`).
Its tokenizer is Qwen2's but for the vocabulary: texts are read in Unicode's composed form (NFC).
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
PIECES = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""What a token may lie within: a word with its space, a digit, signs. For Qwen2 transformers takes nothing else."""


def tiny(
    path: str | Path,
    *,
    seed: int = 0,
    width: int = 64,
    layers: int = 2,
    heads: int = 2,
    context: int = 4096,
    scale: float = 0.02,
    texts: Iterable[str] = (),
    merges: int = 1024,
) -> Path:
    """Make a small Qwen2 with random weights and save it in a folder.

    Args:
        path: the folder; it is made if it is not there.
        seed: of the weights.
        width: of the residual stream, a multiple of `heads`.
        layers: number of layers.
        heads: number of query heads; half as many hold keys and values. (vLLM on a CPU wants heads of 32 or more.)
        context: the longest text in tokens; tokens are bytes unless there are texts.
        scale: the standard deviation of the weights; what is to be trained learns much sooner from 0.1.
        texts: such as the model will read: their words become tokens, so that they are short in tokens. Any other text
            can still be written.
        merges: how many such tokens there are at most.

    Returns:
        the folder.
    """
    from safetensors.numpy import save_file

    folder = Path(path)
    folder.mkdir(parents=True, exist_ok=True)
    pairs = _merges(texts, merges)
    vocabulary = _vocabulary(pairs)
    config = _config(len(vocabulary), width, layers, heads, context)
    weights = _weights(config, scale, np.random.default_rng(seed))
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    files = {
        "config.json": config,
        "generation_config.json": {"bos_token_id": 256, "eos_token_id": [258, 256], "pad_token_id": 256},
        "tokenizer.json": _tokenizer(vocabulary, pairs),
        "tokenizer_config.json": {
            "tokenizer_class": "Qwen2Tokenizer",
            "model_max_length": context,
            "eos_token": SPECIAL[2],
            "pad_token": SPECIAL[0],
            "chat_template": TEMPLATE,
        },
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")
    return folder


def _vocabulary(pairs: Sequence[Sequence[str]]) -> dict[str, int]:
    """Number the bytes, the special tokens, and what pairs of tokens are merged into.

    Bytes are written as GPT-2 writes them: those that print as themselves, the others as characters from 256 on.
    """
    prints = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in prints]
    shown = {byte: chr(byte) for byte in prints} | {byte: chr(256 + i) for i, byte in enumerate(others)}
    return {token: i for i, token in enumerate([*(shown[byte] for byte in range(256)), *SPECIAL, *map("".join, pairs)])}


def _merges(texts: Iterable[str], most: int) -> list[list[str]]:
    """Learn which pairs of tokens to merge, in their order (Sennrich et al., 2015, arXiv 1508.07909)."""
    from tokenizers import Tokenizer, trainers

    written = _vocabulary(())
    learner = Tokenizer.from_str(json.dumps(_tokenizer(written, ())))
    letters = list(written)[:256]
    trainer = trainers.BpeTrainer(vocab_size=256 + most, initial_alphabet=letters, show_progress=False)
    learner.train_from_iterator(texts, trainer)
    return json.loads(learner.to_str())["model"]["merges"]


def _tokenizer(vocabulary: dict[str, int], pairs: Sequence[Sequence[str]]) -> dict[str, Any]:
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}
    pieces = {"type": "Split", "pattern": {"Regex": PIECES}, "behavior": "Isolated", "invert": False}
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    return {
        "version": "1.0",
        "added_tokens": [{"id": vocabulary[token], "content": token, **flags} for token in SPECIAL],
        "normalizer": {"type": "NFC"},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [pieces, byte_level]},
        "decoder": byte_level,
        "model": {"type": "BPE", "vocab": vocabulary, "merges": pairs},
    }


def _config(vocabulary: int, width: int, layers: int, heads: int, context: int) -> dict[str, Any]:
    return {
        "architectures": ["Qwen2ForCausalLM"],
        "model_type": "qwen2",
        "vocab_size": vocabulary,
        "hidden_size": width,
        "intermediate_size": 4 * width,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": max(1, heads // 2),
        "max_position_embeddings": context,
        "tie_word_embeddings": True,
        "bos_token_id": 256,
        "eos_token_id": 258,
        "torch_dtype": "float32",
    }


def _weights(config: dict[str, Any], scale: float, rng: np.random.Generator) -> dict[str, Any]:
    """Draw the weights: matrices from a normal distribution, norms at 1, biases at 0."""
    width, inner = config["hidden_size"], config["intermediate_size"]
    keys = width * config["num_key_value_heads"] // config["num_attention_heads"]

    def normal(*shape: int) -> Any:
        return rng.normal(0, scale, shape).astype(np.float32)

    weights = {"model.embed_tokens.weight": normal(config["vocab_size"], width), "model.norm.weight": _ones(width)}
    for layer in range(config["num_hidden_layers"]):
        for name, size in (("q", width), ("k", keys), ("v", keys)):
            weights[f"model.layers.{layer}.self_attn.{name}_proj.weight"] = normal(size, width)
            weights[f"model.layers.{layer}.self_attn.{name}_proj.bias"] = np.zeros(size, np.float32)
        weights[f"model.layers.{layer}.self_attn.o_proj.weight"] = normal(width, width)
        weights[f"model.layers.{layer}.mlp.gate_proj.weight"] = normal(inner, width)
        weights[f"model.layers.{layer}.mlp.up_proj.weight"] = normal(inner, width)
        weights[f"model.layers.{layer}.mlp.down_proj.weight"] = normal(width, inner)
        weights[f"model.layers.{layer}.input_layernorm.weight"] = _ones(width)
        weights[f"model.layers.{layer}.post_attention_layernorm.weight"] = _ones(width)
    return weights


def _ones(size: int) -> Any:
    return np.ones(size, np.float32)
