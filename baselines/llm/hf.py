"""Language models run by Hugging Face's transformers, in left-padded batches."""

import os
import re
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any, Literal

from baselines.llm.agent import player
from baselines.llm.chat import Engine, Prompt, Reply, Request, Tokens, TooLong
from baselines.llm.prompt import Words
from baselines.llm.weights import files_hash
from spenvs.core.game import option
from spenvs.core.turn import Fault

SHARE = 0.5
"""The share of a GPU's free memory, or half that share of a machine's, that keys and values of a batch may take."""
HUB_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?")


class HF(Engine):
    """A model of the transformers library.

    A poll answers one batch: requests of like sampling, the longest prompts first, as many as memory allows. Each
    request draws from a generator of its own, so what is in the batch beside it changes nothing but rounding.
    """

    def __init__(self, path: str, *, adapter: str = "", device: str = "auto", dtype: str = "auto", batch: int = 64):
        """Load a model.

        Args:
            path: a folder with a model, a file of the GGUF format, or the name of a model on the Hugging Face Hub.
            adapter: a folder with a LoRA adapter (peft) for it.
            device: as "cpu" or "cuda:0"; "auto" for CUDA where there is some.
            dtype: as "float32" or "bfloat16"; "auto" for what it was saved in.
            batch: how many replies are made at once, memory permitting.

        Raises:
            ValueError: there is no such model or adapter, or an option is out of range.
            ImportError: the libraries are not installed.
        """
        self.concurrency = option("batch", batch, 1, 65536)
        self.model, tokenizer = _load(path, adapter, device, dtype)
        self.words = Words(tokenizer)
        self.ends = _ends(self.model, tokenizer)
        self.pad = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else self.ends[0]
        self._prepare()
        self.config = self.model.config.get_text_config()
        self.context: int = getattr(self.config, "max_position_embeddings", 1 << 30)
        self._files = [_files(path), *([adapter] if adapter else [])]
        self._waiting: dict[Hashable, tuple[Request, list[int]]] = {}

    def _prepare(self) -> None:
        """Leave nothing of what a model's authors recommend for sampling: that is the agent's to say."""
        from transformers import GenerationConfig

        self.model.generation_config = GenerationConfig(eos_token_id=self.ends, pad_token_id=self.pad, do_sample=False)

    def submit(self, key: Hashable, request: Request) -> None:
        """Take a request."""
        self._waiting[key] = request, self.words.ids(request.prompt)

    def cancel(self, key: Hashable) -> None:
        """Forget a request."""
        self._waiting.pop(key, None)

    def poll(self) -> list[tuple[Hashable, Reply | Fault]]:
        """Answer one batch of those that wait."""
        too_long = [key for key, (_, ids) in self._waiting.items() if len(ids) >= self.context]
        if too_long:
            fault = TooLong("crash", f"the prompt does not fit into the {self.context} tokens that the model reads")
            return [(key, fault) for key in too_long if self._waiting.pop(key)]
        keys = self._next()
        taken = [self._waiting.pop(key) for key in keys]
        return list(zip(keys, self._replies(taken), strict=True)) if taken else []

    def _next(self) -> list[Hashable]:
        """Choose the batch: the longest prompt that waits, and those nearest to it that are drawn from alike."""
        if not self._waiting:
            return []
        order = sorted(self._waiting, key=lambda key: -len(self._waiting[key][1]))
        first, ids = self._waiting[order[0]]
        alike = [key for key in order if _manner(self._waiting[key][0]) == _manner(first)]
        return alike[: self._rows(len(ids) + first.sampling.max_tokens)]

    def _rows(self, length: int) -> int:
        """Give how many texts of a length, in tokens, there is memory for."""
        config = self.config
        heads = getattr(config, "num_key_value_heads", None) or config.num_attention_heads
        width = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
        each = 2 * config.num_hidden_layers * heads * width * self.model.dtype.itemsize * min(length, self.context)
        return int(max(1, min(self.concurrency, _memory(self.model.device) // each)))

    def _replies(self, taken: Sequence[tuple[Request, list[int]]]) -> list[Reply]:
        """Let the model go on from several prompts at once."""
        import torch

        from baselines.llm.sampler import Ends, Sampler

        requests, prompts = zip(*taken, strict=True)
        sampling, longest = requests[0].sampling, max(map(len, prompts))
        sampler = Sampler([request.seed for request in requests], sampling)
        ends = Ends(self.words, longest, (*requests[0].stop, *self.words.stop), len(requests))
        with torch.inference_mode():
            made = self.model.generate(
                input_ids=self._padded(prompts),
                attention_mask=self._padded([[1] * len(ids) for ids in prompts], 0),
                max_new_tokens=min(sampling.max_tokens, self.context - longest),
                logits_processor=[sampler],
                stopping_criteria=[ends],
            )[:, longest:].tolist()
        replies = []
        for row, (request, prompt) in enumerate(taken):
            drawn = made[row][: ends.length(row)]
            replies.append(self._reply(request, prompt, drawn, sampler.logprobs(row)))
        return replies

    def _padded(self, rows: Sequence[Sequence[int]], padding: int | None = None) -> Any:
        """Put rows of ids into one array, int64 [rows, longest], padded on the left."""
        import torch

        longest, padding = max(map(len, rows)), self.pad if padding is None else padding
        table = [[padding] * (longest - len(row)) + list(row) for row in rows]
        return torch.tensor(table, device=self.model.device)

    def _reply(self, request: Request, prompt: list[int], drawn: list[int], logprobs: list[float]) -> Reply:
        """Cut what a row drew where it ended, and put it into words."""
        end = next((place for place, token in enumerate(drawn) if token in self.ends), None)
        drawn = drawn if end is None else drawn[: end + 1]
        text, finish = self.words.until(self.words.reply(drawn, request.prompt), request.stop)
        tokens = Tokens(prompt, drawn, logprobs[: len(drawn)]) if request.sampling.trace else None
        ended: Literal["stop", "length"] = "length" if end is None and not finish else "stop"
        return Reply(text, ended, len(prompt), len(drawn), tokens=tokens)

    def score(self, prompts: Sequence[Prompt], answers: Sequence[Sequence[str]]) -> list[list[float]]:
        """Give the log-probabilities of answers, as `Engine.score` says."""
        heads = [self.words.ids(prompt) for prompt in prompts]
        asked = [
            (ids, self.words.answer_ids(text)) for ids, texts in zip(heads, answers, strict=True) for text in texts
        ]
        left = sorted(range(len(asked)), key=lambda i: -sum(map(len, asked[i])))
        scores = [0.0] * len(asked)
        while left:
            batch = left[: self._rows(sum(map(len, asked[left[0]])))]
            for place, score in zip(batch, self._scores([asked[i] for i in batch]), strict=True):
                scores[place] = score
            del left[: len(batch)]
        given = iter(scores)
        return [[next(given) for _ in texts] for texts in answers]

    def _scores(self, asked: Sequence[tuple[list[int], list[int]]]) -> list[float]:
        """Give the log-probability of each second text after its first."""
        import torch

        longest = max(len(answer) for _, answer in asked)
        ids = self._padded([prompt + answer for prompt, answer in asked])
        mask = self._padded([[1] * (len(prompt) + len(answer)) for prompt, answer in asked], 0)
        places = (mask.cumsum(-1) - 1).clamp(min=0)
        with torch.inference_mode():
            found = self.model(ids, attention_mask=mask, position_ids=places, logits_to_keep=longest + 1)
            each = found.logits[:, :-1].float().log_softmax(-1).gather(-1, ids[:, -longest:, None])[..., 0]
        return [float(row[longest - len(answer) :].sum()) for row, (_, answer) in zip(each, asked, strict=True)]

    def pieces(self, ids: Sequence[int]) -> list[bytes]:
        """Give the text of each token."""
        return self.words.pieces(ids)

    def version(self) -> str:
        """Hash the model's files, and the adapter's."""
        return files_hash(self._files)


def _load(path: str, adapter: str, device: str, dtype: str) -> tuple[Any, Any]:
    """Give a model and its tokenizer."""
    try:
        import torch
        import transformers
    except ImportError:
        raise ImportError("hf: needs PyTorch and transformers: pip install 'spenvs[llm]'") from None
    transformers.utils.logging.disable_progress_bar()
    place, kind = Path(path).expanduser(), {}
    if place.suffix == ".gguf":
        place, kind = place.parent, {"gguf_file": place.name}
    if not place.exists() and not HUB_NAME.fullmatch(path):
        raise ValueError(f"there is no folder {path}: a folder with a Hugging Face model was expected")
    name = str(place) if place.exists() else path
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(name, **kind)
        model: Any = transformers.AutoModelForCausalLM.from_pretrained(name, dtype=dtype, **kind)
        if adapter:
            model = _adapted(model, adapter)
        where = ("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device
        return model.to(torch.device(where)).eval(), tokenizer
    except (OSError, ValueError, RuntimeError) as error:
        raise ValueError(f"{path} cannot be loaded: {error}") from None


def _adapted(model: Any, adapter: str) -> Any:
    """Put a LoRA adapter (Hu et al., 2021, arXiv 2106.09685) onto a model."""
    try:
        from peft import PeftModel
    except ImportError:
        raise ImportError("an adapter needs peft: pip install 'spenvs[llm]'") from None
    if not Path(adapter, "adapter_config.json").exists():
        raise ValueError(
            f"{adapter} holds no adapter: a folder with adapter_config.json, as peft saves it, was expected"
        )
    return PeftModel.from_pretrained(model, adapter).merge_and_unload()


def _ends(model: Any, tokenizer: Any) -> list[int]:
    """Give the tokens that end a reply."""
    own = model.generation_config.eos_token_id
    ends = {*(own if isinstance(own, list) else [own]), tokenizer.eos_token_id} - {None}
    if not ends:
        raise ValueError("the model names no token that ends a reply (eos_token)")
    return sorted(ends)


def _files(path: str) -> str:
    """Give where a model's files are; a model of the Hub has been fetched by now."""
    from transformers.utils import cached_file

    place = Path(path).expanduser()
    return str(place) if place.exists() else os.path.dirname(str(cached_file(path, "config.json")))


def _manner(request: Request) -> tuple[Any, ...]:
    """Give what requests of one batch have in common."""
    return request.sampling, request.stop


def _memory(device: Any) -> int:
    """Give how many bytes the keys and values of a batch may take."""
    import torch

    if device.type == "cuda":
        return int(SHARE * torch.cuda.mem_get_info(device)[0])
    return int(SHARE / 2 * os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))


hf = player(HF)
"""Make an agent of a spec `hf:PATH?...`: the options of `HF`, and those of `baselines.llm.agent.Manner`."""
