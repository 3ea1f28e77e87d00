"""Steps of whole games through PettingZoo's AEC interface, against PettingZoo's own games and TextArena's.

    python benchmarks/aec_steps.py

With arrays, a step is `last()`, a random legal action out of the mask, and `step`; PettingZoo's games as its `env()`
makes them. With text, a step reads the full text of the turn and answers with the text of a move; TextArena's games as
`textarena.make` makes them, a new one for each episode because the old one leaks into the next. CPU seconds, one core.
"""

import random
import time

import spenvs


def arrays(env, steps: int) -> float:
    """Steps per CPU-second of random play through arrays."""
    rng, done, start = random.Random(0), 0, time.process_time()
    env.reset(seed=1)
    while done < steps:
        env.reset()
        for _ in env.agent_iter():
            observation, _, terminated, truncated, _ = env.last()
            if terminated or truncated:
                env.step(None)
                continue
            legal = observation["action_mask"].nonzero()[0]
            env.step(int(legal[int(rng.random() * len(legal))]))
            done += 1
    return done / (time.process_time() - start)


def texts(env, steps: int, some=lambda legal: legal) -> float:
    """Steps per CPU-second of random play through text, out of some of the legal moves."""
    rng, done, read, start = random.Random(0), 0, 0, time.process_time()
    env.reset(seed=1)
    while done < steps:
        env.reset()
        for agent in env.agent_iter():
            _, _, terminated, truncated, _ = env.last(observe=False)
            if terminated or truncated:
                env.step(None)
                continue
            read += len(env.text(agent))
            legal = some(env.legal(agent))
            env.step(legal[int(rng.random() * len(legal))])
            done += 1
    assert read > 0
    return done / (time.process_time() - start)


def textarena_texts(name: str, legal, steps: int) -> float:
    """The same through TextArena's default wrappers; `legal(env)` gives the legal moves, off the clock."""
    import textarena

    rng, done, seconds = random.Random(0), 0, 0.0
    while done < steps:
        start = time.process_time()
        env = textarena.make(name)
        env.reset(num_players=2, seed=done)
        over = False
        while not over:
            env.get_observation()
            seconds += time.process_time() - start
            moves = legal(env)
            move = moves[int(rng.random() * len(moves))]
            start = time.process_time()
            over, _ = env.step(move)
            done += 1
        seconds += time.process_time() - start
    return done / seconds


def board_moves(env) -> list[str]:
    """Legal moves of TextArena's tic-tac-toe."""
    board = env.state.game_state["board"]
    return [f"[{3 * r + c}]" for r in range(3) for c in range(3) if board[r][c] == ""]


def column_moves(env) -> list[str]:
    """Legal moves of TextArena's Connect Four."""
    top = env.state.game_state["board"][0]
    return [f"[col {c}]" for c in range(7) if top[c] == "."]


def kuhn_moves(env) -> list[str]:
    """Legal moves of TextArena's Kuhn poker."""
    legal = env.state.game_state["current_legal_action_tree"]
    return [f"[{move}]" for move in legal]


def lowest_bids(legal: list[str]) -> list[str]:
    """The two lowest bids, and the challenge: random bids would end most rounds at once."""
    return [*legal[:2], legal[-1]]


def dice_moves(env) -> list[str]:
    """The same of TextArena's liar's dice."""
    bid = env.state.game_state["current_bid"]
    quantity, face = bid["quantity"], bid["face_value"]
    raised = [f"[Bid: {max(quantity, 1)}, {face + 1}]"] if face < 6 else []
    return [*raised, f"[Bid: {quantity + 1}, {max(face, 1)}]", *(["[Call]"] if quantity else [])]


def main() -> None:
    """Print both tables."""
    from pettingzoo.classic import connect_four_v3, leduc_holdem_v4, tictactoe_v3

    print("AEC steps/CPU-s with arrays     spenvs   PettingZoo   ratio")
    for id, peer in (
        ("TicTacToe-v0", tictactoe_v3),
        ("ConnectFour-v0", connect_four_v3),
        ("LeducPoker-v0", leduc_holdem_v4),
    ):
        arrays(spenvs.make(id), 1000)
        ours = max(arrays(spenvs.make(id), 100_000) for _ in range(3))
        theirs = max(arrays(peer.env(), 10_000) for _ in range(3))
        print(f"{id:28}{ours:10,.0f}   {theirs:10,.0f}   {ours / theirs:5.1f}")
    print("\nAEC steps/CPU-s with text       spenvs    TextArena   ratio")
    for id, name, legal in (
        ("TicTacToe-v0", "TicTacToe-v0", board_moves),
        ("KuhnPoker-v0", "KuhnPoker-v0", kuhn_moves),
        ("ConnectFour-v0", "ConnectFour-v0", column_moves),
        ("LiarsDice-v0", "LiarsDice-v0", dice_moves),
    ):
        env = spenvs.make(id, dice=5) if id == "LiarsDice-v0" else spenvs.make(id)
        texts(env, 1000)
        some = lowest_bids if id == "LiarsDice-v0" else lambda legal: legal
        ours = max(texts(env, 50_000, some) for _ in range(3))
        theirs = max(textarena_texts(name, legal, 20_000) for _ in range(3))
        print(f"{id:28}{ours:10,.0f}   {theirs:10,.0f}   {ours / theirs:5.1f}")


if __name__ == "__main__":
    main()
