"""OpenSpiel as judge of dice, fleets and snakes: see `test_openspiel`, whose comparisons are used here.

`GAMES` random games each keep the suite quick; with 10,000 the comparisons hold as well.
"""

from test_openspiel import same_games

from spenvs.textgames import pig_dice

GAMES = 300


def test_pig():
    """OpenSpiel shows the points alone, not how many moves were made."""
    same_games("pig(winscore=50)", pig_dice.game(), GAMES, recalls=False)


def test_pig_with_few_moves():
    same_games("pig(winscore=30,horizon=25)", pig_dice.game(goal=30, moves=25), GAMES, recalls=False)
