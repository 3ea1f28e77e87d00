"""Kuhn and Leduc poker as SPIRAL, TextArena and MARS play them, their errors included."""

import itertools
import random

import numpy as np
import pytest

import spenvs
from spenvs.core.game import FiniteGame
from spenvs.core.position import Position
from spenvs.core.rules import OVER
from spenvs.textgames import kuhn_poker, leduc_poker

MATCHES = 3000


def preset(id: str, name: str) -> FiniteGame:
    return spenvs.make(id, preset=name).game


def chips(position: Position) -> list[int]:
    return position.s[kuhn_poker.CHIPS : kuhn_poker.CHIPS + 2].tolist()


def share_won_with_fewer_chips(game: FiniteGame, seed: int) -> float:
    """How often the one with fewer chips wins, in uniform random play."""
    position, rng, wrong = Position(game, seed), random.Random(seed), 0
    for _ in range(MATCHES):
        position.begin()
        while position.mover != OVER:
            position.play(rng.choice(position.legal()))
        won, (mine, others) = position.returns()[0], chips(position)
        wrong += (won > 0 and mine < others) or (won < 0 and mine > others)
    return wrong / MATCHES


def test_in_spirals_kuhn_the_last_hand_wins_whatever_the_chips():
    """The one who begins wins 9/16 of hands in random play, from which the share of wrong winners follows exactly."""
    first = (9 / 16, 7 / 16, 9 / 16, 7 / 16, 9 / 16)
    exact = sum(
        np.prod([p if won else 1 - p for p, won in zip(first, wins, strict=True)])
        for wins in itertools.product((0, 1), repeat=5)
        if (sum(wins) >= 3) != wins[-1]
    )
    assert exact == pytest.approx(0.3105, abs=1e-4)
    assert share_won_with_fewer_chips(preset("KuhnPoker-v0", "spiral"), 1) == pytest.approx(exact, abs=0.026)


def test_by_default_nobody_wins_with_fewer_chips():
    assert share_won_with_fewer_chips(kuhn_poker.game(hands=5), 2) == 0
    assert share_won_with_fewer_chips(preset("KuhnPoker-v0", "textarena"), 3) == 0


def test_a_match_of_spirals_by_hand(after):
    """Player_1 begins, bets move no chips, player_0 wins four hands and loses the match with the fifth."""
    game = preset("KuhnPoker-v0", "spiral")
    high, low = (2, 0), (0, 2)
    moves = "bet bet  bet bet  pass bet pass  bet pass  pass bet bet"
    deals = [*high, *high, *high, *low, *low]
    position = after(game, moves, deals)
    assert position.mover == OVER
    assert chips(position) == [3, -3]
    assert position.returns() == [-1, 1]
    assert kuhn_poker.describe(game, position.s, 0) == (
        "Hand 1: player_1 bet, player_0 bet; player_0 showed K, player_1 showed J; player_0 took the pot of 2.\n"
        "Hand 2: player_0 bet, player_1 bet; player_0 showed K, player_1 showed J; player_0 took the pot of 2.\n"
        "Hand 3: player_1 pass, player_0 bet, player_1 pass; no showdown, you had K; player_0 took the pot of 2.\n"
        "Hand 4: player_0 bet, player_1 pass; no showdown, you had J; player_0 took the pot of 2.\n"
        "Hand 5: player_1 pass, player_0 bet, player_1 bet; player_0 showed J, player_1 showed K; "
        "player_1 took the pot of 2.\n"
        "Chips so far: player_0 +3, player_1 -3."
    )


def test_textarenas_kuhn_move_by_move():
    """Against the engine itself, with equal deals: who moves, what is legal, the chips, the reward."""
    textarena = pytest.importorskip("textarena")
    game, rng = preset("KuhnPoker-v0", "textarena"), random.Random(5)
    names = {"check": "pass", "fold": "pass", "bet": "bet", "call": "bet"}
    for seed in range(100):
        peer = textarena.make("KuhnPoker-v0-raw")
        peer.reset(num_players=2, seed=seed)
        cells, path, deals, over = peer.state.game_state, [], [], False
        while not over:
            if len(deals) < 2 * cells["current_round"]:
                deals += [cells["player_cards"][0], cells["player_cards"][1]]
            position = Position(game, 0)
            position.restore({"path": path, "outcomes": deals})
            legal = cells["current_legal_action_tree"]
            assert position.mover == peer.state.current_player_id
            assert {game.names[names[move]] for move in legal} == {*position.legal()}
            antes = {seat: chips(position)[seat] - 1 for seat in range(2)}
            assert antes == cells["player_chips"]
            move = rng.choice([*legal])
            path.append(game.names[names[move]])
            over, _ = peer.step(f"[{move}]")
        position.restore({"path": path, "outcomes": deals})
        assert position.mover == OVER
        assert dict(enumerate(position.returns())) == peer.state.rewards


def test_mars_deals_all_triples_of_ranks_alike():
    game, share = preset("LeducPoker-v0", "mars"), {}

    def deal(s, probability, ranks):
        if len(ranks) == 3:
            share[ranks] = share.get(ranks, 0) + probability
            return
        p = np.zeros(game.outcomes)
        leduc_poker.chance(s, p)
        assert p.sum() == pytest.approx(1)
        for card in np.flatnonzero(p):
            following = s.copy()
            leduc_poker.play(following, card)
            for action in (1, 1) if len(ranks) == 1 else ():
                leduc_poker.play(following, action)
            deal(following, probability * p[card], (*ranks, card // 2))

    deal(game.first.copy(), 1.0, ())
    assert len(share) == 24
    assert [*share.values()] == pytest.approx([1 / 24] * 24)
    assert sum(p for ranks, p in share.items() if len({*ranks}) == 3) == pytest.approx(1 / 4)


def test_every_program_that_is_followed_says_how_it_differs():
    for id in ("KuhnPoker-v0", "LeducPoker-v0"):
        found = spenvs.spec(id)
        followed = {"spiral", "textarena", "mars"} & {*found.presets}
        assert followed == {*found.differs}


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"first": 2}, "first must be an integer from 0 to 1; got 2"),
        ({"bet": 11}, "bet must be an integer from 0 to 10; got 11"),
        ({"goal": "fame"}, "goal must be"),
    ],
)
def test_bad_options_of_kuhn_are_refused(options, complaint):
    with pytest.raises(ValueError, match=f"^{complaint}"):
        kuhn_poker.game(**options)


def test_bad_deals_of_leduc_are_refused():
    with pytest.raises(ValueError, match=r'^deal must be "cards" or "ranks"; got '):
        leduc_poker.game(deal="dice")
    with pytest.raises(ValueError, match=r'^deal="ranks" is for two players; got players=3'):
        leduc_poker.game(players=3, deal="ranks")


def test_goals_of_three_players_sum_to_zero(after):
    """Two who have most share what the third pays; the winner of the last hand takes from both."""
    position = after(kuhn_poker.game(players=3, hands=2, goal="most chips"), "pass pass pass pass pass pass", [
        0, 1, 3, 0, 3, 1,
    ])  # fmt: skip
    assert position.returns() == pytest.approx([-1, 0.5, 0.5])
    position = after(kuhn_poker.game(players=3, goal="last hand"), "pass pass pass", (0, 1, 3))
    assert position.returns() == [-1, -1, 2]
