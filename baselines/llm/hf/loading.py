"""Models of the transformers library from folders, files and the Hub, and what is said when one cannot be loaded."""

import contextlib
import io
import os
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from logging import ERROR, getLogger
from pathlib import Path
from typing import Any

from spenvs.core.moves import quote

HUB_NAME = re.compile(r"[\w-][\w.-]*/[\w.-]+")
LONGEST_REASON = 300


@dataclass(frozen=True)
class Loaded:
    """A model, ready to run.

    Attributes:
        model: of the transformers library, on its device.
        tokenizer: its tokenizer.
        processor: what turns chats with pictures into inputs; None for a model that does not see.
        files: the folders or files that it was read from.
    """

    model: Any
    tokenizer: Any
    processor: Any
    files: tuple[str, ...]


def load(path: str, adapter: str, device: str, dtype: str) -> Loaded:
    """Load a model, without a word on the screen and without touching PyTorch's generator.

    Raises:
        ValueError: there is no such model or adapter, or no such device or number format; one sentence.
        ImportError: a library is not installed.
    """
    try:
        import torch
        import transformers  # noqa: F401
    except ImportError:
        raise ImportError("hf: needs PyTorch and transformers: pip install 'spenvs[llm]'") from None
    where, form = _device(device), _dtype(dtype)
    name, options = place(path)
    with quiet(), contextlib.redirect_stderr(io.StringIO()), torch.random.fork_rng(devices=[]):
        model, tokenizer, processor = _read(path, name, options, form)
        if adapter:
            model = _adapted(model, adapter)
        try:
            model = model.to(where).eval()
        except RuntimeError as error:  # out of memory
            raise ValueError(f"{path} cannot be put onto {where}: {sentence(error)}") from None
    read = (files(name, options), *([adapter] if adapter else []))
    return Loaded(model, tokenizer, processor, read)


def _device(name: str) -> Any:
    import torch

    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise ValueError(f'device must be "auto", "cpu", or as "cuda:0"; got {quote(name)}') from None
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"there is no device {name}: PyTorch finds {torch.cuda.device_count()} of CUDA here")
    return device


def _dtype(name: str) -> Any:
    import torch

    form = getattr(torch, str(name), None)
    if name != "auto" and not (isinstance(form, torch.dtype) and form.is_floating_point and form.itemsize > 1):
        raise ValueError(f'dtype must be "auto", "float32", "bfloat16" or "float16"; got {quote(name)}')
    return form or "auto"


def place(path: str) -> tuple[str, dict[str, Any]]:
    """Give the folder of a model, or its name on the Hub, and the options to read it with.

    Raises:
        ValueError: there is no such folder or file, or no model in it.
    """
    given = Path(path).expanduser()
    if given.suffix == ".gguf":
        if not given.is_file():
            raise ValueError(f"there is no file {path}")
        return str(given.parent), {"gguf_file": given.name}
    if given.is_file():
        raise ValueError(f"{path} is a file: a folder with a Hugging Face model, or a file *.gguf, was expected")
    if given.is_dir():
        if not (given / "config.json").is_file():
            what = "an adapter: give its model, and this as ?adapter=" if is_adapter(given) else "no model"
            raise ValueError(f"{path} holds {what}: a folder with config.json and weights was expected")
        return str(given), {}
    if not HUB_NAME.fullmatch(path):
        raise ValueError(f"there is no folder {path}: a folder with a Hugging Face model was expected")
    return path, {}


def _read(path: str, name: str, options: dict[str, Any], dtype: Any) -> tuple[Any, Any, Any]:
    """Give the model, its tokenizer, and its processor if it sees."""
    import transformers as hf

    options = {**options, "trust_remote_code": False}
    part = "its config.json"
    try:
        config = hf.AutoConfig.from_pretrained(name, **options)
        sees = hasattr(config, "vision_config") and type(config) in hf.MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING
        kind = hf.AutoModelForImageTextToText if sees else hf.AutoModelForCausalLM
        if not sees and type(config) not in hf.MODEL_FOR_CAUSAL_LM_MAPPING:
            raise ValueError(f"a model of type {config.model_type} is none that goes on from a text")
        part = "its tokenizer"
        tokenizer = hf.AutoTokenizer.from_pretrained(name, **options)
        if not tokenizer("a text")["input_ids"]:  # without files, the library makes an empty one
            raise ValueError("it knows no letters; is there a tokenizer.json?")
        part = "what reads its images"
        processor = hf.AutoProcessor.from_pretrained(name, **options) if sees else None
        part = "its weights"
        made: Any = kind.from_pretrained(name, config=config, dtype=dtype, output_loading_info=True, **options)
    except Exception as error:  # the library raises whatever a broken file leads to
        if not Path(name).exists() and part == "its config.json":
            where = "there is no such folder, and no such model of the Hugging Face Hub at hand"
            raise ValueError(f"{path} cannot be loaded: {where}") from None
        raise ValueError(f"{path} cannot be loaded, because of {part}: {sentence(error)}") from None
    model, found = made
    if missing := sorted(found["missing_keys"]):
        raise ValueError(f"{path} cannot be loaded: {len(missing)} of its weights are missing, as {missing[0]}")
    tokenizer.model_max_length = int(1e30)  # the engine looks after lengths; the tokenizer would only warn
    return model, tokenizer, processor


def is_adapter(place: Path) -> bool:
    """Whether a folder holds a LoRA adapter."""
    return (place / "adapter_config.json").is_file()


def _adapted(model: Any, adapter: str) -> Any:
    """Merge a LoRA adapter (Hu et al., 2021, arXiv 2106.09685) into a model."""
    try:
        from peft import PeftModel
    except ImportError:
        raise ImportError("an adapter needs peft: pip install 'spenvs[llm]'") from None
    place = Path(adapter).expanduser()
    if not is_adapter(place):
        raise ValueError(
            f"{adapter} holds no adapter: a folder with adapter_config.json, as peft saves it, was expected"
        )
    try:
        return PeftModel.from_pretrained(model, str(place)).merge_and_unload()
    except Exception as error:  # as above
        raise ValueError(f"the adapter {adapter} does not fit the model: {sentence(error)}") from None


def sentence(error: Exception) -> str:
    """Give the beginning of what a library has to say, on one line."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= LONGEST_REASON else f"{text[:LONGEST_REASON]}..."


def files(name: str, options: dict[str, Any]) -> str:
    """Give where a model's files are; a model of the Hub has been fetched by now."""
    from transformers.utils import cached_file

    if Path(name).exists():
        return str(Path(name) / options.get("gguf_file", ""))
    return os.path.dirname(str(cached_file(name, "config.json")))


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep the library's progress bars and advice off the screen; its errors are raised."""
    from transformers.utils import logging

    hub = getLogger("huggingface_hub")
    level, hub_level, bars = logging.get_verbosity(), hub.level, logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    hub.setLevel(ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.set_verbosity(level)
        hub.setLevel(hub_level)
        if bars:
            logging.enable_progress_bar()
