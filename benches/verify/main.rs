//! Times of parsing, verifying and streaming, beside the RustCrypto crates called directly.
//!
//! `cargo bench -p kms-offline-benches --bench verify`, and a part of a name after it to choose: `parse/`,
//! `verify/ECDSA_SHA_256`, `stream/` …
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a benchmark: wrong data is a fault of the repository"
)]

mod corpus;
mod direct;
mod stream;

use core::{hint::black_box, time::Duration};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use kms_offline::{KeySpec, Precomputation, VerifyingKey};

use self::corpus::Key;

fn signing_specs() -> impl Iterator<Item = KeySpec> {
    KeySpec::ALL.iter().copied().filter(|spec| !spec.signing_algorithms().is_empty())
}

fn parse(criterion: &mut Criterion) {
    for spec in signing_specs() {
        let response = Key::read(spec).response;
        let public_key = VerifyingKey::from_json(response).expect("the corpus holds keys").as_der().to_vec();
        let mut group = criterion.benchmark_group(format!("parse/{spec}"));
        group.bench_function("kms-offline/from_json", |bencher| {
            bencher.iter(|| VerifyingKey::from_json(black_box(response)));
        });
        group.bench_function("kms-offline/from_der", |bencher| {
            bencher.iter(|| VerifyingKey::from_der(black_box(&public_key), spec));
        });
        group.finish();
    }
}

/// Verification with a parsed key that has prepared itself, with one that never does, and with one that its caller
/// prepared.
fn verify(criterion: &mut Criterion) {
    for spec in signing_specs() {
        let Key { response, cases } = Key::read(spec);
        let key = VerifyingKey::from_json(response).expect("the corpus holds keys");
        for &algorithm in spec.signing_algorithms() {
            let case = cases.iter().find(|case| case.algorithm == algorithm).expect("the corpus has every algorithm");
            let (message, signature) = (case.message(), case.signature.as_slice());
            let mut group = criterion.benchmark_group(format!("verify/{algorithm}/{spec}"));

            (0..8).for_each(|_| assert!(key.verify(algorithm, message, signature).is_ok()));
            group.bench_function("kms-offline/by itself", |bencher| {
                bencher.iter(|| key.verify(algorithm, black_box(message), black_box(signature)));
            });

            let fresh = key.without_automatic_precomputation();
            assert!(fresh.verify(algorithm, message, signature).is_ok());
            group.bench_function("kms-offline/fresh", |bencher| {
                bencher.iter(|| fresh.verify(algorithm, black_box(message), black_box(signature)).is_ok());
            });

            let prepared = key.precompute();
            assert!(prepared.verify(algorithm, message, signature).is_ok());
            group.bench_function("kms-offline/prepared", |bencher| {
                bencher.iter(|| prepared.verify(algorithm, black_box(message), black_box(signature)));
            });

            let direct = direct::verification(spec, algorithm, key.as_der());
            assert!(direct(message.as_bytes(), signature));
            group.bench_function("crate/direct", |bencher| {
                bencher.iter(|| direct(black_box(message.as_bytes()), black_box(signature)));
            });
            group.finish();
        }
    }
}

/// Many signatures of a prepared key in one call, by their number. The throughput is that of signatures.
fn verify_many(criterion: &mut Criterion) {
    for spec in signing_specs() {
        let Key { response, cases } = Key::read(spec);
        let key = VerifyingKey::from_json(response).expect("the corpus holds keys").precompute();
        let algorithm = spec.signing_algorithms()[0];
        let cases: Vec<_> = cases.iter().filter(|case| case.algorithm == algorithm).collect();
        let mut group = criterion.benchmark_group(format!("verify_many/{algorithm}/{spec}"));
        for len in [1_u16, 4, 8, 16, 64, 1024] {
            let items = cases.iter().cycle().map(|case| (case.message(), case.signature.as_slice()));
            let items: Vec<_> = items.take(len.into()).collect();
            let verdicts = key.verify_many(algorithm, &items).expect("the key has the algorithm");
            assert_eq!(verdicts, vec![true; len.into()]);
            group.throughput(Throughput::Elements(len.into()));
            group.bench_function(len.to_string(), |bencher| {
                bencher.iter(|| key.verify_many(algorithm, black_box(&items)));
            });
        }
        group.finish();
    }
}

/// The time to prepare a key, which the documentation of [`VerifyingKey::precompute`] mentions.
fn precompute(criterion: &mut Criterion) {
    for spec in signing_specs() {
        let key = VerifyingKey::from_json(Key::read(spec).response).expect("the corpus holds keys");
        let mut group = criterion.benchmark_group(format!("precompute/{spec}"));
        for (name, table) in [
            ("minimal", Precomputation::Minimal),
            ("standard", Precomputation::Standard),
            ("large", Precomputation::Large),
        ] {
            assert!(key.precompute_with(table).precomputed_bytes() > 0);
            group.bench_function(name, |bencher| bencher.iter(|| black_box(&key).precompute_with(table)));
        }
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .sample_size(50);
    targets = parse, verify, verify_many, precompute, stream::stream
}
criterion_main!(benches);
