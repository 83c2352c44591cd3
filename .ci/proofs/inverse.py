"""The ranges of safegcd's modular numbers (src/arithmetic/integer/inverse.rs)."""
from z3 import And, Int, Or

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
        m.fact(Or(x >= 0, lifted == x + m.fault(1, 0) * modulus))
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


def division_steps(m):
    """|u| + |v| ≤ 2^k and |q| + |r| ≤ 2^k after k of the 62 division steps, by induction over the loop.

    K stands for 2^k, and `a` and `b` for the two sums. By the triangle inequality, `multiple` below 2^free of the first
    row, added to the second, adds at most (2^free − 1)·a; it clears `free` bits of g, which the next round shifts out
    with the zeros that follow."""
    # The identity, from which k = 0 starts, has both sums 1.
    for free in range(1, 7):
        k, a, b = Int(f"K{free}"), Int(f"a{free}"), Int(f"b{free}")
        m.fact(And(k >= 1, a >= 0, b >= 0))
        # The rows may be swapped first: both have the same bound.
        m.fact(And(a <= k, b <= k))
        added = Int(f"added{free}")
        m.fact(And(added >= 0, added <= (2 ** (free + m.fault(0, 1)) - 1) * a))
        # At least `free` zeros, and no more than steps are left.
        zeros_times_k = 2**free * Int(f"more_times_K{free}")
        m.fact(Int(f"more_times_K{free}") >= k)
        m.fact(zeros_times_k <= STEPS)
        shifted = Int(f"shifted{free}")  # a << zeros, which a ≤ K bounds
        m.fact(shifted <= zeros_times_k)
        m.claim(b + added <= zeros_times_k)
        m.claim(And(shifted <= STEPS, b + added <= STEPS))
