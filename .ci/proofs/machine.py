"""Words of 64 bits as integers, for proofs by an SMT solver (z3).

A function of the crate's integer arithmetic is transcribed line by line. Each operation on words adds the facts that
define its results, and claims what the Rust code relies on: that a carry is 0 or 1, that a sum does not wrap, that the
result is below the modulus. With constant moduli these claims are linear, so the solver decides them for every input.
Products of two unknown words stay opaque: of each, only its bounds are known."""
import time

from z3 import And, If, Int, Not, Or, Solver, Sum, sat, unsat

W = 2**64
TIMEOUT_MS = 600_000
# A planted fault that is not a lost carry.
FAULT = "fault"


def value(words):
    """The number that the words stand for, the lowest first."""
    return Sum([word * W**i for i, word in enumerate(words)])


def words_of(number, n):
    return [number >> (64 * i) & (W - 1) for i in range(n)]


class Machine:
    """`drop` plants a fault: that operation, counted from 0, loses its carry; or FAULT, which the proof names."""

    def __init__(self, drop=None):
        self.facts = []
        self.claims = []
        self.names = 0
        self.carries = 0
        self.drop = drop

    def unknown(self, below, name="t"):
        self.names += 1
        x = Int(f"{name}{self.names}")
        self.facts += [x >= 0, x < below]
        return x

    def unknowns(self, n, name):
        return [self.unknown(W, name) for _ in range(n)]

    def product(self, name="p"):
        """The product of two unknown words."""
        return self.unknown((W - 1) ** 2 + 1, name)

    def fact(self, what):
        self.facts.append(what)

    def claim(self, what):
        """To be proved from the facts so far, and a fact from then on."""
        self.claims.append((len(self.facts), what))
        self.facts.append(what)

    def fault(self, right, wrong):
        """`right`, or `wrong` where the planted fault is not a lost carry."""
        return wrong if self.drop == FAULT else right

    def _carry(self, carry):
        lost = self.carries == self.drop
        self.carries += 1
        return 0 if lost else carry

    def split(self, total, low_below, high_below):
        """total = low + high·low_below. It claims that high is below high_below."""
        low = self.unknown(low_below)
        self.names += 1
        high = Int(f"h{self.names}")
        self.fact(total == low + low_below * high)
        self.claim(And(high >= 0, high < high_below))
        return low, high

    # The functions of src/arithmetic/integer/limbs.rs, by their names.

    def carrying_add(self, a, b, carry):
        low, carry = self.split(a + b + carry, W, 2)
        return low, self._carry(carry)

    def borrowing_sub(self, a, b, borrow):
        low = self.unknown(W)
        self.names += 1
        out = Int(f"b{self.names}")
        self.fact(a - b - borrow == low - W * out)
        self.claim(And(out >= 0, out < 2))
        return low, self._carry(out)

    def multiply_add(self, product, c, d):
        low, high = self.split(product + c + d, W, W)
        return low, self._carry(high)

    def add(self, a, b):
        out, carry = [], 0
        for x, y in zip(a, b, strict=True):
            s, carry = self.carrying_add(x, y, carry)
            out.append(s)
        return out, carry

    def sub(self, a, b):
        out, borrow = [], 0
        for x, y in zip(a, b, strict=True):
            s, borrow = self.borrowing_sub(x, y, borrow)
            out.append(s)
        return out, borrow

    def shift(self, word, n):
        """(word << n, word >> (64 − n))."""
        high = self.unknown(2**n)
        low = self.unknown(2 ** (64 - n))
        self.fact(word == low + high * 2 ** (64 - n))
        return low * 2**n, high

    def no_wrap(self, total):
        self.claim(And(total >= 0, total < W))
        return total

    def subtract_once(self, a, carry, m):
        """`subtract_once` and `reduce_once`: (a + carry·2^(64·n) reduced, how often m was subtracted)."""
        n = len(a)
        total = value(a) + carry * W**n
        self.claim(total < 2 * m)
        difference, borrow = self.sub(a, words_of(m, n))
        keep, _ = self.borrowing_sub(carry, 0, borrow)
        self.claim(Or(keep == 0, keep == W - 1))
        times = self.unknown(2, "k")
        self.fact(times == If(keep == 0, 1, 0))
        out = self.unknowns(n, "o")
        self.facts += [x == If(keep == 0, d, y) for x, d, y in zip(out, difference, a, strict=True)]
        self.claim(value(out) == total - times * m)
        self.claim(And(value(out) >= 0, value(out) < m))
        return out, times

    def prove(self):
        """Whether every claim follows: (True, seconds), or (False, the claim that does not and why)."""
        start = time.monotonic()
        for number, (until, claim) in enumerate(self.claims):
            solver = Solver()
            solver.set("timeout", TIMEOUT_MS)
            solver.add(*self.facts[:until])
            solver.add(Not(claim))
            answer = solver.check()
            if answer != unsat:
                why = "a counterexample" if answer == sat else f"the solver answers {answer}"
                return False, answer == sat, f"claim {number + 1} of {len(self.claims)}: {why}"
        return True, False, f"{len(self.claims)} claims in {time.monotonic() - start:.0f} s"

    def facts_are_possible(self):
        """Guards against proofs from a contradiction. The solver may not decide it: only `unsat` is a fault."""
        solver = Solver()
        solver.set("timeout", 20_000)
        solver.add(*self.facts)
        return solver.check() != unsat
