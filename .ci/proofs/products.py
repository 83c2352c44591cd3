"""Products, squares and Montgomery's reduction of n words (src/arithmetic/integer/limbs.rs)."""
from z3 import If, IntVal, Sum

from machine import W, value


def mul_wide(m, n):
    """`mul_wide` with `mul_row` and `add_row` in two carry chains."""
    product = [[m.product() for _ in range(n)] for _ in range(n)]
    # Row i is a number of n words times a word.
    for i in range(n):
        m.fact(value([product[j][i] for j in range(n)]) <= (W**n - 1) * (W - 1))
    w = [IntVal(0)] * (2 * n)
    for i in range(n):
        row, above, carry = [], 0, 0
        for j in range(n):
            low, high = m.multiply_add(product[j][i], 0, 0)
            r, carry = m.carrying_add(low, above, carry)
            row.append(r)
            above = high
        above = m.no_wrap(above + carry)
        carry = 0
        for j in range(n):
            w[i + j], carry = m.carrying_add(w[i + j], row[j], carry)
        w[i + n] = m.no_wrap(above + carry)
    m.claim(value(w) == Sum([product[j][i] * W ** (i + j) for i in range(n) for j in range(n)]))


def square_wide(m, n):
    """The products above the diagonal once, added twice to the squares on it."""
    upper = {(i, j): m.product() for i in range(n) for j in range(i, n)}

    def at(i, j):
        return upper[min(i, j), max(i, j)]

    for i in range(n):
        m.fact(value([at(i, j) for j in range(n)]) <= (W**n - 1) * (W - 1))
        m.fact(value([at(i, j) for j in range(i + 1, n)] + [IntVal(0)]) <= (W ** (n - 1 - i) - 1) * (W - 1))
    whole = Sum([at(i, j) * W ** (i + j) for i in range(n) for j in range(n)])
    m.fact(whole <= (W**n - 1) ** 2)
    x = [IntVal(0)] * (2 * n)
    for i in range(n):
        carry = 0
        for j in range(i + 1, n):
            x[i + j], carry = m.multiply_add(at(i, j), x[i + j], carry)
        x[i + n] = carry if i + 1 < n else IntVal(0)
    m.claim(value(x) == Sum([at(i, j) * W ** (i + j) for i in range(n) for j in range(i + 1, n)] + [IntVal(0)]))
    w = [IntVal(0)] * (2 * n)
    carry = 0
    for i in range(n):
        low, high = m.multiply_add(at(i, i), 0, 0)
        w[2 * i], carry = m.carrying_add(low, x[2 * i], carry)
        w[2 * i + 1], carry = m.carrying_add(high, x[2 * i + 1], carry)
    m.claim(carry == 0)
    for i in range(2 * n):
        w[i], carry = m.carrying_add(w[i], x[i], carry)
    m.claim(carry == 0)
    m.claim(value(w) == whole)


def montgomery_reduce(m, n):
    """For any odd modulus. Of a row q·m only its bound is used, and that it clears the lowest word, for which q is
    chosen: q = w·k with k·m₀ = −1 mod 2^64."""
    modulus = m.unknown(W**n, "m")
    low, high = m.unknowns(n, "l"), m.unknowns(n, "h")
    total = value(low) + W**n * value(high)
    m.fact(total < modulus * W**n)
    w = low + high
    top = 0
    rows = []
    for i in range(n):
        product = [m.product() for _ in range(n)]
        row = value(product)
        m.fact(row <= (W - 1) * modulus)
        carry = 0
        for j in range(n):
            w[i + j], carry = m.multiply_add(product[j], w[i + j], carry)
        m.fact(w[i] == 0)
        w[i + n], top = m.carrying_add(w[i + n], carry, top)
        rows.append(row)
    quotient = value(w[n:]) + W**n * top
    m.claim(quotient * W**n == total + value(rows))
    m.claim(quotient < 2 * modulus)
    reduced, times = m.unknown(W**n, "o"), m.unknown(2, "k")
    m.fact(times == If(quotient >= modulus, 1, 0))
    m.fact(reduced == quotient - If(times == 1, modulus, IntVal(0)))
    m.claim(reduced < modulus)
