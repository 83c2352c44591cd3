//! Every Sign response of the corpus.

use kms_offline::{Error, Message, SignResponse, VerifyingKey};

use super::{Case, CorpusKey, expectations};

/// Where the corpus leaves the decision open: we take it, and why.
const TAKEN: [(&str, &str); 2] = [
    ("no KeyId", "a response without KeyId says nothing about the key, so it cannot contradict it"),
    ("line breaks in base64", "white space cannot change which signature is meant"),
];

/// The GetPublicKey response to verify with: of a key of the corpus, or the case's own.
fn response_of_key(case: &Case) -> &str {
    case.text_if_any("response").unwrap_or_else(|| CorpusKey::named(case.text("key")).response())
}

fn verify(case: &Case) -> Result<(), Error> {
    let key = VerifyingKey::from_json(response_of_key(case)).unwrap();
    let message = case.bytes("Message");
    let message = Message::new(case.text("MessageType").parse().unwrap(), &message);
    key.verify_response(&SignResponse::from_json(case.document())?, None, message).map(drop)
}

#[test]
fn sign_responses_come_out_as_the_corpus_says() {
    let cases = kms_offline_vectors::sign_responses();
    let expected = [("valid", 25), ("invalid", 7), ("misuse", 15), ("reject", 27), ("not-valid", 21), ("either", 6)];
    assert_eq!(expectations(cases), expected.into());
    for case in cases {
        let result = verify(case);
        let holds = match case.text("expect") {
            "valid" => result.is_ok(),
            "invalid" => matches!(result, Err(Error::NotVerified)),
            "misuse" => matches!(result, Err(Error::Misuse(_))),
            "reject" => matches!(result, Err(Error::Malformed(_))),
            "not-valid" => result.is_err(),
            "either" => TAKEN.iter().any(|(kind, _)| *kind == case.text("kind")) && result.is_ok(),
            other => panic!("{case} expects {other}"),
        };
        assert!(holds, "{case}: {result:?}");
    }
}
