"""The reductions modulo the primes of the curves (src/arithmetic/field).

    wide = low + high·2^(64·n) < p·2^bits    ->    out < p  and  out·F = wide mod p, F = 1 or 2^(64·n)

Residues that are kept below 2^(64·n) take any wide and end below 2^(64·n)."""
from z3 import And, If, Implies, Int, Or

from machine import W, value, words_of

P256 = 2**256 - 2**224 + 2**192 + 2**96 - 1
P384 = 2**384 - 2**128 - 2**96 + 2**32 - 1
P521 = 2**521 - 1
SECP256K1 = 2**256 - 2**32 - 977
SM2 = 2**256 - 2**224 - 2**96 + 2**64 - 1
P25519 = 2**255 - 19


def _wide(m, n, p, bits):
    low, high = m.unknowns(n, "l"), m.unknowns(n, "h")
    total = value(low) + W**n * value(high)
    m.fact(total < p << bits)
    return low, high, total


def _end_of_montgomery(m, n, p, high, low, q, total):
    added, carry = m.add(low, high)
    out, times = m.subtract_once(added, carry, p)
    m.claim(value(out) * W**n == total + q * p - times * p * W**n)


def _carry_on(m, words, carry, c):
    """`below_radix::carry_on`: (out, whether c was added). Without a carry it changes nothing, as if not called."""
    out = []
    for x in words:
        x, carry = m.carrying_add(x, 0, carry)
        out.append(x)
    return out, carry


def _below_radix_add(m, p, a, b):
    """(out, how often p was subtracted)."""
    n = len(a)
    c = words_of(W**n - p, n)
    reach = max(i for i in range(n) if c[i]) + 1
    added, first = m.add(a, b)
    low, carry = m.add(added[:reach], [x * first for x in c[:reach]])
    high, second = _carry_on(m, added[reach:], carry, c)
    out, lost = m.add(low + high, [x * second for x in c])
    m.claim(lost == 0)
    m.claim(value(out) == value(a) + value(b) - (first + second) * p)
    return out, first + second


def below_radix_add(m, p, n):
    _below_radix_add(m, p, m.unknowns(n, "a"), m.unknowns(n, "b"))


def below_radix_sub(m, p, n):
    """`sub`, and `borrow_on`, which without a borrow changes nothing."""
    a, b = m.unknowns(n, "a"), m.unknowns(n, "b")
    c = words_of(W**n - p, n)
    reach = max(i for i in range(n) if c[i]) + 1
    difference, first = m.sub(a, b)
    low, borrow = m.sub(difference[:reach], [x * first for x in c[:reach]])
    high = []
    for x in difference[reach:]:
        x, borrow = m.borrowing_sub(x, 0, borrow)
        high.append(x)
    out, lost = m.sub(low + high, [x * borrow for x in c])
    m.claim(lost == 0)
    m.claim(value(out) == value(a) - value(b) + (first + borrow) * p)


def below_radix_neg(m, p, n):
    a = m.unknowns(n, "a")
    difference, borrow = m.sub(words_of(p, n), a)
    out, lost = m.sub(difference, [x * borrow for x in words_of(W**n - p, n)])
    m.claim(lost == 0)
    m.claim(value(out) == p - value(a) + borrow * p)


def below_radix_canonical(m, p, n):
    """`canonical`, and `is_zero`, whose first test rejects nothing that is 0 or p."""
    a = m.unknowns(n, "a")
    out, _ = m.subtract_once(a, 0, p)  # it claims that a is below 2·p
    m.claim(Or(value(a) == 0, value(a) == p) == (value(out) == 0))
    m.claim(Implies(value(out) == 0, Or(a[0] == 0, a[0] == p % W)))


def p256(m):
    low, high = m.unknowns(4, "l"), m.unknowns(4, "h")
    total = value(low) + W**4 * value(high)
    factor = []
    for _ in range(4):
        before = value(low)
        q, a1, a2, a3 = low
        t0, t1 = m.multiply_add(q * 0xFFFFFFFF00000001, 0, 0)
        l, h = m.shift(q, 32)
        a1, carry = m.carrying_add(a1, l, 0)
        a2, carry = m.carrying_add(a2, h, carry)
        a3, carry = m.carrying_add(a3, t0, carry)
        low = [a1, a2, a3, m.no_wrap(t1 + carry)]
        m.claim(value(low) * W == before + q * P256)
        factor.append(q)
    m.claim(value(low) <= P256)
    out, times = _below_radix_add(m, P256, low, high)
    m.claim(value(out) * W**4 == total + value(factor) * P256 - times * P256 * W**4)


def secp256k1(m):
    c = 2**32 + 977
    low, high = m.unknowns(4, "l"), m.unknowns(4, "h")
    total = value(low) + W**4 * value(high)
    folded, carry = [], 0
    for x, y in zip(low, high):
        x, carry = m.multiply_add(y * c, x, carry)
        folded.append(x)
    t0, t1 = m.multiply_add(carry * c, 0, 0)
    a0, up = m.carrying_add(folded[0], t0, 0)
    a1, up = m.carrying_add(folded[1], t1, up)
    end, second = _carry_on(m, folded[2:], up, [c])
    out, lost = m.add([a0, a1] + end, [c * second, 0, 0, 0])
    m.claim(lost == 0)
    m.claim(value(out) == total - (value(high) + carry + second) * SECP256K1)


def sm2(m):
    low, high = m.unknowns(4, "l"), m.unknowns(4, "h")
    total = value(low) + W**4 * value(high)
    factor = []
    for _ in range(4):
        before = value(low)
        q, a1, a2, a3 = low
        added, carry = m.add([a1, a2, a3, q], [q, 0, 0, 0])
        l, h = m.shift(q, 32)
        low, borrow = m.sub(added, [l, h, l, h])
        m.claim(carry == borrow)  # so dropping both loses nothing
        m.claim(value(low) * W == before + q * SM2)
        factor.append(q)
    out, times = _below_radix_add(m, SM2, low, high)
    m.claim(value(out) * W**4 == total + value(factor) * SM2 - times * SM2 * W**4)


def p384(m):
    low, high, total = _wide(m, 6, P384, 384)
    factor = []
    for _ in range(6):
        before = value(low)
        a0, a1, a2, a3, a4, a5 = low
        l, _ = m.shift(a0, 32)
        q, _ = m.split(a0 + l, W, 2)  # wrapping
        l, h = m.shift(q, 32)
        less = m.unknown(2)
        m.fact(less == If(l < q, 1, 0))
        second = m.no_wrap(h - less)
        nonzero = m.unknown(2)
        m.fact(nonzero == If(a0 == 0, 0, 1))
        t0, borrow = m.borrowing_sub(l, second, nonzero)
        t1 = m.no_wrap(h - borrow)
        t1, t2 = m.carrying_add(t1, q, 0)
        low, borrow = m.sub([a1, a2, a3, a4, a5, q], [t0, t1, t2, 0, 0, 0])
        m.claim(borrow == 0)
        m.claim(value(low) * W == before + q * P384)
        factor.append(q)
    _end_of_montgomery(m, 6, P384, high, low, value(factor), total)


def _p521_fold(m, x, signed):
    """`fold`, and `carry_on` with its second fold, which change nothing if not called: (out, multiple of p)."""
    multiple = 0
    for _ in range(2):
        negative = m.unknown(2)
        m.fact(negative == If(x[8] >= W // 2, 1, 0))
        low, top = m.split(x[8], 2**9, 2**55)
        top = top - negative * 2**55
        m.claim(And(top >= -4, top <= 3))
        multiple = multiple + top
        over = top
        out = []
        for y in x[:8] + [low]:
            word = m.unknown(W)
            m.names += 1
            carried = Int(f"c{m.names}")
            m.fact(y + over == word + W * carried)
            m.claim(And(carried >= -1, carried <= 1))
            out.append(word)
            over = carried
        x = out
    m.claim(value(x) == signed - multiple * P521)
    m.claim(value(x) < 2**521 + 4)
    return x, multiple


def p521(m):
    low, high = m.unknowns(9, "l"), m.unknowns(9, "h")
    total = value(low) + W**9 * value(high)
    m.fact(total <= (2**521 + 3) ** 2)
    top_low, below = m.split(low[8], 2**9, 2**55)
    low = low[:8] + [top_low]
    upper = []
    for x in high:
        l, above = m.split(x, 2**9, 2**55)
        upper.append(below + l * 2**55)  # disjoint bits
        below = above
    m.claim(below == 0)
    added, carry = m.add(low, upper)
    m.claim(carry == 0)
    out, multiple = _p521_fold(m, added, value(added))
    m.claim(value(out) == total - (value(upper) + multiple) * P521)


def p521_add(m):
    a, b = m.unknowns(9, "a"), m.unknowns(9, "b")
    m.fact(And(value(a) < 2**521 + 4, value(b) < 2**521 + 4))
    added, carry = m.add(a, b)
    m.claim(carry == 0)
    _p521_fold(m, added, value(a) + value(b))


def p521_sub(m):
    a, b = m.unknowns(9, "a"), m.unknowns(9, "b")
    m.fact(And(value(a) < 2**521 + 4, value(b) < 2**521 + 4))
    difference, _ = m.sub(a, b)
    _p521_fold(m, difference, value(a) - value(b))


def curve25519_fold(m):
    """`fold`, with `mul_row` by 38."""
    low, high = m.unknowns(4, "l"), m.unknowns(4, "h")
    row, above, carry = [], 0, 0
    for x in high:
        l, h = m.multiply_add(x * 38, 0, 0)
        r, carry = m.carrying_add(l, above, carry)
        row.append(r)
        above = h
    above = m.no_wrap(above + carry)
    added, carry = m.add(low, row)
    out, multiple = _tighten(m, added, above + carry)
    m.claim(value(out) == value(low) + W**4 * value(high) - (2 * value(high) + multiple) * P25519)


def _is_tight(a):
    return value(a) < 2**255 + 2**11


def _tighten(m, r, carry):
    m.claim(And(carry >= 0, carry <= 38))
    bottom, bit = m.split(r[3], 2**63, 2)
    out, lost = m.add([r[0], r[1], r[2], bottom], [m.no_wrap(38 * carry + 19 * bit), 0, 0, 0])
    m.claim(lost == 0)
    m.claim(_is_tight(out))
    m.claim(value(out) == value(r) + W**4 * carry - (2 * carry + bit) * P25519)
    return out, 2 * carry + bit


def curve25519_add(m):
    a, b = m.unknowns(4, "a"), m.unknowns(4, "b")
    m.fact(_is_tight(b))
    added, carry = m.add(a, b)
    out, lost = m.add(added, [38 * carry, 0, 0, 0])
    m.claim(lost == 0)
    m.claim(value(out) == value(a) + value(b) - 2 * carry * P25519)


def curve25519_sub(m):
    a, b = m.unknowns(4, "a"), m.unknowns(4, "b")
    m.fact(_is_tight(b))
    difference, borrow = m.sub(a, b)
    out, lost = m.sub(difference, [38 * borrow, 0, 0, 0])
    m.claim(lost == 0)
    m.claim(value(out) == value(a) - value(b) + 2 * borrow * P25519)


def curve25519_canonical(m):
    a = m.unknowns(4, "a")
    out, multiple = _tighten(m, a, 0)
    out, times = m.subtract_once(out, 0, P25519)
    m.claim(value(out) == value(a) - (multiple + times) * P25519)
