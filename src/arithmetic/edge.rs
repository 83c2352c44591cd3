//! Numbers on which carries go wrong, and the big-integer model that tests hold our arithmetic against.

use alloc::vec::Vec;

use num_bigint::BigUint;

/// The limbs at which carries begin and end.
pub(crate) const LIMBS: [u64; 9] = [0, 1, 2, 1 << 31, (1 << 32) - 1, 1 << 51, (1 << 52) - 1, 1 << 63, u64::MAX];

/// How many random draws a test makes: few where debug assertions check every bound, many in a release build, and as
/// many as `KMS_OFFLINE_DRAWS` says, if it is set when the tests are built.
pub(crate) const DRAWS: usize = match option_env!("KMS_OFFLINE_DRAWS") {
    Some(number) => match usize::from_str_radix(number, 10) {
        Ok(number) => number,
        Err(_) => panic!("KMS_OFFLINE_DRAWS is a number"),
    },
    None if cfg!(debug_assertions) => 8_000,
    None => 1_000_000,
};

/// The first state of every [`Draw`]: `KMS_OFFLINE_SEED` if it is set when the tests run, else the same in every run.
fn seed() -> u64 {
    let number = std::env::var("KMS_OFFLINE_SEED").map(|number| number.parse().expect("KMS_OFFLINE_SEED is a number"));
    number.ok().filter(|&number| number != 0).unwrap_or(0x9e37_79b9_7f4a_7c15)
}

/// Marsaglia's xorshift64*.
#[derive(Debug)]
pub(crate) struct Draw {
    state: u64,
    limbs: Vec<u64>,
}

impl Draw {
    /// Draws from [`LIMBS`] and from the limbs of `prime` and their neighbours; the prime may be empty.
    pub(crate) fn new(prime: &[u64]) -> Self {
        let near = prime.iter().flat_map(|&limb| [limb.wrapping_sub(1), limb, limb.wrapping_add(1)]);
        Self { state: seed(), limbs: LIMBS.into_iter().chain(near).collect() }
    }

    /// A random limb.
    pub(crate) fn word(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.word() >> 33).unwrap() % bound
    }

    /// A limb from the list of edges.
    fn edge(&mut self) -> u64 {
        let i = self.below(self.limbs.len());
        self.limbs[i]
    }

    /// Limbs, each an edge three times in four and random otherwise.
    pub(crate) fn limbs<const N: usize>(&mut self) -> [u64; N] {
        core::array::from_fn(|_| {
            let word = self.word();
            if word & 3 == 0 { self.word() } else { self.edge() }
        })
    }

    /// Random bytes.
    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        core::array::from_fn(|_| self.word().to_be_bytes()[0])
    }
}

/// Σ aᵢ·2^(64·i).
pub(crate) fn big(limbs: &[u64]) -> BigUint {
    let mut halves = Vec::with_capacity(2 * limbs.len());
    for limb in limbs {
        let [a, b, c, d, e, f, g, h] = limb.to_le_bytes();
        halves.extend([u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h])]);
    }
    BigUint::new(halves)
}

/// The limbs of a number that fits.
pub(crate) fn limbs<const N: usize>(number: &BigUint) -> [u64; N] {
    let digits = number.to_u64_digits();
    assert!(digits.len() <= N);
    core::array::from_fn(|i| digits.get(i).copied().unwrap_or(0))
}
