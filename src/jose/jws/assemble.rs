//! Tokens from what KMS Sign returns.

use alloc::{string::String, vec::Vec};

use super::{
    super::{
        base64url,
        header::{Header, decode_part},
        names,
    },
    Candidate, Protected, Signed,
};
use crate::{
    error::{Error, Expected, HeaderProblem, InputKind, Malformed, Misuse, TokenPart, TokenProblem},
    input::{SignResponse, ecdsa_sig_value, recognise},
    key::VerifyingKey,
    kms::{Excerpt, SigningAlgorithm},
};

impl VerifyingKey {
    /// Makes a compact JWS of `signing_input`, which is `header.payload` in base64url, and KMS's signature over it.
    ///
    /// KMS returns ECDSA signatures as DER, and JOSE wants r ‖ s (RFC 7518, 3.4): this converts. It verifies the
    /// signature first. The algorithm is the response's, or else the header's `alg`.
    ///
    /// # Errors
    /// [`Error::Malformed`] if `signing_input` is not two parts of base64url, or the header not a JSON object with
    /// unique names; [`Error::Misuse`] if the response names another key, an algorithm that this key does not list or
    /// that has no JOSE name, or if the header is not one of a token of that algorithm; [`Error::NotVerified`] if the
    /// signature is not this key's over `signing_input`.
    ///
    /// ```
    /// # let response = include_bytes!("../../../tests/vectors/example/public-key.json");
    /// # let signed = include_bytes!("../../../tests/vectors/example/sign-token.json");
    /// # let signing_input = include_str!("../../../tests/vectors/example/signing-input.txt").trim_end();
    /// use kms_offline::{SignResponse, VerifyingKey};
    ///
    /// let key = VerifyingKey::from_json(response)?; // what `aws kms get-public-key` printed
    /// let signed = SignResponse::from_json(signed)?; // what `aws kms sign --message-type RAW` printed
    /// let token = key.assemble_jws(signing_input, &signed)?;
    /// assert!(token.starts_with(signing_input));
    /// # key.verify_jws(token)?;
    /// # Ok::<(), kms_offline::Error>(())
    /// ```
    pub fn assemble_jws(&self, signing_input: impl AsRef<[u8]>, response: &SignResponse) -> Result<String, Error> {
        let signing_input = signing_input.as_ref();
        let header = parse(signing_input).map_err(|malformed| recognised(signing_input).unwrap_or(malformed))?;
        let algorithm = self.jws_algorithm_for(response, &header)?;
        let candidate = Candidate { key: self, algorithm, label: None };
        let protected = Protected::of(&header, algorithm, self.spec()).map_err(Misuse::JwsHeader)?;
        if !protected.is_encoded {
            return Err(Misuse::JwsHeader(HeaderProblem::UnencodedPayload).into());
        }
        let signature = candidate.in_jose_encoding(response.signature())?;
        candidate.verify(Signed::Attached(signing_input), &signature)?;

        // Never lossy: both parts were base64url.
        let mut token = String::from_utf8_lossy(signing_input).into_owned();
        token.push('.');
        token.push_str(&base64url::encode(&signature));
        Ok(token)
    }

    /// The algorithm of a Sign response, or else the header's, which this key must list.
    fn jws_algorithm_for(&self, response: &SignResponse, header: &Header) -> Result<SigningAlgorithm, Error> {
        let expected = if response.signing_algorithm().is_some() {
            None
        } else {
            let alg = header.get_text("alg");
            let algorithm = alg.and_then(|alg| names::algorithm_of_jws_alg(alg, self.spec()));
            Some(algorithm.ok_or_else(|| {
                let found = alg.map(Excerpt::of);
                Misuse::JwsHeader(HeaderProblem::AlgOfSpec { found, spec: self.spec() })
            })?)
        };
        names::named_jws_algorithm(self, self.algorithm_for(response, expected)?)
    }
}

impl Candidate<'_> {
    /// A signature of KMS as JOSE encodes it.
    fn in_jose_encoding(self, signature: &[u8]) -> Result<Vec<u8>, Error> {
        let spec = self.key.spec();
        if ecdsa_sig_value::scalar_len(spec).is_none() {
            return Ok(signature.to_vec());
        }
        ecdsa_sig_value::to_p1363(spec, signature).map_err(|_| Error::NotVerified)
    }
}

/// The header of a signing input, whose payload decodes too.
fn parse(signing_input: &[u8]) -> Result<Header, Malformed> {
    let (encoded_header, encoded_payload) = split(signing_input)?;
    let header = Header::parse(encoded_header, Expected::SigningInput)?;
    decode_part(encoded_payload, TokenPart::Payload, Expected::SigningInput)?;
    Ok(header)
}

/// Names input of another kind, such as a whole token.
fn recognised(signing_input: &[u8]) -> Option<Malformed> {
    let found = recognise::recognise(signing_input, None)?;
    let is_named = found.kind() == InputKind::Jws || found.layers().next().is_none();
    is_named.then_some(Malformed::Recognised { expected: Expected::SigningInput, found })
}

/// The two parts of a signing input.
fn split(signing_input: &[u8]) -> Result<(&[u8], &[u8]), Malformed> {
    let mut parts = signing_input.split(|byte| *byte == b'.');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(header), Some(payload), None) => Ok((header, payload)),
        (_, second, third) => {
            let found = 1 + usize::from(second.is_some()) + usize::from(third.is_some());
            let problem = TokenProblem::Parts { found, expected: 2 };
            Err(Malformed::Token { expected: Expected::SigningInput, problem })
        }
    }
}
