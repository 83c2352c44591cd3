//! Next steps that the signer takes.

use super::{advises, kinds};
use crate::remedies::{prepared, shell};

/// SM2 with OpenSSL: another ID, none, no ZA.
#[test]
fn sm2_with_another_id_or_without_za_is_named_and_the_remedy_arrives() {
    let Some(folder) = prepared() else { return };
    assert!(shell(
        &folder,
        "openssl genpkey -algorithm SM2 -out sm2.pem; openssl pkey -in sm2.pem -pubout -out sm2.pub"
    ));
    let options = "--key sm2.pub --key-spec SM2 --key-usage SIGN_VERIFY";
    let verify = |more: &str| folder.run(format!("verify {options} --signature s {more}").split_ascii_whitespace());
    let sign = "openssl pkeyutl -sign -rawin -digest sm3 -inkey sm2.pem -in m -out s -pkeyopt distid:";

    assert!(shell(&folder, &format!("{sign}'TLSv1.3+GM+Cipher+Suite'")));
    let run = verify("--explain m");
    kinds(&run, &["TLSv1.3+GM+Cipher+Suite"]);
    advises(&run, "--distinguishing-id");
    assert!(verify("--distinguishing-id TLSv1.3+GM+Cipher+Suite m").verdict());

    assert!(shell(&folder, &format!("{sign}1234567812345678")));
    assert!(verify("m").verdict());

    // What `digest --raw` prints, signed as it is, is what KMS verifies as RAW and as DIGEST.
    assert!(shell(&folder, "openssl dgst -sm3 -binary -out d m; openssl pkeyutl -sign -inkey sm2.pem -in d -out s"));
    let run = verify("--explain m");
    kinds(&run, &["without the signer's ZA"]);
    advises(&run, "kms-offline digest --raw");
    let digest = folder.run(format!("digest {options} --raw m").split_ascii_whitespace()).done();
    folder.write("d", digest);
    assert!(shell(&folder, "openssl pkeyutl -sign -inkey sm2.pem -in d -out s"));
    assert!(verify("m").verdict() && verify("--message-type digest d").verdict());
}

/// A signature over the message in place of its digest: the signer has to hash, as the option of OpenSSL does.
#[test]
fn a_message_that_nobody_hashed_is_named_and_the_remedy_arrives() {
    let Some(folder) = prepared() else { return };
    for curve in [
        ("prime256v1", "ECC_NIST_P256", "256"),
        ("secp384r1", "ECC_NIST_P384", "384"),
        ("secp521r1", "ECC_NIST_P521", "512"),
    ] {
        let (name, spec, hash) = curve;
        let script = format!(
            "openssl ecparam -name {name} -genkey -noout -out k.pem; openssl ec -in k.pem -pubout -out k.pub
             printf 'fifty-odd bytes of text, which ECDSA takes as a digest' > m
             openssl pkeyutl -sign -inkey k.pem -in m -out s"
        );
        assert!(shell(&folder, &script));
        let options = format!("--key k.pub --key-spec {spec} --key-usage SIGN_VERIFY --signature s m");
        let run = folder.run(format!("verify --explain {options}").split_ascii_whitespace());
        kinds(&run, &["the message is the digest itself"]);
        let option = format!("have the signer hash it (openssl pkeyutl: -rawin -digest sha{hash})");
        advises(&run, &option);
        assert!(shell(&folder, &format!("openssl pkeyutl -sign -inkey k.pem -in m -out s -rawin -digest sha{hash}")));
        assert!(folder.run(format!("verify {options}").split_ascii_whitespace()).verdict(), "{spec}");
    }
}

/// The output of `digest --raw`, signed as a digest or as mu, verifies as the message.
#[test]
fn what_digest_prints_is_signed_and_arrives() {
    use ml_dsa::{ExpandedSigningKey, MlDsa44, Seed};

    let Some(folder) = prepared() else { return };
    // ML-DSA by the crate, since not every OpenSSL has it: the PKCS#8 of the seed ends in the seed (RFC 9881, 6).
    let named = kms_offline_vectors::CorpusKey::named("ML_DSA_44-sign-1");
    let private_key = named.private_key_der();
    let seed = Seed::try_from(&private_key[private_key.len() - 32..]).unwrap();
    let signer = ExpandedSigningKey::<MlDsa44>::from_seed(&seed);
    folder.write("k.json", named.response());
    let digest = |options: &str| folder.run(format!("digest {options} --raw m").split_ascii_whitespace()).done();
    let mu = || <[u8; 64]>::try_from(digest("--key k.json")).unwrap();
    let right = signer.sign_mu_deterministic(&mu().into()).encode();
    assert!(shell(&folder, "openssl dgst -sha512 -binary -out d m"));
    let sha512 = <[u8; 64]>::try_from(folder.read("d")).unwrap();
    let verify = |options: &str| folder.run(format!("verify {options}").split_ascii_whitespace());
    for (wrong, kind) in [
        (signer.sign_mu_deterministic(&sha512.into()).encode(), "SHA-512 digest of the message in place of mu"),
        (signer.sign_internal(&[b"hello"], &[0; 32].into()).encode(), "internal interface"),
        (signer.sign_internal(&[&[0, 0], &mu()], &[0; 32].into()).encode(), "mu, signed as a RAW message"),
        (
            signer.sign_internal(&[&[0, 0], &sha512], &[0; 32].into()).encode(),
            "SHA-512 digest of the message, as bytes",
        ),
    ] {
        folder.write("s", wrong);
        let run = verify("--key k.json --signature s --explain m");
        kinds(&run, &[kind]);
        if kind != "internal interface" {
            advises(&run, "EXTERNAL_MU");
        }
    }
    folder.write("s", right);
    assert!(verify("--key k.json --signature s m").verdict());

    // SM2 with an ID whose length in bits has two bytes, of which AWS's Java sample writes one.
    let id = "a-distinguishing-id-of-forty-characters-";
    let options = format!("--key sm2.pub --key-spec SM2 --key-usage SIGN_VERIFY --distinguishing-id {id}");
    let entl = format!(
        "openssl genpkey -algorithm SM2 -out sm2.pem; openssl pkey -in sm2.pem -pubout -out sm2.pub
         printf 28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93 > a
         printf 32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7 > g
         printf bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0 >> g
         openssl pkey -pubin -in sm2.pub -outform DER | tail -c 64 | xxd -p -c 99 > q
         (printf '\\000\\100{id}'; printf fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc | xxd -r -p
         xxd -r -p a; xxd -r -p g; xxd -r -p q) | openssl dgst -sm3 -binary > za
         cat za m | openssl dgst -sm3 -binary > d; openssl pkeyutl -sign -inkey sm2.pem -in d -out s"
    );
    assert!(shell(&folder, &entl));
    let run = verify(&format!("{options} --signature s --explain m"));
    kinds(&run, &["only the low byte of its length in bits (ENTL)"]);
    advises(&run, "kms-offline digest --raw prints with the same --distinguishing-id, as DIGEST");
    folder.write("d", digest(&options));
    assert!(shell(&folder, "openssl pkeyutl -sign -inkey sm2.pem -in d -out s"));
    assert!(verify(&format!("{options} --signature s m")).verdict());
}
