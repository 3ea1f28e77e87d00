"""Language models run by vLLM in process: a game goes on as soon as its own reply is done (continuous batching)."""

import itertools
import time
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any, Literal

from baselines.agent import Unusable
from baselines.llm.agent import player
from baselines.llm.chat import Engine, Prompt, Reply, Request, Tokens, TooLong
from baselines.llm.hf.loading import files, sentence
from baselines.llm.prompt import Words
from baselines.llm.vllm.loading import Options, start
from baselines.llm.weights import files_hash
from spenvs.core.game import option
from spenvs.core.turn import Fault

WORK_SECONDS = 0.003
"""A poll goes on for so long if no reply is ready, so that a fast engine is not kept waiting between two polls."""


class VLLM(Engine):
    """A model of the vLLM library (Kwon et al., 2023, arXiv 2309.06180).

    A poll is a step of the engine, which draws one token for each request that it works on. Each request draws from a
    generator of its own, so what is in the batch beside it changes nothing but rounding. What requests begin with in
    common, such as the rules of a game, is read once (prefix caching).

    The engine is a process of its own, so that it works on while games are moved on.
    """

    def __init__(
        self,
        path: str,
        *,
        adapter: str = "",
        dtype: str = "auto",
        context: int = 0,
        concurrency: int = 256,
        memory: float = 0.0,
        tensor_parallel: int = 1,
        eager: bool = False,
    ):
        """Load a model.

        Args:
            path: a folder with a model, or the name of a model on the Hugging Face Hub.
            adapter: a folder with a LoRA adapter (Hu et al., 2021, arXiv 2106.09685), as peft saves it.
            dtype: as "float32" or "bfloat16"; "auto" for what vLLM takes, which is never float32.
            context: the longest prompt with its reply, in tokens; 0 for as long as the model's.
            concurrency: how many replies are made at once.
            memory: the share of a GPU's memory, or of a machine's, that weights and cache may take, up to 1; 0 for 0.9
                of a GPU's or a quarter of a machine's.
            tensor_parallel: over how many GPUs the model is spread.
            eager: run the model without compiling it: it is ready sooner, and slower.

        Raises:
            ValueError: there is no such model or adapter, or an option is out of range.
            ImportError: vLLM is not installed.
        """
        self.concurrency = option("concurrency", concurrency, 1, 65536)
        option("context", context, 0, 1 << 30)
        option("tensor_parallel", tensor_parallel, 1, 1024)
        if isinstance(memory, bool) or not isinstance(memory, int | float) or not 0 <= memory <= 1:
            raise ValueError(f"memory must be a share from 0 to 1; got {memory!a}")
        arguments = Options(path, adapter, dtype, context, concurrency, memory, tensor_parallel, eager).arguments()
        self.core = self._start(arguments)
        self.context: int = self.core.model_config.max_model_len
        self.words = Words(self.core.get_tokenizer())
        self._files = [files(arguments["model"], {}), *([adapter] if adapter else [])]
        self.seer = _seer(arguments["model"], self.words) if self.core.model_config.is_multimodal_model else None
        self._adapter = _adapter(adapter) if adapter else None
        self._numbers = itertools.count()
        self._open: dict[str, tuple[Hashable, Request]] = {}
        self._ids: dict[Hashable, str] = {}
        self._ready: list[tuple[Hashable, Reply | Fault]] = []
        self._scored: dict[str, Any] = {}

    def _start(self, arguments: dict[str, Any]) -> Any:
        return start(arguments)

    def submit(self, key: Hashable, request: Request) -> None:
        """Take a request.

        Raises:
            Unusable: it is to be drawn in a way that vLLM does not know, or shows images to a model that does not see.
        """
        prompt, length = self._prompt(request)
        if length >= self.context:
            why = f"the prompt does not fit into the {self.context} tokens that the model reads"
            self._ready.append((key, TooLong("crash", why)))
            return
        id, sampling = f"{next(self._numbers)}", self._sampling(request, length)
        try:
            self.core.add_request(id, prompt, sampling, lora_request=self._adapter)
        except Exception as error:
            self._ready.append((key, Fault("crash", f"vLLM does not take the prompt: {sentence(error)}")))
            return
        self._open[id], self._ids[key] = (key, request), id

    def _prompt(self, request: Request) -> tuple[dict[str, Any], int]:
        """Give a prompt as vLLM takes it, and its length in tokens; 0 where only vLLM knows it."""
        if request.images and not isinstance(request.prompt, str):
            from PIL import Image

            if self.seer is None:
                raise Unusable(f"{self._files[0]} does not see: it reads no images, so leave out images=true")
            pictures = [Image.fromarray(picture) for picture in request.images]
            text = self.seer.text(request.prompt, len(pictures))
            return {"prompt": text, "multi_modal_data": {"image": pictures}}, 0
        ids = self.words.ids(request.prompt)
        return {"prompt_token_ids": ids}, len(ids)

    def _sampling(self, request: Request, length: int) -> Any:
        from vllm import SamplingParams
        from vllm.sampling_params import RequestOutputKind

        how, stop = request.sampling, [*request.stop, *self.words.stop]
        try:
            return SamplingParams(
                temperature=how.temperature,
                top_p=how.top_p,
                top_k=how.top_k,
                seed=request.seed,
                max_tokens=min(how.max_tokens, self.context - length),
                stop=stop,
                logprobs=0 if how.trace else None,
                detokenize=bool(stop),
                output_kind=RequestOutputKind.FINAL_ONLY,
            )
        except Exception as error:  # vLLM's own kind, which has changed
            raise Unusable(f"vLLM does not draw tokens so: {sentence(error)}") from None

    def poll(self) -> list[tuple[Hashable, Reply | Fault]]:
        """Let the engine take steps until a reply is ready, or for three milliseconds."""
        end = time.monotonic() + WORK_SECONDS
        while self._open and not self._ready:
            self._step()
            if time.monotonic() > end:
                break
        ready, self._ready = self._ready, []
        return ready

    def _step(self) -> None:
        """Take one step, and put aside what it has finished.

        Raises:
            Unusable: the engine has stopped working.
        """
        try:
            outputs = self.core.step()
        except Exception as error:
            raise Unusable(f"vLLM stopped working: {type(error).__name__}: {sentence(error)}") from error
        for output in outputs:
            if not output.finished:
                continue
            if output.request_id in self._scored:
                self._scored[output.request_id] = output
            elif asked := self._open.pop(output.request_id, None):
                key, request = asked
                del self._ids[key]
                self._ready.append((key, self._reply(request, output)))

    def _reply(self, request: Request, output: Any) -> Reply | Fault:
        """Put into words what the model has drawn."""
        drawn = output.outputs[0]
        if drawn.finish_reason not in ("stop", "length"):
            return Fault("crash", f"vLLM ended the reply: {drawn.finish_reason}")
        ids, prompt = list(drawn.token_ids), list(output.prompt_token_ids)
        text, stopped = self.words.until(self.words.reply(ids, request.prompt), request.stop)
        finish: Literal["stop", "length"] = "length" if drawn.finish_reason == "length" and not stopped else "stop"
        tokens = None
        if request.sampling.trace:
            each = zip(ids, drawn.logprobs, strict=True)
            tokens = Tokens(prompt, ids, [found[token].logprob for token, found in each])
        return Reply(text, finish, len(prompt), len(ids), tokens=tokens)

    def cancel(self, key: Hashable) -> None:
        """Forget a request."""
        self._ready = [(other, reply) for other, reply in self._ready if other != key]
        if (id := self._ids.pop(key, None)) is not None:
            del self._open[id]
            self.core.abort_request([id])

    def score(self, prompts: Sequence[Prompt], answers: Sequence[Sequence[str]]) -> list[list[float]]:
        """Give the log-probabilities of answers, as `Engine.score` says.

        Raises:
            ValueError: a prompt with an answer is longer than what the model reads.
        """
        from vllm import SamplingParams

        how = SamplingParams(temperature=0.0, max_tokens=1, prompt_logprobs=0, detokenize=False)
        scored: list[list[tuple[str, int]]] = []
        for prompt, texts in zip(prompts, answers, strict=True):
            head = self.words.ids(prompt)
            scored.append([])
            for text in texts:
                ids, id = [*head, *self.words.answer_ids(text)], f"{next(self._numbers)}"
                if len(ids) >= self.context:
                    self._forget_scores()
                    raise ValueError(f"a prompt with its answer has {len(ids)} tokens: the model reads {self.context}")
                self.core.add_request(id, {"prompt_token_ids": ids}, how, lora_request=self._adapter)
                self._scored[id] = None
                scored[-1].append((id, len(head)))
        while not all(self._scored.values()):
            self._step()
        found = [[_logprob(self._scored[id], head) for id, head in row] for row in scored]
        self._scored.clear()
        return found

    def _forget_scores(self) -> None:
        self.core.abort_request(list(self._scored))
        self._scored.clear()

    def pieces(self, ids: Sequence[int]) -> list[bytes]:
        """Give the text of each token."""
        return self.words.pieces(ids)

    def version(self) -> str:
        """Hash the model's files, and the adapter's."""
        return files_hash(self._files)

    def close(self) -> None:
        """End the engine, and give back its memory."""
        self.core.engine_core.shutdown()


def _adapter(path: str) -> Any:
    from vllm.lora.request import LoRARequest

    return LoRARequest("adapter", 1, str(Path(path).expanduser()))


def _seer(model: str, words: Words) -> Any:
    """Give what writes chats with pictures for a model that sees."""
    from transformers import AutoProcessor

    from baselines.llm.hf.seeing import Seer

    return Seer(AutoProcessor.from_pretrained(model), words)


def _logprob(output: Any, head: int) -> float:
    """Sum what the tokens after the first `head` were given."""
    each = zip(output.prompt_token_ids[head:], output.prompt_logprobs[head:], strict=True)
    return sum(found[token].logprob for token, found in each)


vllm = player(VLLM)
"""Make an agent of a spec `vllm:PATH?...`: the options of `VLLM`, and those of `baselines.llm.agent.Manner`."""
