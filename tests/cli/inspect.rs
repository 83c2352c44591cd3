//! Every GetPublicKey response of the corpus through `inspect`.

use serde_json::Value;

use crate::folder::Folder;

/// Where the corpus leaves the decision open: the kinds that we reject. The library's tests say why.
const REFUSED: [&str; 9] = [
    "deep but complete nesting in an unknown field",
    "ten megabytes of white space",
    "rsa e of 2048 bits",
    "rsa without null",
    "compressed ECC_NIST_P256",
    "compressed ECC_NIST_P384",
    "compressed ECC_NIST_P521",
    "compressed ECC_SECG_P256K1",
    "compressed SM2",
];

#[test]
fn every_response_is_shown_or_refused_as_the_corpus_says() {
    let cases = kms_offline_vectors::responses();
    assert_eq!(kms_offline_vectors::expectations(cases), [("accept", 55), ("reject", 370), ("either", 18)].into());
    let folder = Folder::new();
    for case in cases {
        let is_taken = match case.text("expect") {
            "accept" => true,
            "reject" => false,
            _ => !REFUSED.contains(&case.text("kind")),
        };
        folder.write("response.json", case.document());
        let run = folder.run(["inspect", "--json", "response.json"]);
        if is_taken {
            assert_eq!(run.status, Some(0), "{case}: {run:?}");
            assert!(run.stderr.is_empty(), "{case}: {run:?}");
            let shown: Value = serde_json::from_slice(&run.stdout).unwrap();
            assert_eq!(shown["KeySpec"], case.text("KeySpec"), "{case}");
            assert_eq!(shown["Fingerprint"].as_str().map(str::len), Some(64), "{case}");
        } else {
            assert_eq!((run.status, run.text()), (Some(2), ""), "{case}: {run:?}");
            assert!(
                run.stderr.starts_with("error: response.json: ") && run.stderr.contains("\n  try: "),
                "{case}: {run:?}"
            );
        }
    }
}

#[test]
fn json_of_inspect_is_a_response_again() {
    let folder = Folder::with_example();
    for name in ["public-key.json", "encryption-key.json", "agreement-key.json", "encapsulation-key.json"] {
        let shown = folder.run(["inspect", "--json", name]).done();
        assert!(shown.is_ascii());
        let again = folder.run_with_input(["inspect", "--json", "-"], &shown).done();
        assert_eq!(again, shown, "{name}");
    }
}
