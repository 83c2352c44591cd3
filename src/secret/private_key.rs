//! Private keys of the caller: PKCS#8 (RFC 5958) and SEC 1 (C.4, RFC 5915).

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use der::Decode as _;
use elliptic_curve::{
    AffinePoint, CurveArithmetic, FieldBytes, FieldBytesSize, PrimeField as _, SecretKey,
    array::typenum::Unsigned as _,
    sec1::{FromSec1Point, ModulusSize, Sec1Point, ToSec1Point, ValidatePublicKey as _},
};
use pkcs8::PrivateKeyInfoRef;
use rand_core::TryCryptoRng;
use sec1::EcPrivateKey;
use spki::{AlgorithmIdentifierRef, ObjectIdentifier};
use zeroize::Zeroizing;

use super::random::Source;
use crate::{
    error::{Error, InputKind, Layer, Misuse, PemProblem, PrivateKeyProblem, Recognised},
    input::{MAX_RESPONSE_LEN, base64, ecdsa_sig_value::scalar_len, pem, recognise},
    kms::{Curve, Excerpt, Family, KeySpec, Parameters},
};

/// A private key of the caller, to [agree](crate::AgreementKey::agree) with; wiped when dropped.
///
/// The constructors need the spec of the key to agree with, since a SEC 1 file need not name its curve. Their errors
/// are [`Error::Misuse`], because the private key is the caller's, not KMS's. It can be neither cloned nor compared nor
/// printed.
///
/// The input is only borrowed: keep it in a `zeroize::Zeroizing`, or wipe it otherwise.
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
    /// Parses one PEM block `PRIVATE KEY` (PKCS#8), `EC PRIVATE KEY` or `SM2 PRIVATE KEY` (SEC 1), which may not be
    /// encrypted.
    ///
    /// As with public keys, lines may have any width, and text may precede the block, but no second one. The block `EC
    /// PARAMETERS` that `openssl ecparam -genkey` writes in front of a SEC 1 key is skipped; it must name the same
    /// curve.
    ///
    /// # Errors
    /// [`Error::Misuse`] if the text is not such a block, or not the private key of a `spec`.
    pub fn from_pem(pem: &(impl AsRef<[u8]> + ?Sized), spec: KeySpec) -> Result<Self, Error> {
        let refused = |problem| refused(spec, problem);
        let pem = bounded(pem.as_ref()).map_err(refused)?;
        let text = core::str::from_utf8(pem).map_err(|_| refused(PrivateKeyProblem::Pem(PemProblem::NoBegin)))?;
        let der = decode(text, spec).map_err(|problem| match recognise::recognise(pem, spec) {
            Some(found) if !is_private_key_in_pem(&found) => refused(PrivateKeyProblem::Recognised { found }),
            _ => refused(problem),
        })?;
        let in_pem = |error| match error {
            Error::Misuse(Misuse::PrivateKey { spec, problem: PrivateKeyProblem::Recognised { found } }) => {
                Misuse::PrivateKey { spec, problem: PrivateKeyProblem::Recognised { found: found.within(Layer::Pem) } }
                    .into()
            }
            error => error,
        };
        Self::from_der(der.as_slice(), spec).map_err(in_pem)
    }

    /// Parses DER: PKCS#8 PrivateKeyInfo, or SEC 1 ECPrivateKey with or without its parameters.
    ///
    /// # Errors
    /// [`Error::Misuse`] if it is neither, or not the private key of a `spec`.
    pub fn from_der(der: &(impl AsRef<[u8]> + ?Sized), spec: KeySpec) -> Result<Self, Error> {
        let scalar = bounded(der.as_ref()).and_then(|der| Scalar::read(&Encoded::read(der, spec)?, spec));
        Ok(Self { spec, scalar: scalar.map_err(|problem| refused(spec, problem))? })
    }

    /// Parses either: [PEM](Self::from_pem) if there is a BEGIN line, else [DER](Self::from_der).
    ///
    /// # Errors
    /// [`Error::Misuse`] as those functions.
    pub fn from_pem_or_der(bytes: &(impl AsRef<[u8]> + ?Sized), spec: KeySpec) -> Result<Self, Error> {
        let bytes = bytes.as_ref();
        match core::str::from_utf8(bytes) {
            Ok(text) if pem::has_begin(text) => Self::from_pem(text, spec),
            _ => Self::from_der(bytes, spec),
        }
    }

    /// Returns the KeySpec of the keys that it can agree with.
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

/// d in [1, n − 1], where moving it leaves no copy; the crates wipe it when it is dropped.
pub(super) enum Scalar {
    P256(Box<p256::SecretKey>),
    P384(Box<p384::SecretKey>),
    P521(Box<p521::SecretKey>),
    Sm2(Box<sm2::SecretKey>),
}

impl Scalar {
    fn read(key: &Encoded<'_>, spec: KeySpec) -> Result<Self, PrivateKeyProblem> {
        match spec.facts().family {
            Family::Ec(Curve::P256) => read(key).map(Self::P256),
            Family::Ec(Curve::P384) => read(key).map(Self::P384),
            Family::Ec(Curve::P521) => read(key).map(Self::P521),
            Family::Ec(Curve::Sm2) => read(key).map(Self::Sm2),
            Family::Ec(Curve::Secp256k1) | Family::Rsa | Family::Ed25519 | Family::MlDsa(_) | Family::MlKem(_) => {
                Err(PrivateKeyProblem::NoAgreement)
            }
        }
    }

    fn generate<R>(spec: KeySpec, source: &mut Source<'_, R>) -> Result<Self, Error>
    where
        R: TryCryptoRng + ?Sized,
    {
        match spec.facts().family {
            Family::Ec(Curve::P256) => generate(source).map(Self::P256),
            Family::Ec(Curve::P384) => generate(source).map(Self::P384),
            Family::Ec(Curve::P521) => generate(source).map(Self::P521),
            Family::Ec(Curve::Sm2) => generate(source).map(Self::Sm2),
            Family::Ec(Curve::Secp256k1) | Family::Rsa | Family::Ed25519 | Family::MlDsa(_) | Family::MlKem(_) => {
                Err(refused(spec, PrivateKeyProblem::NoAgreement))
            }
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
    let d = number::<C>(key).ok_or(PrivateKeyProblem::Range)?;
    let d = SecretKey::from_bytes(&d).map(Box::new).map_err(|_| PrivateKeyProblem::Range)?;
    for point in key.public_keys.into_iter().flatten() {
        let point = Sec1Point::<C>::from_bytes(point).map_err(|_| PrivateKeyProblem::PublicKey)?;
        C::validate_public_key(&d, &point).map_err(|_| PrivateKeyProblem::PublicKey)?;
    }
    Ok(d)
}

/// d with as many bytes as n has (RFC 5915, section 3). Some writers drop leading zeros of it, or add one.
///
/// A number of another curve's length is rejected if nothing names its curve: with zeros in front, it would be in
/// range.
fn number<C: CurveArithmetic>(key: &Encoded<'_>) -> Option<Zeroizing<FieldBytes<C>>> {
    let mut d = Zeroizing::new(FieldBytes::<C>::default());
    let (found, expected) = (key.d.len(), d.len());
    let of_another_curve = KeySpec::ALL.iter().any(|spec| scalar_len(*spec) == Some(found));
    if found != expected && of_another_curve && !key.names_curve {
        return None;
    }
    let (excess, low) = key.d.split_at_checked(found.saturating_sub(expected))?;
    if excess.iter().fold(0, |all, byte| all | byte) != 0 {
        return None;
    }
    d.get_mut(expected.saturating_sub(found)..)?.copy_from_slice(low);
    Some(d)
}

/// A fresh d by testing candidates (SP 800-56A Rev. 3, 5.6.1.2.2) of as many bits as n has, so that few are rejected on
/// P-521 too.
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

/// A private key's parts, as a file has them.
struct Encoded<'a> {
    d: &'a [u8],
    /// Whether it names its curve, which then is the one that was asked for.
    names_curve: bool,
    /// In ECPrivateKey (RFC 5915, section 3), and in the OneAsymmetricKey around it (RFC 5958, section 2).
    public_keys: [Option<&'a [u8]>; 2],
}

impl<'a> Encoded<'a> {
    /// Reads DER, in which the curve, wherever it is named, must be that of `spec`.
    fn read(der: &'a [u8], spec: KeySpec) -> Result<Self, PrivateKeyProblem> {
        let Parameters::Curve(curve) = spec.facts().parameters else { return Err(PrivateKeyProblem::NoAgreement) };
        let (key, outer, has_info) = match PrivateKeyInfoRef::try_from(der) {
            Ok(info) => {
                check_algorithm(&info.algorithm, spec.facts().oid, curve).map_err(|problem| match problem {
                    PrivateKeyProblem::Parameters => other_input(der, spec),
                    problem => problem,
                })?;
                (info.private_key.as_bytes(), info.public_key, true)
            }
            Err(_) => (der, None, false),
        };
        let outer = outer.map(|bits| bits.as_bytes().ok_or(PrivateKeyProblem::PublicKey)).transpose()?;
        let key = EcPrivateKey::try_from(key).map_err(|_| other_input(der, spec))?;
        let named = key.parameters.and_then(|parameters| parameters.named_curve());
        match named {
            Some(found) if found != curve => Err(PrivateKeyProblem::Curve { found, expected: curve }),
            _ => {
                let names_curve = named.is_some() || has_info;
                Ok(Self { d: key.private_key, names_curve, public_keys: [key.public_key, outer] })
            }
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

/// The problem with input that is neither PKCS#8 nor SEC 1, by what it is.
fn other_input(der: &[u8], spec: KeySpec) -> PrivateKeyProblem {
    let number = scalar_len(spec).and_then(|len| recognise::private_number(der, len));
    match number.or_else(|| recognise::recognise(der, spec)) {
        Some(found)
            if found.layers().next().is_some() || !matches!(found.kind(), InputKind::PrivateKey | InputKind::Der) =>
        {
            PrivateKeyProblem::Recognised { found }
        }
        _ => PrivateKeyProblem::NotDer,
    }
}

/// Whether it is a private key in the form that is accepted, so that its label or its structure is the problem.
fn is_private_key_in_pem(found: &Recognised) -> bool {
    found.kind() == InputKind::DamagedPem || found.kind() == InputKind::PrivateKey && found.layers().eq([Layer::Pem])
}

/// Skips the block `EC PARAMETERS` that OpenSSL writes in front of a SEC 1 key, which must name the same curve.
fn without_parameters(text: &str, spec: KeySpec) -> Result<&str, PrivateKeyProblem> {
    let Ok((EC_PARAMETERS, body, rest)) = pem::first_block(text) else { return Ok(text) };
    let Parameters::Curve(expected) = spec.facts().parameters else { return Err(PrivateKeyProblem::NoAgreement) };
    let parameters = base64::decode(body).ok_or(PrivateKeyProblem::Pem(PemProblem::NotBase64))?;
    match ObjectIdentifier::from_der(&parameters) {
        Ok(found) if found == expected => Ok(rest),
        Ok(found) => Err(PrivateKeyProblem::Curve { found, expected }),
        Err(_) => Err(PrivateKeyProblem::Parameters),
    }
}

/// The DER in the one PEM block of `text`; one block of parameters may precede a SEC 1 key.
fn decode(text: &str, spec: KeySpec) -> Result<Zeroizing<Vec<u8>>, PrivateKeyProblem> {
    let key = without_parameters(text, spec)?;
    let (label, body) = pem::single_block(key).map_err(PrivateKeyProblem::Pem)?;
    match label {
        "PRIVATE KEY" if key.len() != text.len() => Err(PrivateKeyProblem::Pem(PemProblem::SecondBlock {
            first: Excerpt::of(EC_PARAMETERS),
            second: Excerpt::of(label),
        })),
        "PRIVATE KEY" | "EC PRIVATE KEY" | "SM2 PRIVATE KEY" => {
            base64::decode_secret(body).ok_or(PrivateKeyProblem::Pem(PemProblem::NotBase64))
        }
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

/// The label of the block that `openssl ecparam -genkey` writes first.
const EC_PARAMETERS: &str = "EC PARAMETERS";

/// The longest file that is read, in bytes: as for a public key.
const MAX_LEN: usize = MAX_RESPONSE_LEN;
