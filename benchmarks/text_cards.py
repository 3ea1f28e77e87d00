"""Text steps of games of cards, against TextArena's.

    python benchmarks/text_cards.py

A step reads the full text of the turn and answers with the text of a random legal move, as in `aec_steps.py`.
TextArena's KuhnPoker-v0 has three hands, its IndianPoker-v0 five; ours is timed with as many, and with one. CPU
seconds, one core, the best of three runs.
"""

from aec_steps import kuhn_moves, textarena_texts, texts

import spenvs


def indian_moves(env) -> list[str]:
    """Legal moves of TextArena's Indian poker, raises of at most three chips, as often as is paid for."""
    state, seat = env.state.game_state, env.state.current_player_id
    to_call, bank = state["highest_bet"] - state["current_bets"][seat], state["player_chips"][seat]
    if to_call == 0:
        return ["[check]", *[f"[bet {chips}]" for chips in range(1, min(3, bank) + 1)]]
    raises = [f"[raise {chips}]" for chips in range(1, min(3, bank - to_call) + 1)]
    return ["[fold]", "[call]", *raises]


def goofspiel_moves(env) -> list[str]:
    """The cards that the mover of TextArena's GameOfPureStrategy has left."""
    faces = {1: "A", 11: "J", 12: "Q", 13: "K"}
    hand = env.state.game_state["player_hands"][env.state.current_player_id]
    return [f"[{faces.get(card, card)}]" for card in hand]


GAMES = (
    ("KuhnPoker-v0", {"hands": 3}, "KuhnPoker-v0", kuhn_moves),
    ("KuhnPoker-v0", {}, "KuhnPoker-v0", kuhn_moves),
    ("IndianPoker-v0", {"hands": 5}, "IndianPoker-v0", indian_moves),
    ("IndianPoker-v0", {}, "IndianPoker-v0", indian_moves),
    ("Goofspiel-v0", {"open_bids": True}, "GameOfPureStrategy-v0", goofspiel_moves),
    ("Goofspiel-v0", {}, "GameOfPureStrategy-v0", goofspiel_moves),
)


def main() -> None:
    """Print the table."""
    print(f"{'text steps per CPU-second':36} {'spenvs':>9} {'TextArena':>10} {'ratio':>6}")
    for id, options, name, legal in GAMES:
        env = spenvs.make(id, **options)
        texts(env, 1000)
        ours = max(texts(env, 50_000) for _ in range(3))
        theirs = max(textarena_texts(name, legal, 10_000) for _ in range(3))
        setting = " ".join(f"{key}={value}" for key, value in options.items())
        print(f"{id + ' ' + setting:36} {ours:9,.0f} {theirs:10,.0f} {ours / theirs:6.1f}")


if __name__ == "__main__":
    main()
