"""The ranges of safegcd's modular numbers (src/arithmetic/integer/inverse.rs)."""
from z3 import Int, Or

STEPS = 2**62


def apply_modulo(m):
    """d (and e alike) stays between −2·m and m, for any modulus m and any row u, v of a matrix with |u| + |v| ≤ 2^62.

    Products are opaque: u·d' + v·e' for d', e' in (−m, m) lies in (−2^62·m, 2^62·m), unless the row is 0."""
    modulus = Int("m")
    d, e = Int("d"), Int("e")
    m.fact(modulus > 1)
    for x in (d, e):
        m.fact(-2 * modulus < x)
        m.fact(x < modulus)
        # m is added to what is negative
        lifted = Int(f"{x}_lifted")
        m.fact(Or(x < 0, lifted == x))
        m.fact(Or(x >= 0, lifted == x + modulus))
        m.claim(-modulus < lifted)
        m.claim(lifted < modulus)
    combined, multiple, out = Int("sum"), Int("lowest"), Int("out")
    m.fact(combined < STEPS * modulus)
    m.fact(combined > -STEPS * modulus)
    # `lowest`, 62 bits
    m.fact(multiple >= 0)
    m.fact(multiple < STEPS)
    # m·lowest, opaque
    taken = Int("taken")
    m.fact(taken >= 0)
    m.fact(taken <= (STEPS - 1) * modulus)
    # chosen so that the division is exact
    m.fact(out * STEPS == combined - taken)
    m.claim(-2 * modulus < out)
    m.claim(out < modulus)
