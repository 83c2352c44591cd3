//! Tokens of other tools verify, in every form.

use std::io::Write as _;

use crate::corpus::{algorithm, cases, key, key_for};

#[test]
fn tokens_of_other_tools_verify() {
    let cases = cases();
    for case in &cases {
        let key = key_for(&case.key, &case.alg);
        let proof = if case.form == "compact" {
            let jws = key.verify_jws(&case.token).unwrap_or_else(|error| panic!("{case}: {error}"));
            assert_eq!(jws.payload(), case.payload, "{case}");
            assert!(jws.header().contains(&format!("\"{}\"", case.alg)), "{case}");
            assert_eq!(jws.typ(), Some("JWT"), "{case}");
            assert_eq!(jws.kid(), case.tool.starts_with("joserfc").then_some("one"), "{case}");
            jws.verified().to_record()
        } else {
            let jws = key.verify_detached_jws(&case.token, &case.payload);
            jws.unwrap_or_else(|error| panic!("{case}: {error}")).verified().to_record()
        };
        assert_eq!(proof.signing_algorithm, algorithm(&case.alg), "{case}");
        assert_eq!(proof.fingerprint, key.fingerprint(), "{case}");
    }
    assert_eq!(cases.len(), 113);
}

#[test]
fn an_algorithm_in_the_call_serves_keys_with_several() {
    for case in cases() {
        let verifier = key(&case.key).verifier(algorithm(&case.alg)).unwrap();
        if case.form == "compact" {
            assert_eq!(verifier.verify_jws(&case.token).unwrap().payload(), case.payload, "{case}");
        } else {
            verifier.verify_detached_jws(&case.token, &case.payload).unwrap();
        }
    }
}

#[test]
fn detached_payloads_stream_in_pieces() {
    for case in cases().iter().filter(|case| case.form != "compact") {
        let key = key_for(&case.key, &case.alg);
        for piece in [1, 2, 3, 5, 64] {
            let mut stream = key.detached_jws_stream(&case.token).unwrap();
            case.payload.chunks(piece).for_each(|piece| stream.write_all(piece).unwrap());
            stream.finish().unwrap_or_else(|error| panic!("{case}: {error}"));
            stream.update(b"x");
            stream.finish().unwrap_err();
        }
        let mut stream = key.detached_jws_stream(&case.token).unwrap();
        assert_eq!(stream.read_from(&mut case.payload.as_slice()).unwrap(), case.payload.len() as u64);
        stream.finish().unwrap();
    }
}
