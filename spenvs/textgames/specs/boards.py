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
            "mars": {"draw": 0.1},
        },
        differs={
            "mars": "A draw pays 0.1 to each player, as where MARS trains, so that the game is not zero-sum. The "
            "default pays nothing: what is good for one player is as bad for the other."
        },
        sources=("Gardner (1959) for the misère and wild variants", "MARS (preset mars)"),
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
            "mars": {"draw": 0.1},
        },
        differs={"mars": "A draw pays 0.1 to each player, as in MARS; by default nothing: the game is zero-sum."},
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
    EnvSpec(
        "UltimateTicTacToe-v0",
        "spenvs.textgames.ultimate_tictactoe",
        "Nine tic-tac-toe boards in a large one: the square of each move says in which board the next is made.",
        tags=("board", "perfect"),
        sources=("OpenSpiel's ultimate_tic_tac_toe", "TextArena's UltimateTicTacToe"),
    ),
    EnvSpec(
        "Othello-v0",
        "spenvs.textgames.othello",
        "Othello (Reversi), on square boards of any even size.",
        tags=("board", "perfect"),
        presets={"tiny": {"size": 4}, "small": {"size": 6}},
        sources=("OpenSpiel's othello", "TextArena's Othello"),
        values=(
            ("value for player_0, 4 by 4", "-1", "exhaustive search"),
            ("value for player_0, 6 by 6", "-1", "Feinstein (1993)"),
            ("value", "0", "Takizawa (2023), Othello is solved"),
        ),
    ),
    EnvSpec(
        "Breakthrough-v0",
        "spenvs.textgames.breakthrough",
        "Pieces walk forward; whoever brings one to the far side wins.",
        tags=("board", "perfect"),
        presets={
            "small": {"rows": 6, "columns": 6},
            "tiny": {"rows": 5, "columns": 5},
            "textarena": {"diagonals": False},
        },
        differs={
            "textarena": "TextArena's pieces walk diagonally only to capture. The default keeps to the rules of the "
            "game's author: they may also do so to a free square, and so nobody is ever unable to move. In TextArena "
            "who cannot loses by the illegal moves that are left; here at once."
        },
        sources=("Troyka (2000), winner of the 8x8 game design competition", "OpenSpiel's breakthrough"),
        values=(("value for player_0, 4 by 4", "-1", "exhaustive search"),),
    ),
    EnvSpec(
        "Hex-v0",
        "spenvs.textgames.hex",
        "Connect your two sides of a board of hexagons: somebody always does.",
        tags=("board", "perfect"),
        presets={"eleven": {"size": 11}, "pie": {"swap": True}},
        sources=("Hein (1942) and Nash (1948)", "OpenSpiel's hex"),
        values=(
            ("value for player_0", "1", "Nash: strategy stealing, any size without the swap"),
            ("value for player_0 with the swap", "-1", "by the same argument"),
        ),
    ),
    EnvSpec(
        "SimpleTak-v0",
        "spenvs.textgames.simple_tak",
        "Tak with flat stones that stay where they are: connect two opposite sides.",
        tags=("board", "perfect"),
        presets={"medium": {"size": 5}},
        sources=("TextArena's SimpleTak",),
        values=(("value, 4 by 4", "0", "exhaustive search"),),
    ),
    EnvSpec(
        "Chopsticks-v0",
        "spenvs.textgames.chopsticks",
        "Hands of fingers hit each other; five fingers put a hand out.",
        tags=("hands", "perfect"),
        presets={"rollover": {"rollover": True}},
        sources=("TextArena's Chopsticks",),
        values=(("value for player_0", "-1", "exhaustive search"), ("value with rollover", "0", "exhaustive search")),
    ),
)
