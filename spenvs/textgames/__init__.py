"""Text games: boards, cards, dice and talk."""

from spenvs.registry import EnvSpec

ENVIRONMENTS = (
    EnvSpec(
        "TicTacToe-v0",
        "spenvs.textgames.tictactoe",
        "Tic-tac-toe, on any board (m, n, k), misère and wild.",
        tags=("board", "perfect"),
        presets={
            "misere": {"misere": True},
            "wild": {"wild": True},
            "gomoku": {"rows": 15, "columns": 15, "line": 5},
        },
        sources=("Gardner (1959) for the misère and wild variants",),
        values=(("value", "0", "exhaustive search"), ("nodes of the game tree", "549,946", "OpenSpiel 2.0.2")),
    ),
    EnvSpec(
        "KuhnPoker-v0",
        "spenvs.textgames.kuhn_poker",
        "Poker with one card each and one bet: the smallest game in which bluffing pays.",
        tags=("cards", "poker", "hidden"),
        presets={"three-players": {"players": 3}, "four-players": {"players": 4}},
        sources=("Kuhn (1950), A simplified two-person poker", "Szafron, Gibson and Sturtevant (2013) for three players"),
        values=(
            ("value for player_0", "-1/18", "Kuhn (1950)"),
            ("exploitability of uniform play", "0.458333", "OpenSpiel 2.0.2"),
        ),
    ),
)
