"""Text games: boards, cards, dice, choices and talk."""

from spenvs.textgames.specs import boards, cards, chance, mafia, matrix, negotiation, words

ENVIRONMENTS = (
    *boards.ENVIRONMENTS,
    *cards.ENVIRONMENTS,
    *chance.ENVIRONMENTS,
    *matrix.ENVIRONMENTS,
    *negotiation.ENVIRONMENTS,
    *words.ENVIRONMENTS,
    *mafia.ENVIRONMENTS,
)
