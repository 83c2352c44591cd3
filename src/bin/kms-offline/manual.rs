//! `kms-offline completions` and `kms-offline man`

use clap::{Command, CommandFactory as _};
use clap_complete::Shell;
use clap_mangen::Man;

use super::{
    Outcome,
    arguments::{Arguments, Completions, Manual},
    failure::Failure,
    print_bytes,
};

pub(crate) fn completions(arguments: &Completions) -> Result<Outcome, Failure> {
    let mut command = Arguments::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, name, &mut script);
    print_bytes(&mended(script, arguments.shell))?;
    Ok(Outcome::Done)
}

/// The generator writes the program's name in two ways into a bash script if it has a hyphen, so that no arm matches.
fn mended(script: Vec<u8>, shell: Shell) -> Vec<u8> {
    match (shell, String::from_utf8(script)) {
        (Shell::Bash, Ok(text)) => text.replace("kms__subcmd__offline", "kms__offline").into_bytes(),
        (_, Ok(text)) => text.into_bytes(),
        (_, Err(error)) => error.into_bytes(),
    }
}

pub(crate) fn man(arguments: &Manual) -> Result<Outcome, Failure> {
    let mut program = Arguments::command();
    program.build();
    let unknown = || Failure::new("there is no command of this name", "kms-offline --help lists the commands");
    let mut command = &program;
    for name in &arguments.command {
        command = command.find_subcommand(name).ok_or_else(unknown)?;
    }
    let mut page = Vec::new();
    Man::new(command.clone())
        .render(&mut page)
        .map_err(|error| Failure::new(&format!("the page cannot be written: {error}"), "report this as a bug"))?;
    print_bytes(with_usage(&String::from_utf8_lossy(&page), command.clone()).as_bytes())?;
    Ok(Outcome::Done)
}

/// The page with the usage of `--help` as its synopsis, because the generator's own omits the values of options.
fn with_usage(page: &str, mut command: Command) -> String {
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim().replace('-', "\\-");
    let mut is_synopsis = false;
    let lines = page.lines().map(|line| {
        let was_heading = core::mem::replace(&mut is_synopsis, line == ".SH SYNOPSIS");
        if was_heading { usage.as_str() } else { line }
    });
    lines.flat_map(|line| [line, "\n"]).collect()
}
