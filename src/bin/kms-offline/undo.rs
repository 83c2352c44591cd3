//! Cleaning up if a command fails or a signal ends it: new files are removed, and the files that they replaced come
//! back.

use std::{
    fs,
    path::{Path, PathBuf},
    process,
    sync::{Mutex, MutexGuard, Once, PoisonError},
};

use super::failure::Failure;

/// How one change to the file system is undone.
#[derive(Debug)]
pub(crate) enum Step {
    /// A new file is removed.
    Remove(PathBuf),
    /// Moves a file that was kept under another name back to its place.
    PutBack {
        /// Where it is kept.
        kept: PathBuf,
        /// Its place.
        place: PathBuf,
    },
}

impl Step {
    fn undo(self) {
        // A failure, or a signal, is being reported already; a missing file was removed before.
        let _already_failing = match self {
            Self::Remove(file) => fs::remove_file(file),
            // To rename one name of a file over another one does nothing.
            Self::PutBack { kept, place } => fs::rename(&kept, place).and_then(|()| fs::remove_file(kept)),
        };
    }
}

/// The steps, oldest first. A signal's handler takes them, so whoever holds them keeps signals waiting.
static STEPS: Mutex<Vec<Step>> = Mutex::new(Vec::new());

/// Makes a change and records how to undo it, with signals held back in between.
pub(crate) fn change<T>(make: impl FnOnce(&mut Vec<Step>) -> Result<T, Failure>) -> Result<T, Failure> {
    undo_on_signals();
    make(&mut steps())
}

/// Undoes all changes, the last one first.
pub(crate) fn all() {
    undo(&mut steps());
}

fn undo(steps: &mut Vec<Step>) {
    steps.drain(..).rev().for_each(Step::undo);
}

/// Lets all changes stand.
pub(crate) fn nothing() {
    for step in steps().drain(..) {
        if let Step::PutBack { kept, .. } = step {
            let _left_behind = fs::remove_file(kept);
        }
    }
}

/// The temporary name is free again and may now belong to another process: stop tracking it.
pub(crate) fn forget_new(file: &Path, steps: &mut Vec<Step>) {
    steps.retain(|step| !matches!(step, Step::Remove(new) if new == file));
}

fn steps() -> MutexGuard<'static, Vec<Step>> {
    STEPS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn undo_on_signals() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // If the handler cannot be installed, the signals keep their default action, and only the cleanup is lost.
        let _default_action = ctrlc::set_handler(|| {
            let mut held_to_the_end = steps();
            undo(&mut held_to_the_end);
            process::exit(i32::from(Failure::STATUS));
        });
    });
}
