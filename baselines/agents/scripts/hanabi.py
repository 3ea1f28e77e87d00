"""Hanabi by one convention: of the cards that a tell points out, the newest is to be played."""

from spenvs.core.turn import Action, Turn
from spenvs.textgames.hanabi_table import Table, allowed


def hanabi(turn: Turn) -> Action:
    """Play what is sure to fit or was called for; else call for a card that fits; else discard what seems useless.

    The table is read off a position that the seat cannot tell from the true one; of its own cards, only what it was
    told of them is looked at.
    """
    world = turn.imagine()
    table: Table = world.game.rules.read(world.s)
    can_be, mine, wanted = table.possible(table.mover), called(table, table.mover), fitting(table)
    sure = [i for i, faces in enumerate(can_be) if not faces & ~wanted]
    trusted = [i for i, faces in enumerate(can_be) if mine[i] and faces & wanted]
    if sure or trusted:
        return sure[0] if sure else trusted[-1]
    tells = [action for action in turn.actions if action >= 2 * table.hand]
    open_ = wanted & ~sum(1 << face for face in promised(table))
    if calls := [call for action in tells if (call := value(table, action, open_))]:
        return min(calls)[-1]
    idle = [action for action in tells if not misread(table, action, wanted)]
    spare = table.points + table.deck + table.players - table.colours * table.ranks
    if table.tokens < table.information and (spare > 0 or not idle):
        return table.hand + useless(table, can_be, mine)
    return (idle or turn.actions)[-1]


def fitting(table: Table) -> int:
    """Give a bit for each face that fits now."""
    return sum(1 << c * table.ranks + rank for c, rank in enumerate(table.fireworks) if rank < table.ranks)


def called(table: Table, seat: int) -> list[bool]:
    """Say which cards of a player were the newest that a tell pointed out."""
    marks = [False] * table.hand
    for n, move in enumerate(table.moves):
        action, came = move % 64, move // 64
        if action >= 2 * table.hand:
            if (action - 2 * table.hand) // (table.colours + table.ranks) == seat:
                marks[came.bit_length() - 1] = True
        elif n % table.players == seat:
            del marks[action % table.hand]
            marks.append(False)
    return marks


def pointed(table: Table, action: int) -> tuple[int, int, list[int]]:
    """Say whom a tell is for, of which colour or rank, and which cards it points out."""
    seat, kind = divmod(action - 2 * table.hand, table.colours + table.ranks)
    faces = [face for face, _ in table.hands[seat]]
    return seat, kind, [i for i, f in enumerate(faces) if kind in (f // table.ranks, table.colours + f % table.ranks)]


def promised(table: Table) -> set[int]:
    """Give the faces of the cards that the other players were called to play."""
    others = [(cards, called(table, seat)) for seat, cards in enumerate(table.hands) if seat != table.mover]
    return {face for cards, marks in others for (face, _), mark in zip(cards, marks, strict=False) if mark}


def value(table: Table, action: int, open_: int) -> tuple[int, int, int, int] | None:
    """Rate a tell, the best lowest: the next player first, then low cards; None if it calls for none of `open_`."""
    seat, _, cards = pointed(table, action)
    face = table.hands[seat][cards[-1]][0]
    if not open_ >> face & 1:
        return None
    return (seat - table.mover) % table.players, face % table.ranks, -len(cards), action


def useless(table: Table, can_be: list[int], mine: list[bool]) -> int:
    """Choose a card to discard: one that is played already, else the oldest that it was told nothing of."""
    played = sum(1 << c * table.ranks + rank for c, height in enumerate(table.fireworks) for rank in range(height))
    nothing = (1 << table.colours + table.ranks) - 1
    told = [bits for _, bits in table.hands[table.mover]]
    ranking = [(bool(f & ~played), mine[i], told[i] != nothing, i) for i, f in enumerate(can_be)]
    return min(ranking)[-1]


def misread(table: Table, action: int, wanted: int) -> bool:
    """Say whether a tell seems to call for a card."""
    seat, kind, cards = pointed(table, action)
    bits, colours = table.hands[seat][cards[-1]][1], (1 << table.colours) - 1
    bits = bits & ~(colours if kind < table.colours else ~colours) | 1 << kind
    return bool(allowed(bits, table.colours, table.ranks) & wanted) and not called(table, seat)[cards[-1]]
