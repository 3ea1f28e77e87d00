"""Language models run by Hugging Face's transformers, in left-padded batches."""

import inspect
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from baselines.agent import Unusable
from baselines.llm.agent import player
from baselines.llm.chat import Engine, Prompt, Reply, Request, Tokens, TooLong
from baselines.llm.hf.loading import load, quiet
from baselines.llm.hf.seeing import Seen, Seer, shapes, together
from baselines.llm.prompt import Words
from baselines.llm.weights import files_hash
from spenvs.core.game import option
from spenvs.core.turn import Fault


@dataclass(slots=True)
class _Asked:
    """A request, the tokens of its prompt, and what else the model reads beside them: pictures."""

    request: Request
    prompt: list[int]
    most: int
    seen: Seen = field(default_factory=dict)

    @property
    def length(self) -> int:
        """How long the text may become, in tokens."""
        return len(self.prompt) + self.most

    @property
    def manner(self) -> tuple[Any, ...]:
        """What requests of one batch have in common."""
        how = self.request.sampling
        return how.temperature, how.top_p, how.top_k, how.trace, *shapes(self.seen)


class HF(Engine):
    """A model of the transformers library.

    A poll answers one batch: the request that waits longest and those drawn from alike, as many as memory allows. Each
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
        loaded = load(str(path), str(adapter), str(device), str(dtype))
        from baselines.llm.hf.memory import footprint

        self.model, self._files = loaded.model, loaded.files
        self.words = Words(loaded.tokenizer)
        self.seer = Seer(loaded.processor, self.words) if loaded.processor else None
        self.ends = _ends(self.model, loaded.tokenizer)
        self.pad = loaded.tokenizer.pad_token_id if loaded.tokenizer.pad_token_id is not None else self.ends[0]
        self.context: int = getattr(self.model.config.get_text_config(), "max_position_embeddings", 1 << 30)
        self._prepare()
        self._footprint = footprint(self.model)
        self._waiting: dict[Hashable, _Asked] = {}

    def _prepare(self) -> None:
        """Leave nothing of what a model's authors recommend for sampling: that is the agent's to say."""
        from transformers import GenerationConfig

        self.model.generation_config = GenerationConfig(eos_token_id=self.ends, pad_token_id=self.pad, do_sample=False)
        self.model.register_forward_pre_hook(self._within_context, with_kwargs=True)
        self._takes = set(inspect.signature(self.model.forward).parameters)

    def _within_context(self, _: Any, args: Any, inputs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Keep rows that have ended, and go on as padding, within the positions that the model knows."""
        if inputs.get("position_ids") is not None:
            inputs["position_ids"] = inputs["position_ids"].clamp(max=self.context - 1)
        return args, inputs

    def submit(self, key: Hashable, request: Request) -> None:
        """Take a request.

        Raises:
            Unusable: it shows images to a model that does not see, or beside a text that is no chat.
        """
        if request.images and self.seer is None:
            raise Unusable(f"{self._files[0]} does not see: it reads no images, so leave out images=true")
        if request.images and isinstance(request.prompt, str):
            raise Unusable("images are shown in a chat, which this dialect does not make: leave out images=true")
        prompt, seen = self._read(request.prompt, request.images)
        most = min(request.sampling.max_tokens, self.context - len(prompt))
        self._waiting[key] = _Asked(request, prompt, most, seen)

    def _read(self, prompt: Prompt, images: Sequence[Any] = ()) -> tuple[list[int], Seen]:
        """Give the tokens of a prompt, and what a model that sees reads beside them."""
        if self.seer is None or isinstance(prompt, str):
            return self.words.ids(prompt), {}
        return self.seer.read(prompt, images)

    def cancel(self, key: Hashable) -> None:
        """Forget a request."""
        self._waiting.pop(key, None)

    def poll(self) -> list[tuple[Hashable, Reply | Fault]]:
        """Answer one batch of those that wait."""
        too_long = [key for key, asked in self._waiting.items() if asked.most < 1]
        if too_long:
            fault = TooLong("crash", f"the prompt does not fit into the {self.context} tokens that the model reads")
            return [(key, fault) for key in too_long if self._waiting.pop(key)]
        keys = self._next()
        if not keys:
            return []
        try:
            replies = self._replies([self._waiting[key] for key in keys])
        except RuntimeError as error:
            if not _out_of_memory(error):
                raise
            return self._with_less(keys)
        for key in keys:
            del self._waiting[key]
        return list(zip(keys, replies, strict=True))

    def _next(self) -> list[Hashable]:
        """Choose the batch: the request that waits longest, and those that are drawn from alike, in their order."""
        keys: list[Hashable] = []
        length, manner = 0, None
        for key, asked in self._waiting.items():
            manner = manner or asked.manner
            if asked.manner == manner:
                length = max(length, asked.length)
                if keys and len(keys) >= self._rows(length):
                    break
                keys.append(key)
        return keys

    def _rows(self, length: int, scored: int = 1) -> int:
        """Give how many texts of a length, in tokens, one batch may hold."""
        return min(self.concurrency, self._footprint.rows(length, self.model.device, scored))

    def _with_less(self, keys: Sequence[Hashable]) -> list[tuple[Hashable, Reply | Fault]]:
        """After a batch that did not fit: batches of half the size from now on, or give up on a single request."""
        if len(keys) > 1:
            self.concurrency = len(keys) // 2
            return []
        fault = Fault("crash", f"there is not enough memory for a text of {self._waiting.pop(keys[0]).length} tokens")
        return [(keys[0], fault)]

    def _replies(self, taken: Sequence[_Asked]) -> list[Reply | Fault]:
        """Let the model go on from several prompts at once."""
        import torch

        from baselines.llm.hf.sampler import Ends, Sampler

        requests, prompts = [asked.request for asked in taken], [asked.prompt for asked in taken]
        longest, steps = max(map(len, prompts)), max(asked.most for asked in taken)
        device = self.model.device
        sampler = Sampler([request.seed for request in requests], requests[0].sampling, steps, device)
        stops = [(*request.stop, *self.words.stop) for request in requests]
        ends = Ends(self.words, longest, stops, [asked.most for asked in taken])
        ids, mask = self._padded(prompts)
        with torch.inference_mode(), quiet():
            made = self.model.generate(
                input_ids=ids,
                attention_mask=mask,
                max_new_tokens=steps,
                logits_processor=[sampler],
                stopping_criteria=[ends],
                **together([asked.seen for asked in taken], longest, self.model),
            )
        rows = zip(taken, made[:, longest:].tolist(), ends.lengths, sampler.logprobs(), sampler.sound(), strict=True)
        overflow = Fault("crash", f"the model's scores are not numbers: it overflows as {self.model.dtype}")
        return [
            self._reply(asked, drawn[:length], logprobs) if sound else overflow
            for asked, drawn, length, logprobs, sound in rows
        ]

    def _padded(self, rows: Sequence[Sequence[int]]) -> tuple[Any, Any]:
        """Give rows of ids as one array, int64 [rows, longest], padded on the left, and 1 where it is no padding."""
        import torch

        lengths = np.array([len(row) for row in rows])
        mask = np.arange(lengths.max(), 0, -1) <= lengths[:, None]
        ids = np.full(mask.shape, self.pad, np.int64)
        ids[mask] = np.concatenate([np.array(row, np.int64) for row in rows])
        device = self.model.device
        return torch.from_numpy(ids).to(device), torch.from_numpy(mask.astype(np.int64)).to(device)

    def _reply(self, asked: _Asked, drawn: list[int], logprobs: list[float]) -> Reply:
        """Cut what a row drew where it ended, and put it into words."""
        end = next((place for place, token in enumerate(drawn) if token in self.ends), None)
        drawn = drawn if end is None else drawn[: end + 1]
        text, stopped = self.words.until(self.words.reply(drawn, asked.request.prompt), asked.request.stop)
        tokens = Tokens(asked.prompt, drawn, logprobs[: len(drawn)]) if asked.request.sampling.trace else None
        finish: Literal["stop", "length"] = "length" if end is None and not stopped else "stop"
        return Reply(text, finish, len(asked.prompt), len(drawn), tokens=tokens)

    def score(self, prompts: Sequence[Prompt], answers: Sequence[Sequence[str]]) -> list[list[float]]:
        """Give the log-probabilities of answers, as `Engine.score` says.

        Raises:
            ValueError: a prompt with an answer is longer than what the model reads.
        """
        heads = [self._read(prompt)[0] for prompt in prompts]
        asked = [
            (ids, self.words.answer_ids(text)) for ids, texts in zip(heads, answers, strict=True) for text in texts
        ]
        left = sorted(range(len(asked)), key=lambda i: -_length(asked[i]))
        if left and (most := _length(asked[left[0]])) > self.context:
            raise ValueError(f"a prompt with its answer has {most} tokens: the model reads {self.context}")
        scores = [0.0] * len(asked)
        while left:
            answer = max(len(asked[i][1]) for i in left[: self.concurrency])
            batch = left[: self._rows(_length(asked[left[0]]), answer + 1)]
            try:
                scored = self._scores([asked[i] for i in batch])
            except RuntimeError as error:
                if not _out_of_memory(error) or len(batch) == 1:
                    raise
                self.concurrency = len(batch) // 2
                continue
            for place, score in zip(batch, scored, strict=True):
                scores[place] = score
            del left[: len(batch)]
        given = iter(scores)
        return [[next(given) for _ in texts] for texts in answers]

    def _scores(self, asked: Sequence[tuple[list[int], list[int]]]) -> list[float]:
        """Give the log-probability of each second text after its first."""
        import torch

        longest = max(len(answer) for _, answer in asked)
        ids, mask = self._padded([prompt + answer for prompt, answer in asked])
        inputs = {
            "attention_mask": mask,
            "position_ids": (mask.cumsum(-1) - 1).clamp(min=0),
            "logits_to_keep": longest + 1,
            "use_cache": False,
        }
        with torch.inference_mode(), quiet():
            found = self.model(ids, **{name: each for name, each in inputs.items() if name in self._takes})
            scores = found.logits[:, -longest - 1 : -1].float()
            each = scores.log_softmax(-1).gather(-1, ids[:, ids.shape[1] - longest :, None])[..., 0]
        return [float(row[longest - len(answer) :].sum()) for row, (_, answer) in zip(each, asked, strict=True)]

    def pieces(self, ids: Sequence[int]) -> list[bytes]:
        """Give the text of each token."""
        return self.words.pieces(ids)

    def version(self) -> str:
        """Hash the model's files, and the adapter's."""
        return files_hash(self._files)


def _length(asked: tuple[list[int], list[int]]) -> int:
    return len(asked[0]) + len(asked[1])


def _ends(model: Any, tokenizer: Any) -> list[int]:
    """Give the tokens that end a reply."""
    own = model.generation_config.eos_token_id
    ends = {*(own if isinstance(own, list) else [own]), tokenizer.eos_token_id} - {None}
    if not ends:
        raise ValueError("the model names no token that ends a reply (eos_token)")
    return sorted(ends)


def _out_of_memory(error: RuntimeError) -> bool:
    """Whether there was not enough memory, on a GPU or in the machine."""
    import torch

    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)


hf = player(HF)
"""Make an agent of a spec `hf:PATH?...`: the options of `HF`, and those of `baselines.llm.agent.Manner`."""
