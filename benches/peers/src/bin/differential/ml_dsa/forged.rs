//! Keys whose t1 is 0: nobody knows their private key, and everybody can sign, with any z and any hint (FIPS 204,
//! Algorithm 8: w'Approx = NTT⁻¹(Â ∘ NTT(z)) does not depend on c). So signatures can be made whose z and hint are at
//! their bounds.

use std::sync::LazyLock;

use kms_offline::KeySpec;
use openssl::hash::{MessageDigest, hash_xof};
use rand::RngExt as _;

use crate::case::{Random, bytes, one};

const Q: i64 = 8_380_417;
const N: usize = 256;
type Polynomial = [i64; N];

/// The parameters that a verification needs (FIPS 204, table 1).
struct Parameters {
    k: usize,
    l: usize,
    /// γ1 = 2^gamma1_bits.
    gamma1_bits: u32,
    gamma2: i64,
    beta: i64,
    omega: usize,
    /// Of c̃, in bytes.
    c_len: usize,
}

const fn parameters(spec: KeySpec) -> Parameters {
    match spec {
        KeySpec::MlDsa44 => {
            Parameters { k: 4, l: 4, gamma1_bits: 17, gamma2: (Q - 1) / 88, beta: 78, omega: 80, c_len: 32 }
        }
        KeySpec::MlDsa65 => {
            Parameters { k: 6, l: 5, gamma1_bits: 19, gamma2: (Q - 1) / 32, beta: 196, omega: 55, c_len: 48 }
        }
        _ => Parameters { k: 8, l: 7, gamma1_bits: 19, gamma2: (Q - 1) / 32, beta: 120, omega: 75, c_len: 64 },
    }
}

/// A key, a message to it, and a signature: valid if the flag says so.
pub(super) struct Forged {
    pub(super) what: &'static str,
    /// Without the SubjectPublicKeyInfo around it.
    pub(super) public_key: Vec<u8>,
    pub(super) message: Vec<u8>,
    pub(super) signature: Vec<u8>,
}

pub(super) fn forge(spec: KeySpec, random: &mut Random) -> Forged {
    let parameters = parameters(spec);
    let rho = bytes(random, 32);
    let public_key = [rho.as_slice(), &vec![0; 320 * parameters.k]].concat();
    let message = bytes(random, 40);
    let (what, z) = parameters.z(random);
    let hint = parameters.hint(random);

    // μ = H(H(pk, 64) ‖ 0 ‖ 0 ‖ M, 64), for the empty context.
    let mu = shake256(&[shake256(&public_key, 64).as_slice(), &[0, 0], &message].concat(), 64);
    let w1 = parameters.w1(&rho, &z, &hint);
    let c = shake256(&[mu, w1].concat(), parameters.c_len);
    let signature = [c, parameters.encode_z(&z), parameters.encode_hint(&hint)].concat();
    Forged { what, public_key, message, signature }
}

impl Parameters {
    /// Coefficients at the bound γ1 − β − 1, or one of them over it.
    fn z(&self, random: &mut Random) -> (&'static str, Vec<Polynomial>) {
        let gamma1 = 1 << self.gamma1_bits;
        let most = gamma1 - self.beta - 1;
        let kind = random.random_range(0..5);
        let mut z: Vec<Polynomial> = (0..self.l)
            .map(|_| {
                std::array::from_fn(|_| match kind {
                    0 => one(random, &[-most, most]),
                    1 => one(random, &[-most, most, 0, 1, -1]),
                    2 => 0,
                    _ => random.random_range(-most..=most),
                })
            })
            .collect();
        if kind == 4 {
            let over = one(random, &[most + 1, -most - 1, gamma1, 1 - gamma1]);
            z[random.random_range(..self.l)][random.random_range(..N)] = over;
            return ("t1 = 0: z over its bound", z);
        }
        (if kind == 3 { "t1 = 0: any z" } else { "t1 = 0: z at its bound" }, z)
    }

    /// ω positions in all, or fewer.
    fn hint(&self, random: &mut Random) -> Vec<Vec<u8>> {
        let count = match random.random_range(0..3) {
            0 => 0,
            1 => self.omega,
            _ => random.random_range(0..=self.omega),
        };
        let one_polynomial = random.random::<bool>().then(|| random.random_range(..self.k));
        let mut hint = vec![Vec::new(); self.k];
        for _ in 0..count {
            let polynomial = one_polynomial.unwrap_or_else(|| random.random_range(..self.k));
            hint[polynomial].push(random.random());
        }
        for positions in &mut hint {
            positions.sort_unstable();
            positions.dedup();
        }
        hint
    }

    /// w1Encode(UseHint(h, Az)) (Algorithms 28 and 40).
    fn w1(&self, rho: &[u8], z: &[Polynomial], hint: &[Vec<u8>]) -> Vec<u8> {
        let transformed: Vec<Polynomial> = z.iter().map(|polynomial| ntt(*polynomial)).collect();
        let bits = if self.k == 4 { 6 } else { 4 };
        let mut packed = Bits::default();
        for (row, positions) in hint.iter().enumerate() {
            let mut sum = [0; N];
            for (column, z) in transformed.iter().enumerate() {
                let a = expand(rho, row, column);
                sum = std::array::from_fn(|i| (sum[i] + a[i] * z[i]) % Q);
            }
            for (i, r) in inverse_ntt(sum).into_iter().enumerate() {
                let has_hint = u8::try_from(i).is_ok_and(|i| positions.contains(&i));
                packed.push(self.use_hint(has_hint, r), bits);
            }
        }
        packed.bytes
    }

    fn use_hint(&self, has_hint: bool, r: i64) -> i64 {
        let (m, two_gamma2) = ((Q - 1) / (2 * self.gamma2), 2 * self.gamma2);
        // Decompose (Algorithm 36).
        let mut r0 = r % two_gamma2;
        if r0 > self.gamma2 {
            r0 -= two_gamma2;
        }
        let (r1, r0) = if r - r0 == Q - 1 { (0, r0 - 1) } else { ((r - r0) / two_gamma2, r0) };
        match (has_hint, r0 > 0) {
            (false, _) => r1,
            (true, true) => (r1 + 1) % m,
            (true, false) => (r1 + m - 1) % m,
        }
    }

    /// BitPack(z, γ1 − 1, γ1) (Algorithm 17).
    fn encode_z(&self, z: &[Polynomial]) -> Vec<u8> {
        let mut packed = Bits::default();
        for coefficient in z.iter().flatten() {
            packed.push((1 << self.gamma1_bits) - coefficient, self.gamma1_bits + 1);
        }
        packed.bytes
    }

    /// HintBitPack (Algorithm 20).
    fn encode_hint(&self, hint: &[Vec<u8>]) -> Vec<u8> {
        let mut encoded = hint.concat();
        encoded.resize(self.omega, 0);
        let mut count = 0;
        for positions in hint {
            count += positions.len();
            encoded.push(u8::try_from(count).expect("80 at most"));
        }
        encoded
    }
}

/// Values of some bits each, the lowest bit first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    rest: u64,
    count: u32,
}

impl Bits {
    fn push(&mut self, value: i64, bits: u32) {
        self.rest |= u64::try_from(value).expect("not negative") << self.count;
        self.count += bits;
        while self.count >= 8 {
            self.bytes.push(self.rest.to_le_bytes()[0]);
            self.rest >>= 8;
            self.count -= 8;
        }
    }
}

/// RejNTTPoly(ρ ‖ s ‖ r) (Algorithm 30).
fn expand(rho: &[u8], row: usize, column: usize) -> Polynomial {
    let byte = |index: usize| u8::try_from(index).expect("8 at most");
    let mut stream = vec![0; 1_344];
    hash_xof(MessageDigest::shake_128(), &[rho, &[byte(column), byte(row)]].concat(), &mut stream)
        .expect("OpenSSL hashes");
    let candidates = stream
        .chunks_exact(3)
        .map(|bytes| i64::from(bytes[0]) | i64::from(bytes[1]) << 8 | i64::from(bytes[2] & 0x7f) << 16);
    let coefficients: Vec<i64> = candidates.filter(|&candidate| candidate < Q).take(N).collect();
    coefficients.try_into().expect("448 candidates hold 256 coefficients")
}

fn shake256(bytes: &[u8], len: usize) -> Vec<u8> {
    let mut hash = vec![0; len];
    hash_xof(MessageDigest::shake_256(), bytes, &mut hash).expect("OpenSSL hashes");
    hash
}

/// ζ^BitRev8(i) for ζ = 1753 (FIPS 204, 7.5).
static ZETAS: LazyLock<[i64; 256]> = LazyLock::new(|| {
    let mut power = 1;
    let mut zetas = [0; 256];
    for exponent in 0..=u8::MAX {
        zetas[usize::from(exponent.reverse_bits())] = power;
        power = power * 1753 % Q;
    }
    zetas
});

/// Algorithm 41.
fn ntt(mut w: Polynomial) -> Polynomial {
    let (mut m, mut len) = (0, 128);
    while len >= 1 {
        for start in (0..N).step_by(2 * len) {
            m += 1;
            let z = ZETAS[m];
            for j in start..start + len {
                let t = z * w[j + len] % Q;
                w[j + len] = (w[j] - t).rem_euclid(Q);
                w[j] = (w[j] + t).rem_euclid(Q);
            }
        }
        len /= 2;
    }
    w
}

/// Algorithm 42.
fn inverse_ntt(mut w: Polynomial) -> Polynomial {
    let (mut m, mut len) = (256, 1);
    while len < N {
        for start in (0..N).step_by(2 * len) {
            m -= 1;
            let z = Q - ZETAS[m];
            for j in start..start + len {
                let t = w[j];
                w[j] = (t + w[j + len]) % Q;
                w[j + len] = z * (t - w[j + len]).rem_euclid(Q) % Q;
            }
        }
        len *= 2;
    }
    w.map(|coefficient| coefficient * 8_347_681 % Q)
}
