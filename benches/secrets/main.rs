//! Times of encryption, key agreement and encapsulation with the operating system's random source.
//!
//! `cargo bench -p kms-offline-benches --bench secrets`, and a part of a name after it to choose:
//! `encrypt/RSAES_OAEP_SHA_256`, `agree/`, `encapsulate/` …
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark: wrong data is a fault of the repository"
)]

use core::{hint::black_box, time::Duration};

use criterion::{Criterion, criterion_group, criterion_main};
use kms_offline::{AgreementKey, EncapsulationKey, EncryptionKey, KeySpec, PrivateKey};
use kms_offline_vectors::CorpusKey;

/// The corpus's first or second key for a spec and a use.
fn corpus(spec: KeySpec, key: &str) -> &'static CorpusKey {
    CorpusKey::named(&format!("{spec}-{key}"))
}

/// Encryption of a data key: 32 bytes.
fn encrypt(criterion: &mut Criterion) {
    let plaintext = [0x5a; 32];
    for &spec in KeySpec::ALL {
        for &algorithm in spec.encryption_algorithms() {
            let response = corpus(spec, "encrypt-1").response();
            let key = EncryptionKey::from_json(response).expect("the corpus holds keys");
            let encrypted = || key.encrypt(algorithm, &plaintext).expect("the plaintext is short");
            assert_ne!(encrypted(), encrypted());
            let mut group = criterion.benchmark_group(format!("encrypt/{algorithm}/{spec}"));
            group.bench_function("kms-offline/encrypt", |bencher| {
                bencher.iter(|| key.encrypt(algorithm, black_box(&plaintext)));
            });
            group.finish();
        }
    }
}

fn agree(criterion: &mut Criterion) {
    for &spec in KeySpec::ALL.iter().filter(|spec| !spec.key_agreement_algorithms().is_empty()) {
        let [first, second] = ["agree-1", "agree-2"].map(|name| {
            let key = AgreementKey::from_json(corpus(spec, name).response()).expect("the corpus holds keys");
            let private_key = PrivateKey::from_pem(corpus(spec, name).private_key_pem(), spec);
            (key, private_key.expect("the corpus holds private keys"))
        });
        let (key, private_key) = (&first.0, &second.1);
        let ours = key.agree(private_key).expect("keys of one curve");
        let theirs = second.0.agree(&first.1).expect("keys of one curve");
        assert_eq!(ours.as_bytes(), theirs.as_bytes());
        let mut group = criterion.benchmark_group(format!("agree/{spec}"));
        group.bench_function("kms-offline/private-key", |bencher| bencher.iter(|| key.agree(black_box(private_key))));
        group.bench_function("kms-offline/ephemeral", |bencher| bencher.iter(|| black_box(key).agree_ephemeral()));
        group.finish();
    }
}

fn encapsulate(criterion: &mut Criterion) {
    for &spec in KeySpec::ALL.iter().filter(|spec| !spec.encapsulation_algorithms().is_empty()) {
        let response = corpus(spec, "encapsulate-1").response();
        let key = EncapsulationKey::from_json(response).expect("the corpus holds keys");
        let (one, other) = (key.encapsulate().expect("random").secret, key.encapsulate().expect("random").secret);
        assert_ne!(one.as_bytes(), other.as_bytes());
        let mut group = criterion.benchmark_group(format!("encapsulate/{spec}"));
        group.bench_function("kms-offline/encapsulate", |bencher| bencher.iter(|| black_box(&key).encapsulate()));
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .sample_size(50);
    targets = encrypt, agree, encapsulate
}
criterion_main!(benches);
