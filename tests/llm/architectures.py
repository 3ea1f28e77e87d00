"""Small models of several architectures, with random weights, all of which read bytes."""

from pathlib import Path

from baselines.llm.tiny import tiny

SIZES = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}
TOKENS = {"vocab_size": 259, "eos_token_id": [258, 256], "pad_token_id": 256, "bos_token_id": 256}
WINDOW = {"sliding_window": 16, "layer_types": ["sliding_attention", "full_attention"], "query_pre_attn_scalar": 8}
CONTEXT = 256
ARCHITECTURES = {
    "llama": {**SIZES, "num_key_value_heads": 2},
    "qwen3": {**SIZES, "num_key_value_heads": 2, "head_dim": 16},
    "gemma2": {
        **SIZES,
        **WINDOW,
        "num_key_value_heads": 2,
        "head_dim": 8,
        "attn_logit_softcapping": 5.0,
        "final_logit_softcapping": 3.0,
    },
    "gemma3_text": {**SIZES, **WINDOW, "num_key_value_heads": 1, "head_dim": 8},
    "gpt2": {"n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": CONTEXT},
    "bloom": {"hidden_size": 32, "n_layer": 2, "n_head": 4},
    "deepseek_v3": {
        **SIZES,
        "num_key_value_heads": 4,
        "q_lora_rank": 16,
        "kv_lora_rank": 16,
        "qk_rope_head_dim": 8,
        "qk_nope_head_dim": 8,
        "v_head_dim": 8,
        "n_routed_experts": 4,
        "num_experts_per_tok": 2,
        "n_group": 1,
        "topk_group": 1,
        "moe_intermediate_size": 16,
        "first_k_dense_replace": 1,
    },
    "lfm2": {**SIZES, "num_key_value_heads": 2, "layer_types": ["conv", "full_attention"], "block_multiple_of": 16},
}
"""The options of each one's configuration; what is not there is the library's."""


def make_model(kind: str, folder: Path) -> Path:
    """Save a model of an architecture in a folder, with the tokenizer and the chats of `baselines.llm.tiny`."""
    import torch
    import transformers

    tiny(folder)
    where = {} if kind in ("gpt2", "bloom") else {"max_position_embeddings": CONTEXT}
    config = transformers.AutoConfig.for_model(kind, **ARCHITECTURES[kind], **where, **TOKENS)
    with torch.random.fork_rng(devices=[]):
        model = transformers.AutoModelForCausalLM.from_config(config)
        randomise(model)
    (folder / "model.safetensors").unlink()
    model.save_pretrained(folder)
    return folder


def randomise(model) -> None:
    """Draw weights large enough for what a model reads to matter."""
    import torch

    torch.manual_seed(1)
    with torch.no_grad():
        for weights in model.parameters():
            if weights.ndim > 1:
                weights.normal_(0, 0.1)
