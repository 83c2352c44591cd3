//! Private keys of the caller: PKCS#8 (RFC 5958) and SEC 1 (C.4, RFC 5915).

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use elliptic_curve::{
    AffinePoint, CurveArithmetic, FieldBytes, FieldBytesSize, PrimeField as _, SecretKey,
    array::typenum::Unsigned as _,
    sec1::{FromSec1Point, ModulusSize, Sec1Point, ToSec1Point, ValidatePublicKey as _},
};
use pkcs8::PrivateKeyInfoRef;
use rand_core::TryCryptoRng;
use sec1::EcPrivateKey;
use spki::{AlgorithmIdentifierRef, ObjectIdentifier, SubjectPublicKeyInfoRef};
use zeroize::Zeroizing;

use super::random::Source;
use crate::{
    error::{Error, Misuse, PemProblem, PrivateKeyProblem},
    input::{MAX_RESPONSE_LEN, base64, pem, recognise::is_utf16},
    kms::{Excerpt, KeySpec, Parameters},
};

/// A private key of the caller, to [agree](crate::AgreementKey::agree) with; wiped when dropped.
///
/// It is read for the spec of the key to agree with, since a SEC 1 file need not name its curve. What does not parse or does
/// not fit is [`Error::Misuse`]: no response of KMS is at fault. It can be neither cloned nor compared nor shown.
///
/// What it is read from is borrowed: keep that in a `zeroize::Zeroizing`, or wipe it otherwise.
///
/// ```
/// # let pem = include_bytes!("../../tests/vectors/example/peer-private-key.pem").to_vec();
/// # use kms_offline::{KeySpec, PrivateKey};
/// PrivateKey::from_pem(&pem, KeySpec::EccNistP256)?;
/// # Ok::<(), kms_offline::Error>(())
/// ```
/// ```compile_fail,E0308
/// # let pem = include_bytes!("../../tests/vectors/example/peer-private-key.pem").to_vec();
/// # use kms_offline::{KeySpec, PrivateKey};
/// PrivateKey::from_pem(pem, KeySpec::EccNistP256)?; // would be freed as it is
/// # Ok::<(), kms_offline::Error>(())
/// ```
pub struct PrivateKey {
    spec: KeySpec,
    scalar: Scalar,
}

impl PrivateKey {
    /// From one PEM block `PRIVATE KEY` (PKCS#8), `EC PRIVATE KEY` or `SM2 PRIVATE KEY` (SEC 1), which may not be encrypted.
    ///
    /// As with public keys, lines may have any width, and text may stand in front of the block, but no second one: leave out
    /// the `EC PARAMETERS` of `openssl ecparam -genkey` with `-noout`.
    ///
    /// # Errors
    /// [`Error::Misuse`] if it is no such block, or not the private key of a `spec`.
    pub fn from_pem(pem: &(impl AsRef<[u8]> + ?Sized), spec: KeySpec) -> Result<Self, Error> {
        let refused = |problem| refused(spec, problem);
        let pem = bounded(pem.as_ref()).map_err(refused)?;
        let text = core::str::from_utf8(pem).map_err(|_| refused(PrivateKeyProblem::Pem(PemProblem::NoBegin)))?;
        let der = decode(text).map_err(refused)?;
        Self::from_der(der.as_slice(), spec)
    }

    /// From DER: PKCS#8 PrivateKeyInfo, or SEC 1 ECPrivateKey with or without its parameters.
    ///
    /// # Errors
    /// [`Error::Misuse`] if it is neither, or not the private key of a `spec`.
    pub fn from_der(der: &(impl AsRef<[u8]> + ?Sized), spec: KeySpec) -> Result<Self, Error> {
        let scalar = bounded(der.as_ref()).and_then(|der| Scalar::read(&Encoded::read(der, spec)?, spec));
        Ok(Self { spec, scalar: scalar.map_err(|problem| refused(spec, problem))? })
    }

    /// From either: [PEM](Self::from_pem) if there is a BEGIN line, else [DER](Self::from_der).
    ///
    /// # Errors
    /// [`Error::Misuse`] as there.
    pub fn from_pem_or_der(bytes: &(impl AsRef<[u8]> + ?Sized), spec: KeySpec) -> Result<Self, Error> {
        let bytes = bytes.as_ref();
        match core::str::from_utf8(bytes) {
            Ok(text) if pem::has_begin_line(text) => Self::from_pem(text, spec),
            _ => Self::from_der(bytes, spec),
        }
    }

    /// KeySpec of the keys that it can agree with.
    #[must_use]
    pub const fn spec(&self) -> KeySpec {
        self.spec
    }

    pub(super) fn generate<R>(spec: KeySpec, source: &mut Source<'_, R>) -> Result<Self, Error>
    where
        R: TryCryptoRng + ?Sized,
    {
        Ok(Self { spec, scalar: Scalar::generate(spec, source)? })
    }

    pub(super) const fn scalar(&self) -> &Scalar {
        &self.scalar
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey").field("spec", &self.spec).finish_non_exhaustive()
    }
}

/// d in [1, n − 1], where moving it leaves no copy behind; the crates wipe it when it is dropped.
pub(super) enum Scalar {
    P256(Box<p256::SecretKey>),
    P384(Box<p384::SecretKey>),
    P521(Box<p521::SecretKey>),
    Sm2(Box<sm2::SecretKey>),
}

impl Scalar {
    fn read(key: &Encoded<'_>, spec: KeySpec) -> Result<Self, PrivateKeyProblem> {
        match spec {
            KeySpec::EccNistP256 => read(key).map(Self::P256),
            KeySpec::EccNistP384 => read(key).map(Self::P384),
            KeySpec::EccNistP521 => read(key).map(Self::P521),
            KeySpec::Sm2 => read(key).map(Self::Sm2),
            _ => Err(PrivateKeyProblem::NoAgreement),
        }
    }

    fn generate<R>(spec: KeySpec, source: &mut Source<'_, R>) -> Result<Self, Error>
    where
        R: TryCryptoRng + ?Sized,
    {
        match spec {
            KeySpec::EccNistP256 => generate(source).map(Self::P256),
            KeySpec::EccNistP384 => generate(source).map(Self::P384),
            KeySpec::EccNistP521 => generate(source).map(Self::P521),
            KeySpec::Sm2 => generate(source).map(Self::Sm2),
            _ => Err(refused(spec, PrivateKeyProblem::NoAgreement)),
        }
    }

    /// d·G, uncompressed (SEC 1, 2.3.3).
    pub(super) fn public_point(&self) -> Vec<u8> {
        match self {
            Self::P256(d) => d.public_key().to_sec1_point(false).as_bytes().to_vec(),
            Self::P384(d) => d.public_key().to_sec1_point(false).as_bytes().to_vec(),
            Self::P521(d) => d.public_key().to_sec1_point(false).as_bytes().to_vec(),
            Self::Sm2(d) => d.public_key().to_sec1_point(false).as_bytes().to_vec(),
        }
    }
}

/// d, and that each public key beside it is d·G.
fn read<C>(key: &Encoded<'_>) -> Result<Box<SecretKey<C>>, PrivateKeyProblem>
where
    C: CurveArithmetic,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    // RFC 5915, section 3: as long as n. The crate would put zeros before a shorter number, which another curve's is.
    let d = <&FieldBytes<C>>::try_from(key.d).map_err(|_| PrivateKeyProblem::Range)?;
    let d = SecretKey::from_bytes(d).map(Box::new).map_err(|_| PrivateKeyProblem::Range)?;
    for point in key.public_keys.into_iter().flatten() {
        let point = Sec1Point::<C>::from_bytes(point).map_err(|_| PrivateKeyProblem::PublicKey)?;
        C::validate_public_key(&d, &point).map_err(|_| PrivateKeyProblem::PublicKey)?;
    }
    Ok(d)
}

/// A fresh d by testing candidates (SP 800-56A Rev. 3, 5.6.1.2.2) of as many bits as n has, so that few are refused on P-521 too.
fn generate<C, R>(source: &mut Source<'_, R>) -> Result<Box<SecretKey<C>>, Error>
where
    C: CurveArithmetic,
    R: TryCryptoRng + ?Sized,
{
    let excess_bits = FieldBytesSize::<C>::U32 * 8 - C::Scalar::NUM_BITS;
    let mut candidate = Zeroizing::new(FieldBytes::<C>::default());
    loop {
        source.fill(&mut candidate)?;
        if let Some(top) = candidate.first_mut() {
            *top &= 0xff_u8.unbounded_shr(excess_bits);
        }
        if let Ok(d) = SecretKey::from_bytes(&candidate) {
            return Ok(Box::new(d));
        }
    }
}

/// What a file says of a private key.
struct Encoded<'a> {
    d: &'a [u8],
    /// In ECPrivateKey (RFC 5915, section 3), and in the OneAsymmetricKey around it (RFC 5958, section 2).
    public_keys: [Option<&'a [u8]>; 2],
}

impl<'a> Encoded<'a> {
    /// Reads DER, in which the curve, wherever it is named, must be that of `spec`.
    fn read(der: &'a [u8], spec: KeySpec) -> Result<Self, PrivateKeyProblem> {
        let Parameters::Curve(curve) = spec.facts().parameters else { return Err(PrivateKeyProblem::NoAgreement) };
        let (key, outer) = match PrivateKeyInfoRef::try_from(der) {
            Ok(info) => {
                check_algorithm(&info.algorithm, spec.facts().oid, curve)?;
                (info.private_key.as_bytes(), info.public_key)
            }
            Err(_) => (der, None),
        };
        let outer = outer.map(|bits| bits.as_bytes().ok_or(PrivateKeyProblem::PublicKey)).transpose()?;
        let key = EcPrivateKey::try_from(key).map_err(|_| match SubjectPublicKeyInfoRef::try_from(der) {
            Ok(_) => PrivateKeyProblem::GivenPublicKey,
            Err(_) if is_utf16(der) => PrivateKeyProblem::Utf16,
            Err(_) => PrivateKeyProblem::NotDer,
        })?;
        match key.parameters.and_then(|parameters| parameters.named_curve()) {
            Some(found) if found != curve => Err(PrivateKeyProblem::Curve { found, expected: curve }),
            _ => Ok(Self { d: key.private_key, public_keys: [key.public_key, outer] }),
        }
    }
}

fn check_algorithm(
    algorithm: &AlgorithmIdentifierRef<'_>,
    oid: ObjectIdentifier,
    curve: ObjectIdentifier,
) -> Result<(), PrivateKeyProblem> {
    if algorithm.oid != oid {
        return Err(PrivateKeyProblem::Algorithm { found: algorithm.oid, expected: oid });
    }
    match algorithm.parameters_oid() {
        Ok(found) if found == curve => Ok(()),
        Ok(found) => Err(PrivateKeyProblem::Curve { found, expected: curve }),
        Err(_) => Err(PrivateKeyProblem::Parameters),
    }
}

/// The DER in the one PEM block of `text`.
fn decode(text: &str) -> Result<Zeroizing<Vec<u8>>, PrivateKeyProblem> {
    let (label, body) = pem::single_block(text).map_err(PrivateKeyProblem::Pem)?;
    match label {
        "ENCRYPTED PRIVATE KEY" => Err(PrivateKeyProblem::Encrypted),
        "PRIVATE KEY" | "EC PRIVATE KEY" | "SM2 PRIVATE KEY" if body.contains(ENCRYPTION_HEADER) => {
            Err(PrivateKeyProblem::Encrypted)
        }
        "PRIVATE KEY" | "EC PRIVATE KEY" | "SM2 PRIVATE KEY" => {
            base64::decode_secret(body).ok_or(PrivateKeyProblem::Pem(PemProblem::NotBase64))
        }
        "PUBLIC KEY" => Err(PrivateKeyProblem::GivenPublicKey),
        _ => Err(PrivateKeyProblem::Pem(PemProblem::Label { found: Excerpt::of(label) })),
    }
}

fn bounded(input: &[u8]) -> Result<&[u8], PrivateKeyProblem> {
    let found = input.len();
    if found > MAX_LEN { Err(PrivateKeyProblem::TooLong { found, limit: MAX_LEN }) } else { Ok(input) }
}

fn refused(spec: KeySpec, problem: PrivateKeyProblem) -> Error {
    Misuse::PrivateKey { spec, problem }.into()
}

/// Begins the headers of a body that is encrypted (RFC 1421, 4.6.1.1).
const ENCRYPTION_HEADER: &str = "Proc-Type:";

/// The longest file that is read, in bytes: as for a public key.
const MAX_LEN: usize = MAX_RESPONSE_LEN;
