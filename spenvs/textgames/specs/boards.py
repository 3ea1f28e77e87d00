"""Boards and heaps: everything is seen."""

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
        "ConnectFour-v0",
        "spenvs.textgames.connect_four",
        "Connect Four, on any board and with any length of line.",
        tags=("board", "perfect"),
        presets={
            "small": {"rows": 5, "columns": 4},
            "three": {"rows": 4, "columns": 5, "line": 3},
            "five": {"rows": 8, "columns": 9, "line": 5},
        },
        sources=("Allen (1988) and Allis (1988), A knowledge-based approach of Connect-Four",),
        values=(
            ("value for player_0", "1", "Allis (1988)"),
            ("positions after 0 to 6 moves", "1, 7, 49, 238, 1,120, 4,263, 16,422", "Tromp, OEIS A212693"),
        ),
    ),
    EnvSpec(
        "Nim-v0",
        "spenvs.textgames.nim",
        "Nim with any heaps, normal and misère.",
        tags=("board", "perfect"),
        presets={"misere": {"misere": True}, "three-heaps": {"heaps": (3, 4, 5)}},
        sources=("Bouton (1901), Nim, a game with a complete mathematical theory",),
        values=(("value for player_0", "-1", "Bouton (1901)"), ("value for player_0, misère", "-1", "Bouton (1901)")),
    ),
)
