//! The machine, compiler and options of a measurement.

use std::{fs, process::Command};

use rustix::time::{ClockId, clock_gettime};

/// The conditions that a record names beside its figures.
pub(super) struct Machine {
    pub(super) cpu: String,
    /// CPU features that decide which kernels run.
    pub(super) features: String,
    pub(super) compiler: &'static str,
    pub(super) profile: String,
    pub(super) date: String,
    pub(super) commit: String,
}

impl Machine {
    pub(super) fn current() -> Self {
        Self {
            cpu: cpu(),
            features: features(),
            compiler: env!("PEERS_RUSTC"),
            profile: profile(),
            date: date(clock_gettime(ClockId::Realtime).tv_sec),
            commit: commit().unwrap_or_else(|| "unknown".into()),
        }
    }

    /// The CPU's name as the name of a file.
    pub(super) fn file_stem(&self) -> String {
        let words = self.cpu.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
    }
}

/// The model, with family and model number where Linux tells them, since servers in the cloud hide the name.
fn cpu() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let member = |name: &str| {
        let line = info.lines().find(|line| line.split(':').next().is_some_and(|key| key.trim() == name))?;
        Some(line.split_once(':')?.1.trim())
    };
    match (member("model name"), member("cpu family"), member("model")) {
        (Some(name), Some(family), Some(model)) => format!("{name} (family {family}, model {model})"),
        (Some(name), ..) => name.into(),
        _ => format!("unknown {}", std::env::consts::ARCH),
    }
}

#[cfg(target_arch = "x86_64")]
fn features() -> String {
    let found = [
        ("ADX", is_x86_feature_detected!("adx")),
        ("BMI2", is_x86_feature_detected!("bmi2")),
        ("AVX2", is_x86_feature_detected!("avx2")),
        ("AVX-512 IFMA", is_x86_feature_detected!("avx512ifma")),
        ("SHA", is_x86_feature_detected!("sha")),
    ];
    found.into_iter().filter_map(|(name, present)| present.then_some(name)).collect::<Vec<_>>().join(", ")
}

#[cfg(not(target_arch = "x86_64"))]
fn features() -> String {
    std::env::consts::ARCH.into()
}

fn profile() -> String {
    let flags = match env!("PEERS_RUSTFLAGS") {
        "" => "no RUSTFLAGS".into(),
        flags => format!("RUSTFLAGS={flags}"),
    };
    format!("release profile of cargo, opt-level {}, {flags}", env!("PEERS_OPT_LEVEL"))
}

fn commit() -> Option<String> {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(["-C", env!("CARGO_MANIFEST_DIR")]).args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
    };
    let commit = git(&["rev-parse", "--short", "HEAD"])?;
    let changed = !git(&["status", "--porcelain", "--untracked-files=no", ":/src", ":/Cargo.lock"])?.is_empty();
    Some(if changed { format!("{commit} with changes") } else { commit })
}

/// The day (UTC) in the Gregorian calendar, as ISO 8601 writes it.
fn date(seconds: i64) -> String {
    let is_leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let (mut year, mut day) = (1970, seconds / 86_400);
    while day >= 365 + i64::from(is_leap(year)) {
        day -= 365 + i64::from(is_leap(year));
        year += 1;
    }
    let mut month = 1;
    for days in [31, 28 + i64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if day < days {
            break;
        }
        day -= days;
        month += 1;
    }
    format!("{year}-{month:02}-{:02}", day + 1)
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (seconds, expected) in [
            (0, "1970-01-01"),
            (951_782_399, "2000-02-28"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_735_689_599, "2024-12-31"),
            (4_107_542_400, "2100-03-01"),
        ] {
            assert_eq!(date(seconds), expected);
        }
    }
}
