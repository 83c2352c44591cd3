//! Every kernel that the CPU has and KMS_OFFLINE_CPU allows takes part in verification, and no other does.

use kms_offline::{Message, kernels};

use crate::corpus::{SIGNING, genuine, verifying_key};

/// One genuine signature of a key of each spec, with the key as parsed and prepared.
#[test]
#[allow(clippy::print_stdout, reason = "a log then shows what the run covered")]
fn genuine_signatures_exercise_each_allowed_kernel() {
    for name in SIGNING {
        let parsed = verifying_key(name);
        for key in [parsed.clone(), parsed.without_automatic_precomputation(), parsed.precompute()] {
            let algorithm = key.algorithms()[0];
            let message_type = algorithm.message_types()[0];
            let case = genuine(name, algorithm.as_str(), message_type.as_str());
            let message = case.bytes("Message");
            key.verify(algorithm, Message::new(message_type, &message), case.bytes("Signature")).unwrap();
        }
    }
    let exercised: Vec<_> = kernels().into_iter().filter(|kernel| kernel.exercised).map(|kernel| kernel.name).collect();
    println!("kernels exercised: {}", if exercised.is_empty() { "none".to_owned() } else { exercised.join(" ") });
    for kernel in kernels() {
        assert_eq!(kernel.exercised, kernel.present && kernel.allowed, "{kernel:?}");
    }
}

/// By the standard library's own detection. A CPU with IFMA has the features besides that the kernel is compiled for.
#[cfg(target_arch = "x86_64")]
#[test]
fn kernels_are_present_where_the_cpu_has_their_features() {
    let expected = |name: &str| match name {
        "avx2" => {
            is_x86_feature_detected!("avx2") && is_x86_feature_detected!("bmi1") && is_x86_feature_detected!("bmi2")
        }
        "adx" => is_x86_feature_detected!("adx") && is_x86_feature_detected!("bmi2"),
        "avx512ifma" => is_x86_feature_detected!("avx512ifma"),
        other => panic!("no kernel {other}"),
    };
    assert_eq!(kernels().len(), 3);
    for kernel in kernels() {
        assert_eq!(kernel.present, expected(kernel.name), "{kernel:?}");
    }
}

/// The variable forbids what its value says; `allowed` is what the whole process follows.
#[test]
fn the_variable_selects_the_kernels() {
    let value = std::env::var("KMS_OFFLINE_CPU").unwrap_or_else(|_| "all".to_owned());
    for kernel in kernels() {
        let allowed = value == "all" || value == "avx2" && ["avx2", "adx"].contains(&kernel.name);
        assert_eq!(kernel.allowed, allowed, "{kernel:?} with {value}");
    }
}
