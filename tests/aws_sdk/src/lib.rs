//! The functions that the documentation shows to users of `aws-sdk-kms`, word for word.

use aws_sdk_kms::operation::{get_public_key::GetPublicKeyOutput, sign::SignOutput};
use kms_offline::{GetPublicKeyParts, PublicKey, SignResponse};

pub fn public_key(output: &GetPublicKeyOutput) -> Result<PublicKey, kms_offline::Error> {
    let parts = GetPublicKeyParts::new(output.public_key().map_or(&[], |key| key.as_ref()))
        .key_id(output.key_id())
        .key_spec(output.key_spec().map(|name| name.as_str()))
        .key_usage(output.key_usage().map(|name| name.as_str()))
        .signing_algorithms(output.signing_algorithms().iter().map(|name| name.as_str()))
        .encryption_algorithms(output.encryption_algorithms().iter().map(|name| name.as_str()))
        .key_agreement_algorithms(output.key_agreement_algorithms().iter().map(|name| name.as_str()))
        .encapsulation_algorithms(output.encapsulation_algorithms().iter().map(|name| name.as_str()));
    PublicKey::from_parts(parts)
}

pub fn response(output: &SignOutput) -> Result<SignResponse, kms_offline::Error> {
    SignResponse::from_parts(
        output.key_id(),
        output.signature().map_or(&[][..], |signature| signature.as_ref()),
        output.signing_algorithm().map(|name| name.as_str()),
    )
}

#[cfg(test)]
mod tests {
    use aws_sdk_kms::{
        primitives::Blob,
        types::{
            EncapsulationAlgorithmSpec, EncryptionAlgorithmSpec, KeyAgreementAlgorithmSpec, KeySpec, KeyUsageType,
            SigningAlgorithmSpec,
        },
    };
    use kms_offline::{Error, Message, SigningAlgorithm, VerifyingKey, error::Malformed};
    use kms_offline_vectors::CorpusKey;

    use super::*;

    fn corpus(key: &str) -> PublicKey {
        PublicKey::from_json(CorpusKey::named(key).response()).unwrap()
    }

    /// The output that the SDK would have for this key, without a list.
    fn output(key: &PublicKey) -> aws_sdk_kms::operation::get_public_key::builders::GetPublicKeyOutputBuilder {
        GetPublicKeyOutput::builder()
            .set_key_id(key.key_id().map(|id| id.as_str().to_owned()))
            .public_key(Blob::new(key.as_der()))
            .key_spec(KeySpec::from(key.spec().as_str()))
            .key_usage(KeyUsageType::from(key.usage().as_str()))
    }

    #[test]
    fn an_output_of_each_usage_becomes_the_key_that_its_json_is() {
        let p256 = corpus("ECC_NIST_P256-sign-1");
        let rsa = corpus("RSA_2048-encrypt-1");
        let p384 = corpus("ECC_NIST_P384-agree-1");
        let ml_kem = corpus("ML_KEM_512-encapsulate-1");
        let outputs = [
            output(&p256).signing_algorithms(SigningAlgorithmSpec::EcdsaSha256).build(),
            output(&rsa)
                .encryption_algorithms(EncryptionAlgorithmSpec::RsaesOaepSha1)
                .encryption_algorithms(EncryptionAlgorithmSpec::RsaesOaepSha256)
                .build(),
            output(&p384).key_agreement_algorithms(KeyAgreementAlgorithmSpec::Ecdh).build(),
            output(&ml_kem).encapsulation_algorithms(EncapsulationAlgorithmSpec::from("ML_KEM")).build(),
        ];
        for (output, key) in outputs.iter().zip([p256, rsa, p384, ml_kem]) {
            let found = public_key(output).unwrap();
            assert_eq!(found, key);
            assert_eq!(found.key_id(), key.key_id());
        }
    }

    #[test]
    fn an_output_without_its_list_is_malformed() {
        let output = output(&corpus("ECC_NIST_P256-sign-1")).build();
        assert!(matches!(public_key(&output), Err(Error::Malformed(Malformed::MissingList { .. }))));
        let empty = GetPublicKeyOutput::builder().build();
        assert!(matches!(public_key(&empty), Err(Error::Malformed(_))));
    }

    #[test]
    fn an_output_of_sign_verifies() {
        let key = VerifyingKey::from_json(include_bytes!("../../vectors/example/public-key.json")).unwrap();
        let signed = SignResponse::from_json(include_bytes!("../../vectors/example/sign.json")).unwrap();
        let output = SignOutput::builder()
            .set_key_id(signed.key_id().map(|id| id.as_str().to_owned()))
            .signature(Blob::new(signed.signature()))
            .signing_algorithm(SigningAlgorithmSpec::EcdsaSha256)
            .build();
        let message = Message::Raw(include_bytes!("../../vectors/example/message.bin"));
        let found = response(&output).unwrap();
        key.verify_response(&found, Some(SigningAlgorithm::EcdsaSha256), message).unwrap();
        assert!(matches!(response(&SignOutput::builder().build()), Err(Error::Malformed(_))));
    }

    /// The documentation has the functions as comments, since the library does not depend on the SDK.
    #[test]
    fn the_documentation_shows_these_functions() {
        let documented =
            [include_str!("../../../src/input/get_public_key.rs"), include_str!("../../../src/input/sign_response.rs")]
                .concat()
                .lines()
                .filter_map(|line| line.trim_start().strip_prefix("/// // "))
                .skip_while(|line| !line.starts_with("fn "))
                .filter(|line| !line.starts_with("For "))
                .collect::<Vec<_>>()
                .join("\n");
        let code = include_str!("lib.rs");
        let (_, functions) = code.split_once("pub fn ").unwrap();
        let (functions, _) = functions.split_once("\n#[cfg(test)]").unwrap();
        let functions = format!("pub fn {functions}").replace("pub fn ", "fn ").replace("\n\n", "\n");
        assert_eq!(documented, functions.trim_end());
    }
}
