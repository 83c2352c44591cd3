//! EMSA-PKCS1-v1_5 and EMSA-PSS (RFC 8017, 9), right and wrong.

use openssl::hash::{MessageDigest, hash};
use rand::RngExt as _;

use crate::case::{Random, bytes, one};

#[derive(Clone, Copy)]
pub(super) enum Scheme {
    Pkcs1,
    Pss,
}

/// The input of an encoding in `len` bytes; the modulus has 8·len bits.
pub(super) struct Encoding<'a> {
    pub(super) scheme: Scheme,
    pub(super) hash: MessageDigest,
    pub(super) digest: &'a [u8],
    pub(super) len: usize,
}

impl Encoding<'_> {
    pub(super) fn right(&self, random: &mut Random) -> Vec<u8> {
        match self.scheme {
            Scheme::Pkcs1 => self.pkcs1(&self.info(self.hash, &[5, 0])),
            Scheme::Pss => self.pss(self.hash, bytes(random, self.digest.len()), |_| ()),
        }
    }

    pub(super) fn wrong(&self, random: &mut Random) -> (&'static str, Vec<u8>) {
        match self.scheme {
            Scheme::Pkcs1 => self.wrong_pkcs1(random),
            Scheme::Pss => self.wrong_pss(random),
        }
    }

    /// EM = 00 ‖ 01 ‖ PS ‖ 00 ‖ T (9.2).
    fn pkcs1(&self, info: &[u8]) -> Vec<u8> {
        let padding = vec![0xff; self.len - 3 - info.len()];
        [&[0, 1], padding.as_slice(), &[0], info].concat()
    }

    /// T: the DER DigestInfo, with these parameters of the algorithm.
    fn info(&self, hash: MessageDigest, parameters: &[u8]) -> Vec<u8> {
        let tagged =
            |tag: u8, content: &[u8]| [&[tag, u8::try_from(content.len()).expect("83 at most")], content].concat();
        let oid = [OID_OF_SHA2, &[number(hash)]].concat();
        let algorithm = tagged(0x30, &[&tagged(6, &oid), parameters].concat());
        tagged(0x30, &[algorithm, tagged(4, self.digest)].concat())
    }

    fn wrong_pkcs1(&self, random: &mut Random) -> (&'static str, Vec<u8>) {
        let info = self.info(self.hash, &[5, 0]);
        let with = |change: &dyn Fn(&mut Vec<u8>)| {
            let mut encoded = self.pkcs1(&info);
            change(&mut encoded);
            encoded
        };
        let separator = self.len - info.len() - 1;
        match random.random_range(0..13) {
            0 => ("T: another hash's OID", self.pkcs1(&self.info(another(self.hash, random), &[5, 0]))),
            1 => ("T: without NULL", self.pkcs1(&self.info(self.hash, &[]))),
            2 => ("T: NULL in three bytes", self.pkcs1(&self.info(self.hash, &[5, 0x81, 0]))),
            3 => (
                "T: other parameters",
                self.pkcs1(&self.info(self.hash, one(random, &[&[4, 0], &[5, 1, 0], &[1, 1, 0]]))),
            ),
            4 => ("T: the digest alone", self.pkcs1(self.digest)),
            5 => ("T: a length in two bytes", self.pkcs1(&[&[0x30, 0x81], &info[1..]].concat())),
            6 => {
                // What Bleichenbacher's forgery needs: short padding, and anything after the digest.
                let len = random.random_range(1..=separator - 10);
                let mut encoded = [&[0, 1], vec![0xff; separator - 2 - len].as_slice(), &[0], &info].concat();
                encoded.extend(bytes(random, len));
                ("EM: bytes behind T, PS shorter", encoded)
            }
            7 => ("EM: block type", with(&|encoded| encoded[1] = if encoded[2] == 0xff { 2 } else { 0 })),
            8 => {
                let first = random.random_range(1..=0x7f);
                ("EM: first byte", with(&|encoded| encoded[0] = first))
            }
            9 => {
                let (place, byte) = (random.random_range(2..separator), random.random_range(0..0xff));
                ("EM: a byte of PS", with(&|encoded| encoded[place] = byte))
            }
            10 => {
                let byte = random.random_range(1..=0xff);
                ("EM: the 00 behind PS", with(&|encoded| encoded[separator] = byte))
            }
            11 => {
                let (place, bit) = (random.random_range(separator + 1..self.len), random.random_range(0..8));
                ("T: bit flipped", with(&|encoded| encoded[place] ^= 1 << bit))
            }
            _ => {
                let mut encoded = self.pss(self.hash, bytes(random, self.digest.len()), |_| ());
                encoded.truncate(self.len);
                ("EM: of PSS", encoded)
            }
        }
    }

    /// EM = maskedDB ‖ H ‖ bc (9.1.1), with changes to DB before it is masked.
    fn pss(&self, mask_hash: MessageDigest, salt: Vec<u8>, change: impl FnOnce(&mut [u8])) -> Vec<u8> {
        let h = hash(self.hash, &[&[0; 8], self.digest, &salt].concat()).expect("OpenSSL hashes");
        let mut db = vec![0; self.len - h.len() - 1];
        let start = db.len() - salt.len();
        db[start..].copy_from_slice(&salt);
        db[start - 1] = 1;
        change(&mut db);
        let mask = mgf1(mask_hash, &h, db.len());
        db.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
        db[0] &= 0x7f;
        [db.as_slice(), &h, &[0xbc]].concat()
    }

    fn wrong_pss(&self, random: &mut Random) -> (&'static str, Vec<u8>) {
        let len = self.digest.len();
        let longest = self.len - len - 2;
        let salt = bytes(random, len);
        match random.random_range(0..10) {
            0..3 => {
                let other = one(random, &[0, 8, 20, len - 1, len + 1, longest - 1, longest, 32, 48, 64]);
                let same = other == len;
                (
                    if same { "salt as long as the digest" } else { "salt of another length" },
                    self.pss(self.hash, bytes(random, other), |_| ()),
                )
            }
            3 => ("another hash for MGF1", self.pss(another(self.hash, random), salt, |_| ())),
            4 => {
                let hash = another(self.hash, random);
                let other = Self { hash, ..*self };
                ("another hash for H and MGF1", other.pss(hash, salt, |_| ()))
            }
            5 => {
                let (place, bit) = (random.random_range(1..longest - len), random.random_range(0..8));
                ("DB: a bit of PS", self.pss(self.hash, salt, |db| db[place] ^= 1 << bit))
            }
            6 => (
                "DB: the 01 behind PS",
                self.pss(self.hash, salt, |db| db[longest - len] = random.random_range(2..=0xff)),
            ),
            7 => {
                let mut encoded = self.pss(self.hash, salt, |_| ());
                *encoded.last_mut().expect("not empty") = one(random, &[0xcc, 0, 0xbd]);
                ("EM: the trailer", encoded)
            }
            8 => {
                let mut encoded = self.pss(self.hash, salt, |_| ());
                encoded[0] |= 0x80;
                ("EM: its highest bit set", encoded)
            }
            _ => ("EM: of PKCS#1", self.pkcs1(&self.info(self.hash, &[5, 0]))),
        }
    }
}

/// MGF1 (B.2.1).
fn mgf1(function: MessageDigest, seed: &[u8], len: usize) -> Vec<u8> {
    let blocks =
        (0_u32..).map(|counter| hash(function, &[seed, &counter.to_be_bytes()].concat()).expect("OpenSSL hashes"));
    blocks.take(len.div_ceil(function.size())).flat_map(|block| block.to_vec()).take(len).collect()
}

/// Of SHA-256, SHA-384 and SHA-512 one of the other two.
fn another(hash: MessageDigest, random: &mut Random) -> MessageDigest {
    let all = [MessageDigest::sha256(), MessageDigest::sha384(), MessageDigest::sha512()];
    let own = usize::from(number(hash)) - 1;
    all[(own + random.random_range(1..3)) % 3]
}

/// The last arc of the hash's OID.
fn number(hash: MessageDigest) -> u8 {
    match hash.size() {
        32 => 1,
        48 => 2,
        _ => 3,
    }
}

/// 2.16.840.1.101.3.4.2, under which NIST has SHA-2.
const OID_OF_SHA2: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02];
