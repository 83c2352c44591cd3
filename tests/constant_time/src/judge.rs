//! Runs an operation under memcheck and judges what it reports.

use std::{env, fs, process::Command};

/// A place where a branch may depend on a secret, recognised by its line in the source.
struct Exception {
    line: &'static str,
    /// Whether the exception includes the functions that the line calls, or only the line itself.
    calls: bool,
    reason: &'static str,
}

const EXCEPTIONS: [Exception; 13] = [
    Exception {
        line: "if all_equal(bytes) { Err(Error::Random) }",
        calls: false,
        reason: "a stuck random source: the outcome is public, and the comparison before it is not cut short",
    },
    Exception {
        line: "Source::new(rng).fill(&mut m)?;",
        calls: false,
        reason: "the same, where the compiler put that branch into the caller",
    },
    Exception {
        line: "if source.is_some().unwrap_u8() == 1u8 {",
        calls: false,
        reason: "rejection sampling, and the range check of a caller's private key: a rejected value is not used",
    },
    Exception { line: "if inner.is_zero().into() {", calls: false, reason: "the same for a private key of 0" },
    Exception {
        line: "if c2_out.iter().zip(msg).any(|(pre, cur)| pre != cur) {",
        calls: false,
        reason: "SM2's zero test (GB/T 32918.4, A5): it ends at the first byte of the key stream that is not zero",
    },
    Exception {
        line: "Tag::from_u8(self.bytes[0]).expect(\"invalid tag\")",
        calls: false,
        reason: "the form of an encoded point: always uncompressed, since no point here is O",
    },
    Exception { line: "if self.is_compressed() {", calls: true, reason: "the same" },
    Exception {
        line: "let point = private_key.scalar().public_point();",
        calls: false,
        reason: "the length of an encoded point, which follows from its form",
    },
    Exception { line: ".to_der()", calls: true, reason: "the DER of a ciphertext, which is public" },
    Exception {
        line: "key.encrypt_der(source, m).map_err(|_| Error::Random)",
        calls: false,
        reason: "whether it could be encoded",
    },
    Exception { line: "String::from_utf8(token).map_err(", calls: false, reason: "the finished JWE, which is public" },
    Exception {
        line: "if expected_tag[..TagSize::to_usize()].ct_eq(tag).into() {",
        calls: false,
        reason: "whether a JWE's tag holds: the outcome is public, and the comparison before it is not cut short",
    },
    Exception {
        line: "content_key.decrypt(&self.iv, &self.encoded_header, &mut plaintext, &self.tag)?;",
        calls: false,
        reason: "the same in the caller",
    },
];

/// Memcheck's reports on an operation.
pub(crate) struct Judgement {
    /// How many reports an exception excuses: without any, the secrets were not looked at.
    pub(crate) excused: usize,
    /// The others, each as the source lines that led to it.
    pub(crate) reports: Vec<String>,
}

/// Runs `operation` under memcheck.
///
/// # Errors
/// The reason why memcheck could not judge.
pub(crate) fn judge(operation: &str) -> Result<Judgement, String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--quiet", "--error-limit=no", "--num-callers=40", "--fullpath-after="])
        .arg(program)
        .arg(operation)
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    let log = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("{}\n{log}", output.status));
    }
    let mut stacks: Vec<Vec<String>> = Vec::new();
    for line in log.lines() {
        if line.contains("uninitialised") {
            stacks.push(Vec::new());
        } else if let (Some(stack), Some(source)) = (stacks.last_mut(), source_line(line)) {
            stack.push(source);
        }
    }
    let (excused, others): (Vec<_>, Vec<_>) = stacks.into_iter().partition(|stack| is_excused(stack));
    let reports = others.iter().map(|stack| stack.join("\n      ")).collect();
    Ok(Judgement { excused: excused.len(), reports })
}

fn is_excused(stack: &[String]) -> bool {
    EXCEPTIONS.iter().any(|exception| {
        let depth = if exception.calls { stack.len() } else { 2 };
        stack.iter().take(depth).any(|line| line.contains(exception.line))
    })
}

/// The source line of a frame `… (/path/file.rs:12)`, if the file is at hand: the standard library's is not.
fn source_line(frame: &str) -> Option<String> {
    let (path, line) = frame.rsplit_once('(')?.1.strip_suffix(')')?.rsplit_once(':')?;
    let index = line.parse::<usize>().ok()?.checked_sub(1)?;
    let source = fs::read_to_string(path).ok()?;
    Some(format!("{}:{line} {}", path.rsplit('/').next()?, source.lines().nth(index)?.trim()))
}

/// The exceptions, for the log.
pub(crate) fn exceptions() -> impl Iterator<Item = (&'static str, &'static str)> {
    EXCEPTIONS.iter().map(|exception| (exception.line, exception.reason))
}
