"""Residues in lanes (src/arithmetic/field/lanes.rs), the formulas on them (src/arithmetic/group/lanes.rs and
group/edwards/lanes.rs), and RSA's products over lanes (src/arithmetic/kernel/ifma.rs) and in lanes (src/arithmetic/rsa/lanes.rs).

A product of lanes is a lower and an upper half of 52 bits, and its factors must not have more: IFMA drops what they
have above. So each factor, each column and each sum is claimed to fit. Moduli are constants."""
from fractions import Fraction

from z3 import And, BoolVal, Int, IntVal, Sum

from fields import P256, P384, P521, P25519, SECP256K1, SM2

LIMB = 2**52
CURVES = {"p256": (P256, 5), "p384": (P384, 8), "p521": (P521, 11), "secp256k1": (SECP256K1, 5), "sm2": (SM2, 5)}
PRIMES = {**CURVES, "curve25519": (P25519, 5)}


def _limbs_of(number, n):
    return [number >> (52 * i) & (LIMB - 1) for i in range(n)]


def _value(limbs):
    return Sum([limb * LIMB**i for i, limb in enumerate(limbs)])


def _split(m, word, bits=52):
    """(word mod 2^bits, word >> bits)."""
    low, above = m.unknown(2**bits, "l"), m.unknown(2**64, "h")
    m.fact(word == low + 2**bits * above)
    return low, above


def _halves(m, lane, factor):
    """What `add_low` and `add_high` add of a lane times a constant."""
    assert factor < LIMB
    m.claim(And(lane >= 0, lane < LIMB))
    return _split(m, lane * factor)


def _below(m, limbs, bound):
    m.claim(And(*[limb < bound for limb in limbs]))


def _carry(m, limbs, last_below=LIMB):
    """`carry`; the last limb, which keeps all its bits, is below the bound that its caller needs."""
    out = list(limbs)
    for i in range(len(out) - 1):
        out[i], above = _split(m, out[i])
        out[i + 1] = out[i + 1] + above
        m.claim(out[i + 1] < 2**63)
    m.claim(out[-1] < last_below)
    return out


def columns(m, n):
    """`product` and `square`: no column reaches 2·n·2^52, and together they are a·b."""
    pairs = [(i, j) for i in range(n) for j in range(n)]
    low = {pair: m.unknown(LIMB, "l") for pair in pairs}
    high = {pair: m.unknown(LIMB, "h") for pair in pairs}
    w = []
    for k in range(2 * n):
        lower = [low[i, k - i] for i in range(max(0, k + 1 - n), min(n, k + 1))]
        upper = [high[i, k - i - 1] for i in range(max(0, k - n), min(n, k))]
        w.append(Sum(lower + upper))
        m.claim(w[-1] < m.fault(2 * n, n) * LIMB)
    m.claim(_value(w) == Sum([(low[i, j] + LIMB * high[i, j]) * LIMB ** (i + j) for i, j in pairs]))
    # A square is the same number: halves of a product and of the same product the other way round are equal.
    for i, j in pairs:
        if i < j:
            m.fact(And(low[i, j] == low[j, i], high[i, j] == high[j, i]))
    for k in range(2 * n):
        lower = [low[i, k - i] for i in range(max(0, k + 1 - n), (k + 1) // 2)]
        upper = [high[i, k - i - 1] for i in range(max(0, k - n), k // 2)]
        half = (k // 2, k // 2)
        m.claim(2 * Sum(lower + upper) + (high[half] if k & 1 else low[half]) == w[k])


def montgomery_reduce(m, curve):
    """R times the result is w and a multiple of m below m·R; and no column reaches 2^58."""
    modulus, n = CURVES[curve]
    radix = LIMB**n
    k = -pow(modulus, -1, LIMB) % LIMB
    factors = _limbs_of(modulus, n)
    w = [m.unknown(2 * n * LIMB, "w") for _ in range(2 * n)]
    whole, quotient = _value(w), IntVal(0)
    for i in range(n):
        lowest, above = _split(m, w[i])
        q = lowest
        if k != 1:
            q, _ = _split(m, lowest * (k + m.fault(0, 2)))
            low, high = _halves(m, q, factors[0])
            w[i + 1] = w[i + 1] + high
            cleared, above = _split(m, w[i] + low)
            m.claim(cleared == 0)
        w[i + 1] = w[i + 1] + above
        for j in range(1, n):
            factor = factors[j] + (m.fault(1, 0) if k == j == 1 else 0)
            if factor:
                low, high = _halves(m, q, factor)
                w[i + j] = w[i + j] + low
                w[i + j + 1] = w[i + j + 1] + high
        _below(m, w[i + 1 : i + n + 1], 2**58)
        quotient = quotient + q * LIMB**i
    m.claim(_value(w[n:]) * radix == whole + quotient * modulus)
    m.claim(And(quotient >= 0, quotient < radix))


def reduce_p521(m):
    """`reduce_columns` of P-521, where q·m is q·2^521 − q."""
    modulus, n = CURVES["p521"]
    w = [m.unknown(2 * n * LIMB, "w") for _ in range(2 * n)]
    whole, quotient = _value(w), IntVal(0)
    for i in range(n):
        q, above = _split(m, w[i])
        w[i + 1] = w[i + 1] + above
        w[i + 10] = w[i + 10] + m.fault(2, 1) * q
        _below(m, (w[i + 1], w[i + 10]), 2**58)
        quotient = quotient + q * LIMB**i
    m.claim(_value(w[n:]) * LIMB**n == whole + quotient * modulus)
    m.claim(And(quotient >= 0, quotient < LIMB**n))


def _fold_columns(m, c, factor):
    """`fold_columns`, where 2^260 ≡ c: the columns' value, and six limbs whose value differs by a multiple of 2^260 − c.
    The `factor` is c, or a fault."""
    n = 5
    w = [m.unknown(2 * n * LIMB, "w") for _ in range(2 * n)]
    whole = _value(w)
    m.fact(whole < LIMB ** (2 * n))
    low, carried = [], 0
    for column in w[:n]:
        limb, carried = _split(m, column + carried)
        low.append(limb)
    high = _carry(m, [w[n] + carried, *w[n + 1 :]])
    a = [*low, IntVal(0)]
    for i, limb in enumerate(high):
        lower, upper = _halves(m, limb, factor)
        a[i], a[i + 1] = a[i] + lower, a[i + 1] + upper
    a = _carry(m, a)
    m.claim(whole - _value(a) == _value(high) * (LIMB**n - c))
    return a


def reduce_curve25519(m):
    """`reduce_columns` of 2^255 − 19, which folds twice."""
    modulus, n = PRIMES["curve25519"]
    a = _fold_columns(m, 19 << 5, 19 << m.fault(5, 4))  # 2^260 − 19·2^5 = 2^5·m
    first = _value(a)
    m.claim(first < LIMB**n + LIMB**n * 2**10)
    a[4], above = _split(m, a[4], 47)
    m.claim(a[5] * 32 < 2**64)
    above = above + 32 * a[5]
    m.claim(above < 2**16)
    lower, upper = _halves(m, above, 19)
    m.claim(upper == 0)
    out = _carry(m, [a[0] + lower, *a[1:5]])
    m.claim(first - _value(out) == above * modulus)
    m.claim(_value(out) < 2**255 + 2**21)


def reduce_secp256k1(m):
    """`reduce_columns` of secp256k1, which folds twice."""
    modulus, n = CURVES["secp256k1"]
    c = 2**256 - modulus
    a = _fold_columns(m, c << 4, c << m.fault(4, 3))  # 2^260 − 2^4·c = 2^4·m
    first = _value(a)
    m.claim(first < LIMB**n + LIMB**n * 2**37)
    a[4], above = _split(m, a[4], 48)
    m.claim(a[5] * 16 < 2**64)
    above = above + 16 * a[5]
    m.claim(above < 2**42)
    lower, upper = _halves(m, above, c)
    out = _carry(m, [a[0] + lower, a[1] + upper, *a[2:5]])
    m.claim(first - _value(out) == above * modulus)
    m.claim(_value(out) < 2**256 + 2**75)


def tighten(m, curve):
    """`tighten`: the same modulo m, tight, and carried."""
    modulus, n = PRIMES[curve]
    bits = modulus.bit_length()
    top = bits - 52 * (n - 1)
    complement = _limbs_of(2**bits - modulus, n)
    limbs = [m.unknown(2**58, "s") for _ in range(n)]
    whole = _value(limbs)
    m.fact(whole < 2**6 * modulus)
    if top < 20:
        limbs = _carry(m, limbs)
    limbs[-1], above = _split(m, limbs[-1], top)
    limbs[0] = limbs[0] + m.fault(0, above)
    for i, factor in enumerate(complement):
        if factor == 1:
            limbs[i] = limbs[i] + above
        elif factor:
            low, high = _halves(m, above, factor)
            limbs[i] = limbs[i] + low
            if i + 1 < n:
                limbs[i + 1] = limbs[i + 1] + high
            else:
                m.claim(high == 0)
    out = _carry(m, limbs)
    m.claim(_value(out) == whole - above * modulus)
    m.claim(_value(out) <= 2**bits + 2 ** (bits - 12))


class _Sum:
    """A sum in a lane: its value is below `below`·m, and its limbs are those of `width` residues."""

    def __init__(self, formulas, below, width=1):
        self.formulas, self.below, self.width = formulas, Fraction(below), width
        # Limbs are below 2^58 where they are carried or tightened, and far from 2^63 before.
        formulas.claim(width + 1 < 2**6)

    def __add__(self, other):
        return _Sum(self.formulas, self.below + other.below, self.width + other.width)

    def times_power_of_two(self, bits):
        return _Sum(self.formulas, self.below * 2**bits, self.width << bits)

    def minus(self, k, width, other):
        self.formulas.covers(k, width, other)
        return _Sum(self.formulas, self.below + k, self.width + width + 1)

    def negate_where(self, k):
        self.formulas.covers(k, 1, self)
        return _Sum(self.formulas, max(self.below, Fraction(k)), 2)

    def carry(self):
        self.formulas.claim(self.below <= self.formulas.radix)
        return _Sum(self.formulas, self.below)

    def tighten(self):
        self.formulas.claim(self.below <= 2**6)
        return _Sum(self.formulas, self.formulas.tight)

    def mul(self, other):
        formulas = self.formulas
        # Factors have limbs below 2^52.
        formulas.claim(self.width == other.width == 1)
        return _Sum(formulas, self.below * other.below / formulas.radix + 1).carry()

    def square(self):
        return self.mul(self)


class _Formulas:
    """The bounds of a curve, in units of m."""

    def __init__(self, m, curve):
        self.m = m
        self.modulus, self.n = PRIMES[curve]
        bits = self.modulus.bit_length()
        self.radix = Fraction(LIMB**self.n, self.modulus)
        self.tight = Fraction(2**bits + 2 ** (bits - 12) + 1, self.modulus)

    def claim(self, what):
        self.m.claim(BoolVal(bool(what)))

    def covers(self, k, width, other):
        """`multiple`: the limbs of k·m from which those of `width` residues never borrow; and the highest suffices."""
        limbs = _limbs_of(k * self.modulus, self.n - 1)
        limbs.append(k * self.modulus >> (52 * (self.n - 1)))
        for i in range(self.n):
            limbs[i] += (width << 52 if i + 1 < self.n else 0) - (width if i else 0)
        self.claim(sum(limb << (52 * i) for i, limb in enumerate(limbs)) == k * self.modulus)
        self.claim(all(limb >= width * (LIMB - 1) for limb in limbs[:-1]))
        self.claim(0 <= limbs[-1] < 2**58 and all(limb <= (width + 1) * LIMB for limb in limbs[:-1]))
        self.claim(other.width <= width)
        highest = int(other.below * self.modulus) >> (52 * (self.n - 1))
        self.claim(highest <= limbs[-1])


def formulas(m, curve):
    """`double` and `add_affine` keep X and Y tight and Z below 3·m, from points of tables below R."""
    bounds = _Formulas(m, curve)
    x = y = _Sum(bounds, bounds.tight)
    z = _Sum(bounds, 3)
    # `from_affine`
    entry = _Sum(bounds, bounds.radix)
    y.negate_where(4).tighten()
    for minus_three in (False, True):
        gamma = y.square()
        beta = x.mul(gamma)
        slope = x.square()
        if minus_three:
            delta = z.square()
            slope = x.minus(3, 1, delta).carry().mul((x + delta).carry())
        alpha = (slope.times_power_of_two(1) + slope).carry()
        beta4 = beta.times_power_of_two(2)
        x3 = alpha.square().minus(m.fault(14, 8), 8, beta4.times_power_of_two(1)).tighten()
        z3 = y.mul(z).times_power_of_two(1).carry()
        gamma_squared8 = gamma.square().times_power_of_two(3)
        rest = beta4.minus(3, 1, x3).carry()
        alpha.mul(rest).minus(14, 8, gamma_squared8).tighten()
        bounds.claim(z3.below <= 3)
    z1z1 = z.square()
    u2 = entry.mul(z1z1)
    s2 = entry.mul(z.mul(z1z1))
    h = u2.minus(3, 1, x).carry()
    r = s2.negate_where(4).minus(3, 1, y).carry()
    hh = h.square()
    hhh = h.mul(hh)
    v = x.mul(hh)
    x3 = r.square().minus(7, 3, v.times_power_of_two(1) + hhh).tighten()
    rest = v.minus(3, 1, x3).carry()
    r.mul(rest).minus(3, 1, y.mul(hhh)).tighten()
    bounds.claim(z.mul(h).below <= 3)
    # `leave`
    z.tighten()
    bounds.claim(bounds.tight < 2)


def edwards(m):
    """`double`, `add_affine` and `leave` of twisted Edwards curves, from results of either and points of tables."""
    bounds = _Formulas(m, "curve25519")
    bounds.radix = Fraction(16)  # of any prime
    most = [_Sum(bounds, Fraction(below)) for below in ("6.1", "6.9", "4.3", "3.5")]
    e, f, g, h = most
    x, y, z, t = e.mul(f), g.mul(h), f.mul(g), e.mul(h)
    a, b, zz = x.square(), y.square(), z.square()
    square = (x + y).carry().square()
    g = a.minus(2, 1, b)
    doubled = [(a + b).minus(m.fault(3, 2), 1, square), g + zz.times_power_of_two(1), g, a + b]
    # `enter`: any limbs of 64 bits, and of the last coordinate its opposite
    entry = _Sum(bounds, Fraction(2**256, bounds.modulus))
    dxy = entry.negate_where(3).carry()
    a = y.minus(4, 1, x).carry().mul(entry)
    b = (y + x).carry().mul(entry)
    c = t.mul(dxy)
    added = [b.minus(2, 1, a), z.minus(2, 1, c), z + c, b + a]
    for result in (doubled, added):
        for coordinate, bound in zip(result, most):
            bounds.claim(coordinate.carry().below <= bound.below)
    # `leave`
    for coordinate in (x, y, z):
        coordinate.tighten()


def rsa_round(m):
    """`round` of src/arithmetic/kernel/ifma.rs, whose lanes are not carried between rounds: a round adds at most 5·2^52
    to a lane, so 80 rounds leave less than 2^63; and the lowest limb fits its scalar."""
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


def rsa_carry(m):
    """A pass of its `carry` keeps the value: a lane below 2^63 and what the one before left over."""
    lane, carried = m.unknown(2**63, "l"), m.unknown(2**12 + m.fault(0, 2**63), "c")
    total = lane + carried
    m.claim(total < 2**64)
    limb, above = m.unknown(LIMB, "o"), Int("above")
    m.fact(limb + LIMB * above == total)
    m.claim(And(above >= 0, above < 2**12))


def rsa_tiles(m):
    """`run`, `add_rows` and `reduce` of src/arithmetic/rsa/lanes.rs, for L = 80: a column takes L lower and L upper halves
    of a product, as many of the multiples of n, and a carry; and the next carry is no greater."""
    halves = m.fault(4, 40) * 80
    column = Sum([m.unknown(LIMB, "h") * count for count in (halves // 2, halves // 2)])
    carried = m.unknown(2**9, "c")
    total = column + carried
    m.claim(total < 2**61)
    low, above = m.unknown(LIMB, "l"), Int("above")
    m.fact(total == low + LIMB * above)
    m.claim(And(above >= 0, above < 2**9))
    # Of a square, 79 halves of different limbs are counted twice, beside one of the same.
    crossed, own = m.unknown(79 * LIMB, "x"), m.unknown(LIMB, "s")
    m.claim(2 * crossed + own <= 2 * 80 * LIMB)
