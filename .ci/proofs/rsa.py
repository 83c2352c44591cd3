"""RSA's Montgomery arithmetic for any modulus (src/arithmetic/rsa/montgomery.rs)."""
from z3 import If, Sum

from machine import W, value


def add_row_block(m):
    """Four words of `add_row`: w + a·b + carry, and the word carried out."""
    product = [m.product() for _ in range(4)]
    m.fact(value(product) <= (W**4 - 1) * (W - 1))
    w, carry = m.unknowns(4, "l"), m.unknown(W, "c")
    halves = [m.multiply_add(x, 0, 0) for x in product]
    low, high = [l for l, _ in halves], [h for _, h in halves]
    row, first = m.add(low, [carry, high[0], high[1], high[2]])
    out, second = m.add(w, row)
    above = m.no_wrap(high[3] + first + second)
    m.claim(value(out) + W**4 * above == value(w) + value(product) + carry)


def reduce_round(m, n):
    """One round of `reduce_portable`: the words from i to i + n, the word above them and the carry `top` keep their
    value plus q·n, which is then divisible by 2^64. What `add_row` adds is one number here; its blocks are
    `add_row_block`."""
    radix = W**n
    window = m.unknown(radix, "w")
    above, top = m.unknown(W, "h"), m.unknown(2, "c")
    row = m.unknown((radix - 1) * (W - 1) + 1, "r")
    # add_row
    rest = m.unknown(radix // W, "s")
    lost = m.unknown(W, "z")
    carry = m.unknown(W, "c")
    m.fact(lost + W * rest + radix * carry == window + row)
    m.fact(lost == 0)  # q is chosen for it
    word, next_top = m.carrying_add(above, carry, top)
    # The next window is rest and, above it, word.
    next_window = rest + radix // W * word
    m.claim(next_window < radix)
    m.claim(W * (next_window + radix * next_top) == window + radix * (above + top) + row)


def reduce_end(m, n):
    """What is left for `reduce` after n rounds is below 2·n, so one subtraction makes it canonical."""
    modulus = m.unknown(W**n, "n")
    total = m.unknown(W ** (2 * n), "t")
    m.fact(total < m.fault(1, 2) * modulus * W**n)
    rows = [m.unknown(W ** (n + 1), "r") for _ in range(n)]
    for row in rows:
        m.fact(row <= (W - 1) * modulus)
    left = m.unknown(W ** (n + 1), "q")
    # What `reduce_round` keeps, n times.
    m.fact(left * W**n == total + Sum([row * W**i for i, row in enumerate(rows)]))
    m.claim(left < 2 * modulus)
    reduced = m.unknown(W**n, "o")
    m.fact(reduced == If(left >= modulus, left - modulus, left))
    m.claim(reduced < modulus)


def reduce_by_top(m, n):
    """The quotient of the top words is right or too great by 1 or 2 (Knuth, TAOCP 2, 4.3.1, theorem B), so n is added
    at most twice, and the sum ends below it."""
    power = W ** (n - 1)
    top_word = m.unknown(W, "n")  # of the modulus
    m.fact(top_word >= m.fault(W // 2, 1))
    rest_of_modulus = m.unknown(power, "m")
    modulus = top_word * power + rest_of_modulus
    above, word, rest = m.unknown(W, "h"), m.unknown(W, "a"), m.unknown(power, "r")
    total = (above * W + word) * power + rest
    m.fact(total < modulus * W)
    # top / n[N - 1], cut to a word; q·n[N - 1] is opaque
    quotient, q = m.unknown(2 * W, "q"), m.unknown(W, "q")
    top_product, remainder = m.unknown(W**2, "p"), m.unknown(W, "s")
    m.fact(remainder < top_word)
    clipped = m.unknown(2, "k")
    m.fact(clipped == If(quotient >= W, 1, 0))
    m.fact(q == If(clipped == 1, W - 1, quotient))
    # unclipped: q·n1 = top − remainder; clipped: q·n1 = (2^64 − 1)·n1 ≤ top
    m.fact(If(clipped == 1, top_product == (W - 1) * top_word, top_product + remainder == above * W + word))
    m.fact(If(clipped == 1, top_product <= above * W + word, True))
    rest_product = m.unknown((W - 1) * (power - 1) + 1, "p")  # q·(the modulus below its top word)
    m.fact(If(clipped == 1, rest_product == (W - 1) * rest_of_modulus, True))
    product = top_product * power + rest_product
    m.claim(total - product < modulus)
    m.claim(total - product >= -2 * modulus)
    # add_product with the complement 2^(64·N) − n, and `above` as a wrapping word: −2, −1 or 0 after it
    complement_row = q * W**n - product
    out, carry = m.unknown(W**n, "o"), m.unknown(W, "c")
    m.fact(out + W**n * carry == word * power + rest + complement_row)
    left = above + carry - q
    m.claim(left * W**n + out == total - product)
    m.claim(left <= 0)
    m.claim(left >= -2)
