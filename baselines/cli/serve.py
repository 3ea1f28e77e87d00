"""`spenvs serve`: a language model behind OpenAI's interface, for other people's tools."""

import os
import sys
from dataclasses import dataclass
from typing import Annotated, Any

from tyro.conf import Positional, arg

from baselines.cli.words import Name
from baselines.registry import AgentSpec, make_agent
from baselines.screen import screen

KEY = "SPENVS_API_KEY"


@dataclass(frozen=True)
class Serve:
    """Serve an agent's language model to OpenAI's clients, over HTTP.

    For example: spenvs serve hf:path/to/model?temperature=0.7 --port 8000

    If SPENVS_API_KEY is set in the environment, clients must send it as key.
    """

    agent: Annotated[Positional[str], arg(metavar="AGENT")]
    """the agent: hf:PATH, vllm:PATH or openai:URL; its options hold where a request does not say"""
    host: str = "127.0.0.1"
    """the address to listen on; 0.0.0.0 for all of this machine's"""
    port: int = 8000
    """the port; 0 for any that is free"""
    name: Name = None
    """what clients call the model; by default the last part of its path, or its name at another server"""

    def run(self) -> None:
        """Serve until interrupted.

        Raises:
            ValueError: the agent is none with a language model.
            OSError: the address cannot be listened on.
        """
        from baselines.llm.agent import LanguageAgent

        if not 0 <= self.port <= 65535:
            raise ValueError(f"--port must be from 0 to 65535; got {self.port}")
        agent = make_agent(self.agent)
        if not isinstance(agent, LanguageAgent):
            raise ValueError(
                f"{self.agent} cannot be served: it answers turns of games, not chats; "
                "an agent with a language model (hf:, vllm:, openai:) was expected"
            )
        try:
            from baselines.llm.serve.service import Service, http_server, listen
        except ImportError:
            raise ValueError("spenvs serve needs starlette and uvicorn: pip install 'spenvs[llm]'") from None
        with listen(self.host, self.port) as listener:
            model = self.name or model_name(self.agent, agent.engine)
            service = Service(agent, model, os.environ.get(KEY, ""))
            host = f"[{self.host}]" if ":" in self.host else self.host
            address = f"http://{host}:{listener.getsockname()[1]}/v1"
            screen().print(f"{model} is served at {address}; Ctrl-C ends it.", markup=False, soft_wrap=True)
            try:
                http_server(service).run([listener])
            finally:
                if service.worker.busy:  # in the midst of a batch; Python cannot end while PyTorch computes in a thread
                    sys.stderr.write("Stopped.\n")
                    os._exit(130)


def model_name(spec: str, engine: Any) -> str:
    """Name the model of an agent: as its own server does, or by the last part of its path."""
    own = getattr(engine, "model", None)
    return own if isinstance(own, str) else AgentSpec.parse(spec).target.rstrip("/").rpartition("/")[2] or spec
