"""The lanes of AVX-512 IFMA (src/arithmetic/kernel/ifma.rs), which are not carried between rounds."""
from z3 import And, Int

LIMB = 2**52


def round_of_lanes(m):
    """A round adds at most 5·2^52 to a lane, so 80 rounds leave less than 2^63; and the lowest limb fits its scalar."""
    rounds = Int("rounds")
    m.fact(And(rounds >= 0, rounds < m.fault(80, 500)))
    lane, low, limb_1 = Int("lane"), Int("low"), Int("limb_1")
    for x in (lane, limb_1):
        m.fact(And(x >= 0, x <= 5 * LIMB * rounds))
    # What the cleared products leave, beside a lane's bound.
    m.fact(And(low >= 0, low <= 5 * LIMB * (rounds + 1)))
    # Lower and upper halves of two products, and a limb of a where 2·b has a bit too many.
    added = [m.unknown(LIMB, "x") for _ in range(5)]
    out = lane + sum(added)
    m.claim(out <= 5 * LIMB * (rounds + 1))
    m.claim(out < 2**63)
    # Scalars: a₀ times b or 2·b, and n₀·q.
    first, second = m.unknown(LIMB * 2 * LIMB, "p"), m.unknown(LIMB * LIMB, "p")
    cleared = low + first + second
    m.claim(cleared < 2**128)
    carried = Int("carried")
    m.fact(carried * LIMB == cleared)  # for which q is chosen
    m.claim(And(carried >= 0, carried < 4 * LIMB))
    next_low = carried + limb_1 + m.unknown(LIMB, "x") + m.unknown(LIMB, "x")
    m.claim(And(next_low >= 0, next_low < 2**63))


def carry(m):
    """A pass of `carry` keeps the value: a lane below 2^63 and what the one before left over."""
    lane, carried = m.unknown(2**63, "l"), m.unknown(2**12 + m.fault(0, 2**63), "c")
    total = lane + carried
    m.claim(total < 2**64)
    limb, above = m.unknown(LIMB, "o"), Int("above")
    m.fact(limb + LIMB * above == total)
    m.claim(And(above >= 0, above < 2**12))
