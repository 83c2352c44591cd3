//! Unpacks the seeds into `fuzz/corpus`, where `cargo fuzz` looks for them: a folder per target, a file per seed.

use std::{fs, io, path::Path};

use kms_offline_fuzz_seeds::{TARGETS, seeds};

fn main() -> io::Result<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus");
    for target in TARGETS {
        let folder = corpus.join(target);
        fs::create_dir_all(&folder)?;
        for seed in seeds(target) {
            fs::write(folder.join(format!("seed-{}", seed.name)), seed.bytes)?;
        }
    }
    Ok(())
}
