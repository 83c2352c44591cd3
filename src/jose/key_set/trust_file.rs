//! Trust files: one line for each key, which names it by its fingerprint.
//!
//! With a trust file, a GetPublicKey response contributes its public key only. The fingerprint covers neither KeyId nor
//! usage, so anyone who can write into the folder could replace them.

use alloc::{
    borrow::ToOwned as _,
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

use super::{Entry, KeySet, Uses};
use crate::{
    error::{Error, Expected, InputKind, Malformed, TrustFileProblem},
    input::{GetPublicKeyParts, public_key_alone, recognise, without_byte_order_mark},
    key::VerifyingKey,
    kms::{Excerpt, Fingerprint, KeyId, KeySpec, KeyUsage, OfSpec as _, SigningAlgorithm},
    material::signing_spec_of,
};

/// The longest trust file that is parsed, in bytes.
const MAX_TRUST_FILE_LEN: usize = 1 << 20;

/// The most keys of a trust file.
const MAX_KEYS: usize = 1000;

/// A line: everything that is trusted about a key.
struct Line {
    number: usize,
    fingerprint: Fingerprint,
    algorithms: Vec<SigningAlgorithm>,
    label: String,
    uses: Uses,
    key_ids: Vec<KeyId>,
    kids: Vec<String>,
}

impl KeySet {
    /// Creates a set of the keys that a trust file of at most 1 MiB and 1,000 keys names, from GetPublicKey responses.
    /// Only the trust file needs protection: of a response nothing but the public key counts, and only if its
    /// fingerprint is in the file. Other responses, and anything that is not one, are ignored.
    ///
    /// ```text
    /// # fingerprint      algorithms    label    options
    /// sha256:9cb1…f4c2   ECDSA_SHA_256 tokens   use=jws kid="our key 2026" id=b0285cb2-0d98-4c4d-babf-1d75d080fd40
    /// sha256:07d3…5e90   RSASSA_PSS_SHA_256,RSASSA_PSS_SHA_384 releases use=raw
    /// ```
    ///
    /// - The fingerprint is the SHA-256 of the DER public key, as [`fingerprint`](crate::Key::fingerprint) has it.
    /// - The algorithms have KMS's names. The key is restricted to them.
    /// - The label is what [`Verified::label`](crate::Verified::label) returns.
    /// - `use` says whether the key verifies tokens (`jws`), signatures without one (`raw`), or both (`jws,raw`).
    /// - Each `id` is a KeyId by which Sign responses and tokens find the key. The first is the key's
    ///   [`key_id`](crate::Key::key_id).
    /// - Each `kid` is declared as with [`insert_with_kids`](Self::insert_with_kids).
    ///
    /// Spaces between quotation marks belong to a field. Lines that begin with `#` are comments. A trust file has no
    /// dates, because nothing offline says whether KMS has disabled a key: remove its line.
    ///
    /// # Errors
    /// [`Error::Malformed`] if a line does not parse, has the label of another one, or names a key that no response
    /// has; [`Error::Misuse`] if two public keys have one KeyId.
    pub fn from_trusted_responses<R: AsRef<[u8]>>(
        trust_file: impl AsRef<[u8]>,
        responses: impl IntoIterator<Item = R>,
    ) -> Result<Self, Error> {
        let lines = parse(trust_file.as_ref())?;
        let wanted: BTreeSet<Fingerprint> = lines.iter().map(|line| line.fingerprint).collect();
        let mut public_keys = BTreeMap::new();
        for der in responses.into_iter().filter_map(|response| public_key_alone(response.as_ref())) {
            let fingerprint = Fingerprint::of(&der);
            if wanted.contains(&fingerprint) {
                public_keys.insert(fingerprint, der);
            }
        }
        let mut keys = Self::new();
        for line in lines {
            let problem = TrustFileProblem::NoResponse { fingerprint: line.fingerprint };
            let der = public_keys.get(&line.fingerprint).ok_or_else(|| problem_at(line.number, problem))?;
            let key = line.key(der)?;
            keys.push(Entry::new(&line.label, key, line.kids, line.key_ids, line.uses))?;
        }
        Ok(keys)
    }
}

impl Line {
    /// The key with this public key, which nothing but the line restricts and names.
    fn key(&self, der: &[u8]) -> Result<VerifyingKey, Error> {
        let at_line = |problem| problem_at(self.number, problem);
        let spec = signing_spec_of(der).ok_or_else(|| at_line(TrustFileProblem::NotOfKms))?;
        let of_spec = SigningAlgorithm::of_spec(spec);
        if let Some(algorithm) = self.algorithms.iter().copied().find(|algorithm| !of_spec.contains(algorithm)) {
            return Err(at_line(TrustFileProblem::AlgorithmOfSpec { algorithm, spec }).into());
        }
        let parts = GetPublicKeyParts::new(der)
            .key_id(self.key_ids.first().map(KeyId::as_str))
            .key_spec(KeySpec::as_str(spec))
            .key_usage(KeyUsage::SignVerify.as_str())
            .signing_algorithms(self.algorithms.iter().map(|algorithm| algorithm.as_str()));
        VerifyingKey::from_parts(parts)
    }
}

const fn problem_at(line: usize, problem: TrustFileProblem) -> Malformed {
    Malformed::TrustFile { line, problem }
}

/// Parses the lines, whose labels differ.
fn parse(trust_file: &[u8]) -> Result<Vec<Line>, Malformed> {
    let expected = Expected::TrustFile;
    if trust_file.len() > MAX_TRUST_FILE_LEN {
        let (found, limit) = (trust_file.len(), MAX_TRUST_FILE_LEN);
        return Err(Malformed::TooLong { expected, found, limit });
    }
    let lines = parse_lines(without_byte_order_mark(trust_file));
    lines.map_err(|malformed| match recognise::recognise(trust_file, None) {
        Some(found) if found.kind() != InputKind::TrustFile || found.layers().next().is_some() => {
            Malformed::Recognised { expected, found }
        }
        _ => malformed,
    })
}

fn parse_lines(bytes: &[u8]) -> Result<Vec<Line>, Malformed> {
    let text = core::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        problem_at(1 + before.iter().filter(|byte| **byte == b'\n').count(), TrustFileProblem::NotUtf8)
    })?;
    let (mut lines, mut labels) = (Vec::new(), BTreeSet::new());
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let at_line = |problem| problem_at(number, problem);
        let line = parse_line(number, line).map_err(at_line)?;
        if !labels.insert(line.label.clone()) {
            return Err(at_line(TrustFileProblem::RepeatedLabel { label: Excerpt::of(&line.label) }));
        }
        if lines.len() == MAX_KEYS {
            return Err(at_line(TrustFileProblem::Keys { limit: MAX_KEYS }));
        }
        lines.push(line);
    }
    // A file without any line is not one of a set without keys: nobody writes that.
    if lines.is_empty() { Err(problem_at(1, TrustFileProblem::MissingField)) } else { Ok(lines) }
}

fn parse_line(number: usize, line: &str) -> Result<Line, TrustFileProblem> {
    let fields = fields(line)?;
    let mut fields = fields.iter().map(String::as_str);
    let missing = TrustFileProblem::MissingField;
    let first = fields.next().ok_or_else(|| missing.clone())?;
    let not_a_fingerprint = || TrustFileProblem::Fingerprint { found: Excerpt::of(first) };
    let fingerprint = Fingerprint::in_trust_file(first).ok_or_else(not_a_fingerprint)?;
    let names = fields.next().ok_or_else(|| missing.clone())?;
    let algorithms = names.split(',').map(str::parse).collect::<Result<_, _>>().map_err(TrustFileProblem::Algorithm)?;
    // An option in its place shows that the label was forgotten.
    let label =
        fields.next().filter(|label| !label.is_empty() && !label.starts_with("use=")).ok_or(missing)?.to_owned();
    let (mut uses, mut key_ids, mut kids) = (None, Vec::new(), Vec::new());
    for field in fields {
        match field.split_once('=') {
            Some(("use", text)) if uses.is_none() => uses = Some(parse_uses(text).ok_or(TrustFileProblem::Use)?),
            Some(("id", id)) if !id.is_empty() && id.len() <= KeyId::MAX_LEN => key_ids.push(KeyId::new(id)),
            Some(("kid", kid)) => kids.push(kid.to_owned()),
            _ => return Err(TrustFileProblem::Option { found: Excerpt::of(field) }),
        }
    }
    let uses = uses.ok_or(TrustFileProblem::Use)?;
    Ok(Line { number, fingerprint, algorithms, label, uses, key_ids, kids })
}

fn parse_uses(text: &str) -> Option<Uses> {
    match text {
        "jws" => Some(Uses { jws: true, raw: false }),
        "raw" => Some(Uses { jws: false, raw: true }),
        "jws,raw" | "raw,jws" => Some(Uses { jws: true, raw: true }),
        _ => None,
    }
}

/// The fields of a line, between spaces and tabs that are not between quotation marks.
fn fields(line: &str) -> Result<Vec<String>, TrustFileProblem> {
    let (mut fields, mut field, mut is_quoted) = (Vec::new(), None::<String>, false);
    for c in line.chars() {
        match c {
            '"' => {
                is_quoted = !is_quoted;
                field.get_or_insert_default();
            }
            ' ' | '\t' if !is_quoted => fields.extend(field.take()),
            c => field.get_or_insert_default().push(c),
        }
    }
    if is_quoted {
        return Err(TrustFileProblem::Quote);
    }
    fields.extend(field);
    Ok(fields)
}
