//! Runs every target over its seeds, without a fuzzer.
#![allow(clippy::unwrap_used, reason = "a test")]

use kms_offline_fuzz_seeds::seeds;

fn main() {
    let mut count = 0;
    for (name, target) in kms_offline_fuzz::TARGETS {
        let seeds = seeds(name);
        assert!(!seeds.is_empty(), "{name} has no seeds");
        println!("{name}: {} seeds", seeds.len());
        for seed in &seeds {
            println!("  {}", seed.name);
            target(&seed.bytes);
        }
        count += seeds.len();
    }
    assert_eq!(count, 638);
}
