"""The reductions modulo the primes of the curves (src/arithmetic/field).

    wide = low + high·2^(64·n) < p·2^bits    ->    out < p  and  out·F = wide mod p, F = 1 or 2^(64·n)"""
from z3 import And, If

from machine import W, value

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


def sm2(m):
    low, high, total = _wide(m, 4, SM2, 256)
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
    _end_of_montgomery(m, 4, SM2, high, low, value(factor), total)


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


def p521(m):
    low, high, total = _wide(m, 9, P521, 521)
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
    out, times = m.subtract_once(added, 0, P521)
    m.claim(value(out) == total - value(upper) * P521 - times * P521)


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
