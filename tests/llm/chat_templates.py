"""Tokenizers made on the spot: bytes, and the special tokens and chat templates of well-known families of models."""

from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

BEGIN = "{% for message in messages %}"
ASK = "{% if add_generation_prompt %}"
ALTERNATE = (
    "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}"
)
CHATML = (
    f"{BEGIN}{{{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}}}"
    f"{{% endfor %}}{ASK}{{{{ '<|im_start|>assistant\n' }}}}{{% endif %}}"
)
LLAMA_3 = (
    "{% set loop_messages = messages %}{% for message in loop_messages %}"
    "{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim "
    "+ '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}"
    "{% endfor %}" + ASK + "{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}"
)
MISTRAL = (
    "{{ bos_token }}" + BEGIN + ALTERNATE + "{% if message['role'] == 'user' %}"
    "{{ '[INST] ' + message['content'] + ' [/INST]' }}{% elif message['role'] == 'assistant' %}"
    "{{ message['content'] + eos_token }}{% else %}"
    "{{ raise_exception('Only user and assistant roles are supported!') }}{% endif %}{% endfor %}"
)
GEMMA = (
    "{{ bos_token }}{% if messages[0]['role'] == 'system' %}"
    "{{ raise_exception('System role not supported') }}{% endif %}" + BEGIN + ALTERNATE + "{% if (message['role'] == "
    "'assistant') %}{% set role = 'model' %}{% else %}{% set role = message['role'] %}{% endif %}"
    "{{ '<start_of_turn>' + role + '\n' + message['content'] | trim + '<end_of_turn>\n' }}{% endfor %}"
    + ASK
    + "{{ '<start_of_turn>model\n' }}{% endif %}"
)
DEEPSEEK = (  # passes over what the system says in silence, and begins to think
    "{{ bos_token }}" + BEGIN + "{% if message['role'] == 'user' %}{{ '<｜User｜>' + message['content'] }}"
    "{% elif message['role'] == 'assistant' %}{{ '<｜Assistant｜>' + message['content'] + '<｜end▁of▁sentence｜>' }}"
    "{% endif %}{% endfor %}" + ASK + "{{ '<｜Assistant｜><think>\n' }}{% endif %}"
)
FAMILIES = {
    "chatml": (CHATML, ("<|endoftext|>", "<|im_end|>", "<|im_start|>")),
    "llama": (LLAMA_3, ("<|begin_of_text|>", "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>")),
    "mistral": (MISTRAL, ("<s>", "</s>", "[INST]", "[/INST]", "[TOOL_CALLS]")),
    "gemma": (GEMMA, ("<bos>", "<end_of_turn>", "<start_of_turn>", "<eos>")),
    "deepseek": (DEEPSEEK, ("<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜User｜>", "<｜Assistant｜>")),
    "plain": (None, ("<s>", "</s>")),
}
"""A template, and special tokens: the first begins texts, the second ends replies."""


def tokenizer(family, *more):
    """Make the tokenizer of a family, with more special tokens."""
    template, special = FAMILIES[family]
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    made = Tokenizer(models.BPE({letter: number for number, letter in enumerate(alphabet)}, []))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([*special, *more])
    return PreTrainedTokenizerFast(
        tokenizer_object=made, bos_token=special[0], eos_token=special[1], chat_template=template
    )
