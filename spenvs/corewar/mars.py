"""MARS, the machine that Core War programs fight in, compiled: one instruction, one round, many rounds, DRQ's melee.

The semantics are those of pMARS 0.9.2, bit for bit; under read and write limits those of the ICWS'94 draft. Limits and
traces are arguments: where they are None, numba leaves out all that belongs to them, and the rest is as fast as without
them. A cell of the core is one 64-bit word: A-number, B-number, and the kind of instruction (opcode, modifier, modes).
Cells are read and written whole, because loading a word just after a part of it was stored stalls the processor. Every
function that runs inside a round stands in this file, since numba's cache on disk notices changes of the file only in
which a compiled function stands.
"""

# ruff: noqa: SIM109 - `in (...)` costs a twentieth of the speed.

import numpy as np
from numba import njit

B_SHIFT, KIND_SHIFT = 24, 48
FIELD = (1 << B_SHIFT) - 1
NUMBERS = (1 << KIND_SHIFT) - 1
KEEP_A, KEEP_B = ~(FIELD << B_SHIFT), ~FIELD
MOV, ADD, SUB, MUL, DIV, MOD, JMZ, JMN, DJN, CMP, SLT, SPL, DAT, JMP, SEQ, SNE, NOP, LDP, STP = range(19)
MOD_A, MOD_B, MOD_AB, MOD_BA, MOD_F, MOD_X, MOD_I = range(7)
IMMEDIATE, DIRECT, B_INDIRECT, B_PREDECREMENT, B_POSTINCREMENT = range(5)
A_INDIRECT, A_PREDECREMENT, A_POSTINCREMENT = range(5, 8)
WAS_READ, WAS_CHANGED, FIELD_WRITTEN, CELL_WRITTEN, WAS_EXECUTED, PROCESS_DIED = range(1, 7)
MOVER, BEFORE, LEFT, ALIVE, EXECUTED = range(5)
EMPTY = (DAT << 3 | MOD_F | DIRECT << 8 | DIRECT << 11) << KIND_SHIFT
DIES = -1
MOV_I, SPL_B, JMP_B, DAT_F = MOV << 3 | MOD_I, SPL << 3 | MOD_B, JMP << 3 | MOD_B, DAT << 3 | MOD_F
DJN_B, DJN_F, JMZ_F, ADD_AB, ADD_F = (
    DJN << 3 | MOD_B,
    DJN << 3 | MOD_F,
    JMZ << 3 | MOD_F,
    ADD << 3 | MOD_AB,
    ADD << 3 | MOD_F,
)

# Without `_nrt` numba counts references to the core for each instruction, which takes ten times as long as playing it.
_compiled = njit(cache=True, nogil=True, error_model="numpy", _nrt=False)  # type: ignore[call-overload]
_inlined = njit(cache=True, forceinline=True, error_model="numpy", _nrt=False)  # type: ignore[call-overload]
_index = np.uint64


@_inlined
def _wrap(number, size):
    return number - size if number >= size else number


@_inlined
def _sum(x, y, size):
    v = x + y
    return v - size if v >= size else v


@_inlined
def _difference(x, y, size):
    v = x - y
    return v + size if v < 0 else v


@_inlined
def _a(word):
    return word & FIELD


@_inlined
def _b(word):
    return (word >> B_SHIFT) & FIELD


@_inlined
def _with_a(word, number):
    return (word & KEEP_B) | number


@_inlined
def _with_b(word, number):
    return (word & KEEP_A) | (number << B_SHIFT)


@_inlined
def _mark(trace, at, access):
    """Note an access to a cell; of several by one instruction the strongest is kept."""
    owners, accesses, stamps, owner, now = trace
    at = _index(at)
    if stamps[at] < now:
        owners[at], accesses[at], stamps[at] = owner, access, now
    elif accesses[at] < access:
        accesses[at] = access


@_inlined
def _operand(core, size, pc, word, mode, number, trace):
    """The address and the cell that an operand means, after what its mode does to the core."""
    if mode == IMMEDIATE:
        return pc, word
    at = _wrap(pc + number, size)
    value = core[_index(at)]
    if mode == DIRECT:
        return at, value
    if trace is not None:
        _mark(trace, at, WAS_READ if mode == B_INDIRECT or mode == A_INDIRECT else WAS_CHANGED)
    distance = _b(value) if mode < A_INDIRECT else _a(value)
    if mode == B_INDIRECT or mode == A_INDIRECT:
        at = _wrap(at + distance, size)
        return at, core[_index(at)]
    if mode == B_PREDECREMENT or mode == A_PREDECREMENT:
        distance = distance - 1 if distance > 0 else size - 1
        core[_index(at)] = _with_b(value, distance) if mode == B_PREDECREMENT else _with_a(value, distance)
        at = _wrap(at + distance, size)
        return at, core[_index(at)]
    more = distance + 1 if distance + 1 < size else 0
    pointer = at
    at = _wrap(at + distance, size)
    found = core[_index(at)]
    core[_index(pointer)] = _with_b(value, more) if mode == B_POSTINCREMENT else _with_a(value, more)
    return at, found


@_inlined
def _folded(distance, limit, size):
    """The draft's Fold: a distance on the circle of `limit` cells around the instruction."""
    distance = distance % limit
    return distance + size - limit if distance > limit // 2 else distance


@_inlined
def _field(word, mode):
    return _b(word) if mode < A_INDIRECT else _a(word)


@_inlined
def _stepped(word, mode, step, size):
    """A pointer after `step` was added to the field that its mode goes by."""
    number = _sum(_field(word, mode), step, size)
    return _with_b(word, number) if mode < A_INDIRECT else _with_a(word, number)


@_inlined
def _limited_operand(core, size, pc, word, mode, number, limits, trace):
    """As `_operand`, where reads and writes fold each by its own limit: where to read, where to write, the cell read.

    As in the draft's EMI94: two pointers go the same way apart, and what a mode changes lies on the way of the writes.
    """
    if mode == IMMEDIATE:
        return pc, pc, word
    near, far = _folded(number, limits[0], size), _folded(number, limits[1], size)
    pointer = _wrap(pc + far, size)
    if mode == DIRECT:
        at = _wrap(pc + near, size)
        return at, pointer, core[_index(at)]
    if mode == B_PREDECREMENT or mode == A_PREDECREMENT:
        core[_index(pointer)] = _stepped(core[_index(pointer)], mode, size - 1, size)
    way = _wrap(pc + near, size)
    near = _folded(near + _field(core[_index(way)], mode), limits[0], size)
    far = _folded(far + _field(core[_index(pointer)], mode), limits[1], size)
    at = _wrap(pc + near, size)
    found = core[_index(at)]
    if mode == B_POSTINCREMENT or mode == A_POSTINCREMENT:
        core[_index(pointer)] = _stepped(core[_index(pointer)], mode, 1, size)
    if trace is not None:
        _mark(trace, way, WAS_READ)
        if mode != B_INDIRECT and mode != A_INDIRECT:
            _mark(trace, pointer, WAS_CHANGED)
    return at, _wrap(pc + far, size), found


@_inlined
def _moved(modifier, old, source):
    """The cell `old` after MOV with any modifier but I."""
    a, b = _a(source), _b(source)
    if modifier == MOD_B:
        return _with_b(old, b)
    if modifier == MOD_AB:
        return _with_b(old, a)
    if modifier == MOD_A:
        return _with_a(old, a)
    if modifier == MOD_BA:
        return _with_a(old, b)
    if modifier == MOD_F:
        return (old & ~NUMBERS) | (source & NUMBERS)
    return (old & ~NUMBERS) | b | (a << B_SHIFT)


@_inlined
def _added(modifier, old, aa, ab, ba, bb, size):
    if modifier == MOD_AB:
        return _with_b(old, _sum(bb, aa, size))
    if modifier == MOD_F or modifier == MOD_I:
        return (old & ~NUMBERS) | _sum(ba, aa, size) | (_sum(bb, ab, size) << B_SHIFT)
    if modifier == MOD_A:
        return _with_a(old, _sum(ba, aa, size))
    if modifier == MOD_B:
        return _with_b(old, _sum(bb, ab, size))
    if modifier == MOD_BA:
        return _with_a(old, _sum(ba, ab, size))
    return (old & ~NUMBERS) | _sum(ba, ab, size) | (_sum(bb, aa, size) << B_SHIFT)


@_inlined
def _subtracted(modifier, old, aa, ab, ba, bb, size):
    if modifier == MOD_AB:
        return _with_b(old, _difference(bb, aa, size))
    if modifier == MOD_F or modifier == MOD_I:
        return (old & ~NUMBERS) | _difference(ba, aa, size) | (_difference(bb, ab, size) << B_SHIFT)
    if modifier == MOD_A:
        return _with_a(old, _difference(ba, aa, size))
    if modifier == MOD_B:
        return _with_b(old, _difference(bb, ab, size))
    if modifier == MOD_BA:
        return _with_a(old, _difference(ba, ab, size))
    return (old & ~NUMBERS) | _difference(ba, ab, size) | (_difference(bb, aa, size) << B_SHIFT)


@_inlined
def _operands_of(modifier, aa, ab):
    """What MUL, DIV and MOD apply to the A- and to the B-number of the destination; -1 where it stays as it is."""
    to_a = -1
    to_b = -1
    if modifier == MOD_A or modifier == MOD_F or modifier == MOD_I:
        to_a = aa
    elif modifier == MOD_BA or modifier == MOD_X:
        to_a = ab
    if modifier == MOD_B or modifier == MOD_F or modifier == MOD_I:
        to_b = ab
    elif modifier == MOD_AB or modifier == MOD_X:
        to_b = aa
    return to_a, to_b


@_inlined
def _equal(modifier, source, target):
    if modifier == MOD_I:
        return source == target
    if modifier == MOD_A:
        return _a(source) == _a(target)
    if modifier == MOD_B:
        return _b(source) == _b(target)
    if modifier == MOD_AB:
        return _a(source) == _b(target)
    if modifier == MOD_BA:
        return _b(source) == _a(target)
    if modifier == MOD_F:
        return (source & NUMBERS) == (target & NUMBERS)
    return _a(source) == _b(target) and _b(source) == _a(target)


@_inlined
def _less(modifier, source, target):
    if modifier == MOD_A:
        return _a(source) < _a(target)
    if modifier == MOD_B:
        return _b(source) < _b(target)
    if modifier == MOD_AB:
        return _a(source) < _b(target)
    if modifier == MOD_BA:
        return _b(source) < _a(target)
    if modifier == MOD_X:
        return _a(source) < _b(target) and _b(source) < _a(target)
    return _a(source) < _a(target) and _b(source) < _b(target)


@_inlined
def _both(word, a, b):
    return (word & ~NUMBERS) | a | (b << B_SHIFT)


@_inlined
def _decremented(modifier, old, size):
    if modifier == MOD_B or modifier == MOD_AB:
        return _with_b(old, _difference(_b(old), 1, size))
    if modifier == MOD_A or modifier == MOD_BA:
        return _with_a(old, _difference(_a(old), 1, size))
    return _both(old, _difference(_a(old), 1, size), _difference(_b(old), 1, size))


@_inlined
def _is(modifier, number, target):
    """Whether the fields of the target that JMZ, JMN and DJN look at are all this number."""
    if modifier == MOD_B or modifier == MOD_AB:
        return _b(target) == number
    if modifier == MOD_A or modifier == MOD_BA:
        return _a(target) == number
    return (target & NUMBERS) == (number | number << B_SHIFT)


@_inlined
def _divide(core, size, opcode, modifier, at_b, source, target):
    """MUL, DIV and MOD; returns whether a divisor was 0. Where one of two is, the other field is still written."""
    by_a, by_b = _operands_of(modifier, _a(source), _b(source))
    a, b = _a(target), _b(target)
    old = core[_index(at_b)]
    if opcode == MUL:
        old = _with_a(old, a * by_a % size) if by_a >= 0 else old
        old = _with_b(old, b * by_b % size) if by_b >= 0 else old
        core[_index(at_b)] = old
        return False
    if by_a > 0:
        old = _with_a(old, a // by_a if opcode == DIV else a % by_a)
    if by_b > 0:
        old = _with_b(old, b // by_b if opcode == DIV else b % by_b)
    core[_index(at_b)] = old
    return by_a == 0 or by_b == 0


@_inlined
def _load_private(core, modifier, at_b, source, pspace, bank, last, warrior):
    """LDP; cell 0 is the result of the last round."""
    cell = (_a(source) if modifier == MOD_A or modifier == MOD_AB else _b(source)) % pspace.shape[1]
    number = pspace[bank[warrior], cell] if cell != 0 else last[warrior]
    old = core[_index(at_b)]
    core[_index(at_b)] = _with_a(old, number) if modifier == MOD_A or modifier == MOD_BA else _with_b(old, number)


@_inlined
def _store_private(modifier, source, target, pspace, bank, last, warrior):
    """STP."""
    cell = (_a(target) if modifier == MOD_A or modifier == MOD_BA else _b(target)) % pspace.shape[1]
    number = _a(source) if modifier == MOD_A or modifier == MOD_AB else _b(source)
    if cell != 0:
        pspace[bank[warrior], cell] = number
    else:
        last[warrior] = number


@_inlined
def _execute_any(core, size, opcode, modifier, at_a, at_b, source, target, following, pspace, bank, last, warrior):
    """What `execute` does once the operands are read; `following` is the next address but for jumps."""
    if opcode == MOV:
        core[_index(at_b)] = _moved(modifier, core[_index(at_b)], source)
    elif opcode == SPL:
        return size + at_a
    elif opcode == JMP:
        return at_a
    elif opcode == DAT:
        return np.int64(DIES)
    elif opcode == ADD:
        core[_index(at_b)] = _added(modifier, core[_index(at_b)], _a(source), _b(source), _a(target), _b(target), size)
    elif opcode == SUB:
        core[_index(at_b)] = _subtracted(
            modifier, core[_index(at_b)], _a(source), _b(source), _a(target), _b(target), size
        )
    elif opcode == DJN:
        core[_index(at_b)] = _decremented(modifier, core[_index(at_b)], size)
        return following if _is(modifier, 1, target) else at_a
    elif opcode == JMZ or opcode == JMN:
        return at_a if _is(modifier, 0, target) == (opcode == JMZ) else following
    elif opcode == CMP or opcode == SEQ or opcode == SNE:
        if _equal(modifier, source, target) == (opcode != SNE):
            return _wrap(following + 1, size)
    elif opcode == SLT:
        if _less(modifier, source, target):
            return _wrap(following + 1, size)
    elif opcode == MUL or opcode == DIV or opcode == MOD:
        if _divide(core, size, opcode, modifier, at_b, source, target):
            return np.int64(DIES)
    elif opcode == LDP:
        _load_private(core, modifier, at_b, source, pspace, bank, last, warrior)
    elif opcode == STP:
        _store_private(modifier, source, target, pspace, bank, last, warrior)
    return following


@_inlined
def _mark_execution(trace, opcode, action, pc, at_a, read_b, at_b, following):
    """Note what the instruction at `pc` did beyond its modes; cells that it had no use for are not noted as read."""
    _mark(trace, pc, PROCESS_DIED if following == DIES else WAS_EXECUTED)
    jumps = opcode == JMZ or opcode == JMN or opcode == DJN
    if opcode != DAT and opcode != JMP and opcode != SPL and opcode != NOP:
        if not jumps:
            _mark(trace, at_a, WAS_READ)
        if opcode != MOV and opcode != LDP:
            _mark(trace, read_b, WAS_READ)
    if opcode == MOV or opcode == LDP or (opcode >= ADD and opcode <= MOD):
        _mark(trace, at_b, CELL_WRITTEN if action == MOV_I else FIELD_WRITTEN)
    elif opcode == DJN:
        _mark(trace, at_b, WAS_CHANGED)


@_inlined
def execute(core, size, pc, pspace, bank, last, warrior, limits, trace):
    """Execute the instruction at `pc`: the next address, size + the new address of a split, or DIES.

    limits: of reads and of writes, or None. trace: owners, accesses, stamps, and the owner and stamp to note, or None;
    numba leaves out what belongs to None. The commonest instructions come first, each in one piece: few branches,
    which the processor foresees.
    """
    word = core[_index(pc)]
    kind = word >> KIND_SHIFT
    if limits is None:
        at_a, source = _operand(core, size, pc, word, (kind >> 8) & 7, _a(word), trace)
        at_b, target = _operand(core, size, pc, word, kind >> 11, _b(word), trace)
        read_b = at_b
    else:
        at_a, _, source = _limited_operand(core, size, pc, word, (kind >> 8) & 7, _a(word), limits, trace)
        read_b, at_b, target = _limited_operand(core, size, pc, word, kind >> 11, _b(word), limits, trace)
    following = _wrap(pc + 1, size)
    action = kind & 255
    if action == MOV_I:
        core[_index(at_b)] = source
    elif action == SPL_B:
        following = size + at_a
    elif action == JMP_B:
        following = at_a
    elif action == DAT_F:
        following = np.int64(DIES)
    elif action == DJN_F:
        core[_index(at_b)] = _decremented(MOD_F, core[_index(at_b)], size)
        following = following if _is(MOD_F, 1, target) else at_a
    elif action == DJN_B:
        core[_index(at_b)] = _decremented(MOD_B, core[_index(at_b)], size)
        following = following if _is(MOD_B, 1, target) else at_a
    elif action == ADD_F:
        core[_index(at_b)] = _added(MOD_F, core[_index(at_b)], _a(source), _b(source), _a(target), _b(target), size)
    elif action == ADD_AB:
        core[_index(at_b)] = _with_b(core[_index(at_b)], _sum(_b(target), _a(source), size))
    elif action == JMZ_F:
        following = at_a if _is(MOD_F, 0, target) else following
    else:
        following = _execute_any(
            core, size, action >> 3, action & 7, at_a, at_b, source, target, following, pspace, bank, last, warrior
        )
    if trace is not None:
        _mark_execution(trace, action >> 3, action, pc, at_a, read_b, at_b, following)
    return following


@_inlined
def _enqueue(queue, base, mask, head, tail, processes, following, pc, size):
    """Queue what follows the instruction at `pc`; returns the new tail."""
    if following >= size:
        queue[_index(base + (tail & mask))] = _wrap(pc + 1, size)
        tail += 1
        if tail - head < processes:
            queue[_index(base + (tail & mask))] = following - size
            tail += 1
    elif following >= 0:
        queue[_index(base + (tail & mask))] = following
        tail += 1
    return tail


@_inlined
def _cover(covered, warrior, following, pc, size, spawned):
    """Note the addresses that were queued after the instruction at `pc`."""
    if following >= size:
        covered[_index(warrior), _index(_wrap(pc + 1, size))] = True
        if spawned:
            covered[_index(warrior), _index(following - size)] = True
    elif following >= 0:
        covered[_index(warrior), _index(following)] = True


@_compiled
def _duel(core, queue, heads, tails, processes, state, pspace, bank, last, deaths, limits):
    """Play a round of two warriors out; returns the instructions executed.

    Each warrior has its own copy of the body: the processor then foresees the branches of each, a third faster.
    """
    size = core.shape[0]
    span = queue.shape[0] // 2
    mask = span - 1
    first = state[MOVER]
    second = 1 - first
    base, second_base = first * span, second * span
    head, tail = heads[first], tails[first]
    second_head, second_tail = heads[second], tails[second]
    budget = left = state[LEFT]
    while left > 0:
        pc = np.int64(queue[_index(base + (head & mask))])
        head += 1
        left -= 1
        following = execute(core, size, pc, pspace, bank, last, first, limits, None)
        tail = _enqueue(queue, base, mask, head, tail, processes, following, pc, size)
        if following < 0 and head == tail:
            deaths[0] = first
            state[ALIVE] = 1
            break
        pc = np.int64(queue[_index(second_base + (second_head & mask))])
        second_head += 1
        left -= 1
        following = execute(core, size, pc, pspace, bank, last, second, limits, None)
        second_tail = _enqueue(queue, second_base, mask, second_head, second_tail, processes, following, pc, size)
        if following < 0 and second_head == second_tail:
            deaths[0] = second
            state[ALIVE] = 1
            break
    heads[first], tails[first] = head, tail
    heads[second], tails[second] = second_head, second_tail
    return budget - left


@_compiled
def melee(core, queue, heads, tails, processes, state, most, pspace, bank, last, deaths, order, limits, trace):
    """Go on with a round of any number of warriors for `most` instructions; returns how many there were.

    state: who moves next, who moved before, the budget left, warriors alive, instructions executed. trace: None, or
    arrays: owners, accesses and stamps of the cells, addresses covered [warriors, core_size], instructions of each.
    A death costs the others the dead warrior's share of the budget, and one instruction more, as in pMARS.
    """
    size = core.shape[0]
    span = queue.shape[0] // heads.shape[0]
    mask = span - 1
    enough = 2 if heads.shape[0] > 1 else 1
    mover, before, left, alive = state[MOVER], state[BEFORE], state[LEFT], state[ALIVE]
    executed = 0
    while left > 0 and alive >= enough and executed < most:
        base = mover * span
        head, tail = heads[mover], tails[mover]
        pc = np.int64(queue[_index(base + (head & mask))])
        head += 1
        executed += 1
        if trace is None:
            following = execute(core, size, pc, pspace, bank, last, mover, limits, None)
        else:
            owners, accesses, stamps, covered, turns = trace
            turns[mover] += 1
            notes = (owners, accesses, stamps, mover + 1, state[EXECUTED] + executed)
            following = execute(core, size, pc, pspace, bank, last, mover, limits, notes)
        queued = tail
        tail = _enqueue(queue, base, mask, head, tail, processes, following, pc, size)
        heads[mover], tails[mover] = head, tail
        if trace is not None:
            _cover(covered, mover, following, pc, size, tail > queued + 1)
        if head == tail:
            deaths[heads.shape[0] - alive] = mover
            left = left - 1 - (left - 1) // alive
            alive -= 1
            order[before] = order[mover]
        else:
            before = mover
        mover = order[mover]
        left -= 1
    state[MOVER], state[BEFORE], state[LEFT], state[ALIVE] = mover, before, left, alive
    state[EXECUTED] += executed
    return executed


@_compiled
def begin(codes, lengths, starts, places, first, cycles, core, queue, heads, tails, order, state):
    """Empty the core and load each warrior at its place, with one process; `first` is to move first."""
    size = core.shape[0]
    span = queue.shape[0] // heads.shape[0]
    for i in range(size):
        core[i] = EMPTY
    for k in range(heads.shape[0]):
        for i in range(lengths[k]):
            core[_wrap(places[k] + i, size)] = codes[k, i]
        queue[k * span] = _wrap(places[k] + starts[k], size)
        heads[k] = 0
        tails[k] = 1
        order[k] = k + 1 if k + 1 < heads.shape[0] else 0
    state[MOVER] = first
    state[BEFORE] = first - 1 if first > 0 else heads.shape[0] - 1
    state[LEFT] = cycles * heads.shape[0]
    state[ALIVE] = heads.shape[0]
    state[EXECUTED] = 0


@_compiled
def play(
    codes, lengths, starts, places, firsts, processes, cycles, core, queue, heads, tails, order, state, deaths, pspace,
    bank, last, table, limits,
):  # fmt: skip
    """Play a round for each row of `places` [rounds, warriors] and count its end; returns the instructions executed.

    codes: packed cells [warriors, length], of which `lengths` count, with start offsets `starts`. firsts [rounds]: who
    moves first. core, queue [warriors * a power of two above `processes`], heads, tails, order, state, deaths: room to
    work in, holding the last round's end. pspace [arrays, cells], bank (whose array is whose), last (results): P-space,
    kept from round to round. table [warriors, 2 * warriors]: rounds survived with 1, 2, ... warriors alive, then rounds
    died in when 1, 2, ... were. limits: of reads and writes, or None.
    """
    warriors = heads.shape[0]
    executed = 0
    for r in range(places.shape[0]):
        begin(codes, lengths, starts, places[r], firsts[r], cycles, core, queue, heads, tails, order, state)
        if warriors == 2:
            executed += _duel(core, queue, heads, tails, processes, state, pspace, bank, last, deaths, limits)
        else:
            executed += melee(
                core, queue, heads, tails, processes, state, state[LEFT], pspace, bank, last, deaths, order, limits,
                None,
            )  # fmt: skip
        alive = state[ALIVE]
        for k in range(warriors):
            survived = heads[k] != tails[k]
            last[k] = alive if survived else 0
            if survived:
                table[k, alive - 1] += 1
        for d in range(warriors - alive):
            table[deaths[d], 2 * warriors - 1 - d] += 1
    return executed


@_compiled
def survive(
    codes, lengths, starts, places, processes, cycles, core, queue, heads, tails, order, state, pspace, bank, last,
    lived, spawned, covered, coverage, limits,
):  # fmt: skip
    """Play a round for each row of `places` in which warriors move in the order of their index until all are dead.

    lived, spawned, coverage [rounds, warriors]: whole cycles survived, processes split off, and addresses that became
    a process' next one. covered [warriors, core_size]: room for the last. P-space is empty at the start of each round.
    The other arguments are those of `play`; returns the instructions executed.
    """
    size = core.shape[0]
    warriors = heads.shape[0]
    span = queue.shape[0] // warriors
    executed = 0
    for r in range(places.shape[0]):
        begin(codes, lengths, starts, places[r], 0, cycles, core, queue, heads, tails, order, state)
        pspace[:], last[:], covered[:] = 0, size - 1, False
        spawned[r], lived[r] = 0, cycles
        for w in range(warriors):
            order[w] = w
        alive = warriors
        cycle = 0
        while cycle < cycles and alive > 0:
            k = 0
            while k < alive:
                w = order[k]
                base = w * span
                head, queued = heads[w], tails[w]
                pc = np.int64(queue[_index(base + (head & (span - 1)))])
                head += 1
                executed += 1
                following = execute(core, size, pc, pspace, bank, last, w, limits, None)
                tail = _enqueue(queue, base, span - 1, head, queued, processes, following, pc, size)
                heads[w], tails[w] = head, tail
                split = tail > queued + 1
                _cover(covered, w, following, pc, size, split)
                if split:
                    spawned[r, w] += 1
                if head < tail:
                    k += 1
                else:
                    lived[r, w] = cycle
                    alive -= 1
                    for i in range(k, alive):
                        order[i] = order[i + 1]
            cycle += 1
        for w in range(warriors):
            coverage[r, w] = covered[w].sum()
    return executed
