//! The AWS CLI's output of get-public-key and sign, in each of its formats but JSON.

use crate::{error::InputKind, input::base64};

/// The members of both responses, but the lists of algorithms.
const MEMBERS: [&str; 7] =
    ["KeyId", "PublicKey", "KeySpec", "CustomerMasterKeySpec", "KeyUsage", "Signature", "SigningAlgorithm"];

pub(super) fn recognise(text: &str) -> Option<InputKind> {
    if is_error(text) {
        Some(InputKind::CliError)
    } else if is_table(text) {
        Some(InputKind::TableOutput)
    } else if text.strip_prefix("- ").is_some_and(is_yaml) {
        Some(InputKind::YamlStreamOutput)
    } else if is_yaml(text.strip_prefix("---").map_or(text, str::trim_start)) {
        Some(InputKind::YamlOutput)
    } else {
        text.lines().next().is_some_and(is_columns).then_some(InputKind::TextOutput)
    }
}

/// An error text of the AWS CLI, from standard error.
fn is_error(text: &str) -> bool {
    const BEGINNINGS: [&str; 7] = [
        "An error occurred (",
        "Unable to locate credentials",
        "Error when retrieving",
        "Could not connect to the endpoint URL",
        "The config profile (",
        "aws: error:",
        "usage: aws ",
    ];
    let line =
        text.lines().next().unwrap_or_default().trim_start_matches("aws: [ERROR]: ").trim_start_matches("Error: ");
    BEGINNINGS.iter().any(|beginning| line.starts_with(beginning))
}

/// A frame around the operation's name.
fn is_table(text: &str) -> bool {
    let mut lines = text.lines();
    let is_rule = |line: &str| line.len() >= 8 && line.bytes().all(|c| matches!(c, b'-' | b'+'));
    let title = lines.next().filter(|line| is_rule(line.trim())).and_then(|_| lines.next()).map(str::trim);
    let title = title.and_then(|title| title.strip_prefix('|')?.strip_suffix('|')).map(str::trim);
    matches!(title, Some("GetPublicKey" | "Sign"))
}

/// Two members at least, each at the start of a line; lists and folded text stand in others.
fn is_yaml(text: &str) -> bool {
    let name = |line: &str| {
        line.split_once(':').map(|(name, _)| name.trim_start().trim_matches('"')).unwrap_or_default().len()
    };
    let is_member = |line: &&str| {
        let (line, len) = (line.trim_start().trim_start_matches('"'), name(line));
        MEMBERS.iter().any(|member| member.len() == len && line.starts_with(member))
    };
    text.lines().next().is_some_and(|line| line.contains(':')) && text.lines().filter(is_member).count() >= 2
}

/// Columns: one is the key's ARN, and another the key or the signature.
fn is_columns(line: &str) -> bool {
    let has = |is: fn(&str) -> bool| line.split('\t').any(is);
    line.contains('\t')
        && has(|column| column.starts_with("arn:") && column.contains(":kms:"))
        && has(|column| column.len() >= 32 && base64::decode_secret(column).is_some())
}
