"""Proofs for every input of the arithmetic's carries and bounds. Needs z3: pip install z3-solver.

    python3 .ci/proofs [NAME…]     prove all, or those named
    python3 .ci/proofs --changed   prove those whose file has changed since all were accepted
    python3 .ci/proofs --accept    prove all, and record the functions and the proofs as they are now

A proof that a planted fault does not upset proves nothing, so each proof runs once more with a carry lost, or with a
fault that it names, and must then be refuted by a counterexample."""
import sys
from concurrent.futures import ProcessPoolExecutor

import fields
import inverse
import lanes
import ml_dsa
import products
import rsa
import transcription
from machine import FAULT, Machine

# name: (proof, its arguments, the carry to lose, or FAULT for the fault that it names)
PROOFS = {
    "p256": (fields.p256, (), 0),
    "sm2": (fields.sm2, (), 0),
    "p384": (fields.p384, (), 0),
    "p521": (fields.p521, (), 0),
    "p521_add": (fields.p521_add, (), 0),
    "p521_sub": (fields.p521_sub, (), 0),
    "secp256k1": (fields.secp256k1, (), 0),
    **{
        f"below_radix_{name}_{curve}": (proof, (p, 4), carry)
        for name, proof, carry in (
            ("add", fields.below_radix_add, 0),
            ("sub", fields.below_radix_sub, 0),
            ("neg", fields.below_radix_neg, 1),  # m's lowest limb may be full: nothing borrows from it
            ("canonical", fields.below_radix_canonical, 0),
        )
        for curve, p in (("p256", fields.P256), ("sm2", fields.SM2), ("secp256k1", fields.SECP256K1))
    },
    "curve25519_fold": (fields.curve25519_fold, (), 0),
    "curve25519_add": (fields.curve25519_add, (), 0),
    "curve25519_sub": (fields.curve25519_sub, (), 0),
    "curve25519_canonical": (fields.curve25519_canonical, (), 0),
    **{f"mul_wide_{n}": (products.mul_wide, (n,), 0) for n in (4, 6, 9)},
    **{f"square_wide_{n}": (products.square_wide, (n,), 0) for n in (4, 6, 9)},
    **{f"montgomery_reduce_{n}": (products.montgomery_reduce, (n,), 0) for n in (4, 6, 9)},
    "rsa_add_row_block": (rsa.add_row_block, (), 0),
    **{f"rsa_reduce_round_{n}": (rsa.reduce_round, (n,), 0) for n in (32, 48, 64)},
    **{f"rsa_reduce_end_{n}": (rsa.reduce_end, (n,), FAULT) for n in (32, 48, 64)},
    **{f"rsa_reduce_by_top_{n}": (rsa.reduce_by_top, (n,), FAULT) for n in (32, 48, 64)},
    "inverse_apply_modulo": (inverse.apply_modulo, (), FAULT),
    "inverse_division_steps": (inverse.division_steps, (), FAULT),
    "lanes_rsa_round": (lanes.rsa_round, (), FAULT),
    "lanes_rsa_carry": (lanes.rsa_carry, (), FAULT),
    "lanes_rsa_tiles": (lanes.rsa_tiles, (), FAULT),
    **{f"lanes_columns_{n}": (lanes.columns, (n,), FAULT) for n in (5, 8, 11)},
    **{f"lanes_reduce_{curve}": (lanes.montgomery_reduce, (curve,), FAULT) for curve in ("p256", "p384", "sm2")},
    "lanes_reduce_p521": (lanes.reduce_p521, (), FAULT),
    "lanes_reduce_secp256k1": (lanes.reduce_secp256k1, (), FAULT),
    "lanes_reduce_curve25519": (lanes.reduce_curve25519, (), FAULT),
    "lanes_edwards": (lanes.edwards, (), FAULT),
    **{f"lanes_tighten_{curve}": (lanes.tighten, (curve,), FAULT) for curve in lanes.PRIMES},
    **{f"lanes_formulas_{curve}": (lanes.formulas, (curve,), FAULT) for curve in lanes.CURVES},
    **{
        f"ml_dsa_{proof.__name__}": (proof, (), FAULT)
        for proof in (
            ml_dsa.factor_mul, ml_dsa.reduce_once, ml_dsa.reduce_signed, ml_dsa.montgomery_reduce,
            ml_dsa.forward, ml_dsa.backward, ml_dsa.dot_product, ml_dsa.sparse_challenge, ml_dsa.unpack_z,
        )
    },
}

# The Rust functions that the proofs transcribe, by file.
TRANSCRIBED = {
    "field/p256.rs": ["reduce"],
    "field/sm2.rs": ["reduce"],
    "field/p384.rs": ["reduce"],
    "field/p521.rs": ["reduce", "add", "sub", "neg", "fold", "carry_on", "reduce_columns"],
    "field/secp256k1.rs": ["reduce", "reduce_columns"],
    "field/below_radix.rs": [
        "complement", "reach", "add", "sub", "neg", "carry_on", "borrow_on", "canonical", "is_zero",
    ],
    "field/curve25519.rs": ["add", "sub", "fold", "tighten", "canonical", "reduce_columns"],
    "integer/limbs.rs": [
        "carrying_add", "borrowing_sub", "multiply_add", "add", "sub", "reduce_once", "subtract_limb", "add_limb",
        "subtract_once", "mul_row", "add_row", "mul_wide", "square_wide", "montgomery_reduce", "montgomery_rounds",
    ],
    "integer/inverse.rs": ["apply_modulo", "division_steps"],
    "rsa/montgomery.rs": ["reduce", "reduce_portable", "reduce_by_top", "add_row"],
    "kernel/ifma.rs": ["round", "carry", "finish"],
    "field/lanes.rs": [
        "reduce_columns", "multiple", "product", "square", "montgomery_reduce", "fold_columns", "complement", "add",
        "times_power_of_two", "minus", "negate_where", "tighten",
    ],
    "kernel/lanes.rs": ["carry"],
    "rsa/lanes.rs": ["run", "add_rows", "reduce", "quotients"],
    "group/edwards/lanes.rs": ["enter", "double", "add_affine", "leave"],
    "group/lanes.rs": ["from_affine", "double", "add_affine", "leave"],
    "ml_dsa/field.rs": ["new", "mul", "reduce_once", "reduce", "reduce_signed", "montgomery_reduce"],
    "ml_dsa/ntt.rs": ["run", "dot_product", "forward_layers", "backward_layers", "butterflies"],
    "ml_dsa/challenge.rs": ["new", "subtract_product", "shifts"],
    "ml_dsa/encoding.rs": ["unpack_t1_scaled", "unpack_z"],
}


def run(name):
    """The line to print, and whether it is as it must be."""
    proof, arguments, carry = PROOFS[name]
    machine = Machine()
    proof(machine, *arguments)
    proved, _, what = machine.prove()
    if not proved:
        return f"{name}: NOT PROVED: {what}", False
    if not machine.facts_are_possible():
        return f"{name}: NOT PROVED: its facts contradict each other", False
    planted = Machine(drop=carry)
    proof(planted, *arguments)
    _, refuted, _ = planted.prove()
    if not refuted:
        return f"{name}: a planted fault was NOT REFUTED", False
    return f"{name}: proved, {what}; a planted fault is refuted", True


# Of the proofs that are in other files, too.
SHARED = {"__main__.py", "machine.py", "transcription.py"}


def main(arguments):
    functions, files = transcription.changed(TRANSCRIBED)
    accepting = arguments == ["--accept"]
    if arguments == ["--changed"]:
        names = [name for name in PROOFS if SHARED & set(files) or f"{PROOFS[name][0].__module__}.py" in files]
        print(f"{len(PROOFS) - len(names)} of {len(PROOFS)} proofs are as they were accepted")
    else:
        names = list(PROOFS) if accepting else arguments or list(PROOFS)
    unknown = [name for name in names if name not in PROOFS]
    if unknown:
        raise SystemExit(f"no such proof: {', '.join(unknown)}; there are {', '.join(PROOFS)}")
    good = True
    for function in [] if accepting else functions:
        print(f"{function} has changed: adapt its proof, then run with --accept")
        good = False
    with ProcessPoolExecutor() as pool:
        for line, as_it_must_be in pool.map(run, names):
            print(line, flush=True)
            good &= as_it_must_be
    if good and accepting:
        transcription.accept(TRANSCRIBED)
    return good


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1:]))
