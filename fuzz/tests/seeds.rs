//! Runs every target over its committed seeds, without a fuzzer.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::{fs, path::Path};

fn main() {
    for (name, target) in kms_offline_fuzz::TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(name);
        let seeds: Vec<_> = fs::read_dir(&folder).unwrap().map(|seed| seed.unwrap().path()).collect();
        assert!(!seeds.is_empty(), "{name} has no seeds");
        println!("{name}: {} seeds", seeds.len());
        for seed in seeds {
            println!("  {}", seed.display());
            target(&fs::read(&seed).unwrap());
        }
    }
}
