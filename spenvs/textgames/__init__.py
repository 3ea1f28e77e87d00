"""Text games: boards, cards, dice, choices and talk."""

from spenvs.textgames.specs import boards, cards, chance, matrix

ENVIRONMENTS = (
    *boards.ENVIRONMENTS,
    *cards.ENVIRONMENTS,
    *chance.ENVIRONMENTS,
    *matrix.ENVIRONMENTS,
)
