"""The lazy sums of ML-DSA: words that need not be reduced (src/arithmetic/ml_dsa)."""
from z3 import And, If, Int, IntVal, Or

Q = 2**23 - 2**13 + 1
WORD = 2**32


def _within(m, name, low, below):
    """An unknown integer in [low, below)."""
    m.names += 1
    x = Int(f"{name}{m.names}")
    m.fact(And(x >= low, x < below))
    return x


def _word(m, total):
    m.claim(And(total >= 0, total < WORD))
    return total


def _signed(m, total, bits):
    m.claim(And(total >= -(2 ** (bits - 1)), total < 2 ** (bits - 1)))
    return total


def factor_mul(m):
    """Shoup's product a·w − ⌊a·w′/2^32⌋·q, for every word a and every factor w < q."""
    a, w = m.unknown(WORD, "a"), m.unknown(Q, "w")
    quotient, rest = m.unknown(WORD, "q"), m.unknown(Q, "r")
    # `new`; the planted fault is a quotient that is greater by 1.
    m.fact(quotient * Q + rest == w * WORD + m.fault(0, Q))
    # Products of two unknowns: a·w, a·quotient and a·rest, with a times the fact above.
    product = m.unknown((WORD - 1) * (Q - 1) + 1, "p")
    of_quotient, of_rest = m.unknown(WORD**2, "p"), m.unknown((WORD - 1) * (Q - 1) + 1, "p")
    m.fact(of_rest <= (Q - 1) * a)
    m.fact(of_quotient * Q + of_rest == product * WORD + m.fault(0, Q) * a)
    h, low = m.unknown(WORD, "h"), m.unknown(WORD, "l")
    m.fact(of_quotient == h * WORD + low)
    m.claim(h * 2**23 - h * 2**13 + h == h * Q)
    m.claim(And(product - h * Q >= 0, product - h * Q < 2 * Q))


def _reduce_once(m, a):
    m.claim(And(a >= 0, a < 2 * Q))
    out = If(a - Q < 0, a - Q + Q, a - Q)  # the sign bit of the difference, since 2·q < 2^31
    m.claim(And(a - Q >= -(2**31), a - Q < 2**31))
    return out


def reduce_once(m):
    a = m.unknown(2 * Q + m.fault(0, 1), "a")
    out = _reduce_once(m, a)
    m.claim(And(out >= 0, out < Q, Or(out == a, out == a - Q)))


def reduce_signed(m):
    limit = 2**30
    a = _within(m, "a", -limit + 1, limit)
    h = Int("h")
    shifted = _signed(m, a + m.fault(2**22, 0), 32)
    m.fact(And(h * 2**23 <= shifted, shifted < (h + 1) * 2**23))
    rest = _signed(m, a - _signed(m, h * Q, 32), 32)
    out = If(rest < 0, rest + Q, rest)
    m.claim(And(out >= 0, out < Q))


def montgomery_reduce(m):
    """a + m·q is a multiple of 2^32, for which m is chosen."""
    a = m.unknown(WORD * Q, "a")
    factor, out = m.unknown(WORD, "m"), Int("out")
    total = a + factor * Q
    m.claim(And(total >= 0, total < 2**64))
    m.fact(out * WORD == total)
    m.claim(And(out >= 0, out < m.fault(2, 1) * Q))


def forward(m):
    """`forward_layers` twice: each of the eight layers adds at most 2·q, from 2·q to 18·q, and nothing wraps."""
    for layer in range(8):
        bound = 2 * Q * (layer + 1)
        w = m.unknown(bound, "w")
        t = m.unknown(2 * Q, "t")  # `factor_mul`
        upper, lower = _word(m, w + t), _word(m, w + 2 * Q - m.fault(0, 1) - t)
        m.claim(And(upper < bound + 2 * Q, lower < bound + 2 * Q))
        m.claim(lower >= m.fault(0, 1))


def backward(m):
    """`backward_layers` twice: each layer doubles the bound, from 2·q to 512·q < 2^32."""
    for layer in range(8):
        bound = 2 * Q * 2**layer
        w, w_len = m.unknown(bound, "w"), m.unknown(bound + m.fault(0, 2), "w")
        upper = _word(m, w + w_len)
        m.claim(upper < 2 * bound)
        _word(m, w + bound - w_len)  # what `factor_mul` takes; it leaves less than 2·q
        m.claim(IntVal(2 * Q) <= 2 * bound)


def dot_product(m):
    """Eight products of a < q and b < 18·q fit one Montgomery reduction."""
    sums = IntVal(0)
    for _ in range(8):
        product = m.unknown((Q - 1) * (18 * Q - 1) + 1, "p")
        sums = sums + m.fault(1, 30) * product
    m.claim(sums < WORD * Q)
    m.claim(sums < 2**64)


def sparse_challenge(m):
    """`subtract_product`: sums of at most 60 terms of ±512 fit 16 bits, and the subtrahend fits `reduce_signed`."""
    terms = 60
    total, term = IntVal(0), 512
    for _ in range(terms):
        # t − 512 for t in [0, 1023], or its negative.
        total = _signed(m, total + _within(m, "u", -term, term + 1 + m.fault(0, 64)), 16)
    before, after = _within(m, "s", -terms, terms + 1), _within(m, "s", -terms, terms + 1)
    # Coefficients up to one and those after it: at most 60 are not 0.
    m.fact(And(before + after <= terms, before + after >= -terms, before - after <= terms, before - after >= -terms))
    offset = _signed(m, 512 * (2 * before - (before + after)), 32)
    w = m.unknown(Q, "w")
    left = w - _signed(m, (total + offset) * 2**13, 32)
    m.claim(And(left > -(2**30), left < 2**30))


def unpack_z(m):
    """Coefficients within the norm are below 2·q, which `ntt` takes, for every γ₁ and β."""
    for gamma1, beta in ((2**17, 39 * 2), (2**19, 49 * 4), (2**19, 60 * 2)):
        packed = m.unknown(2 * gamma1, "v")
        # largest < 2·(γ₁ − β) − 1 of packed − (β + 1), which wraps below 0
        wrapped = If(packed - (beta + 1) < 0, packed - (beta + 1) + WORD, packed - (beta + 1))
        m.fact(wrapped < 2 * (gamma1 - beta) - m.fault(1, 0))
        out = _word(m, Q + gamma1 - packed)
        m.claim(And(out < 2 * Q, out - Q < gamma1 - beta, out - Q > beta - gamma1))
