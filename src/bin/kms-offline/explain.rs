//! `verify --explain`: prints what the library finds.

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
};

use kms_offline::{
    DistinguishingId, KeySpec, KeyUsage, MessageType, PublicKey, SignatureFile, Verifier, VerifyingKey,
    error::Excerpt,
    explain::{Explainer, Explanation, Finding},
};
use serde_json::{Map, Value};

use super::{
    arguments::Verify,
    failure::{Failure, name, with_names},
    input::read_small,
    place::Place,
};

/// The most files of a folder of keys that are read.
const MAX_FILES: usize = 1000;

/// The explainer for what `verify` was asked.
pub(crate) fn explainer(
    arguments: &Verify,
    verifier: &Verifier,
    signature: &SignatureFile,
    file: &[u8],
) -> Result<Explainer, Failure> {
    let mut explainer = Explainer::new(verifier, signature.signature(), MessageType::from(arguments.message_type));
    explainer = match signature.response() {
        Some(response) => explainer.response(response),
        None => explainer.signature_file(file),
    };
    if let Some(id) = &arguments.distinguishing_id {
        explainer = explainer.distinguishing_id(&DistinguishingId::new(id.as_encoded_bytes())?);
    }
    if let Some(context) = &arguments.try_context {
        explainer = explainer.context(context.as_encoded_bytes());
    }
    if !arguments.message.file().is_some_and(Path::is_file) {
        explainer = explainer.without_message_bytes();
    }
    Ok(explainer)
}

/// Prints on standard error the findings for each key, with its label in a set; or with JSON only what was not tried.
/// `advise` returns the advice about each finding, and `remedy` is for signatures without a finding.
pub(crate) fn report(
    explanations: &[(Option<&str>, Explanation)],
    json: bool,
    remedy: &str,
    advise: impl Fn(&Explanation) -> Vec<String>,
) {
    let mut text = String::new();
    if !json {
        for (label, explanation) in explanations {
            if let (Some(label), true, false) = (label, explanations.len() > 1, explanation.findings().is_empty()) {
                text += &format!("with the key {}:\n", Excerpt::of(label));
            }
            for (finding, advice) in explanation.findings().iter().zip(advise(explanation)) {
                text += &format!("finding: {finding}\n  try: {advice}\n");
            }
        }
        if explanations.iter().all(|(_, explanation)| explanation.findings().is_empty()) {
            text += &format!("finding: none, nothing that was tried makes the signature verify\n  try: {remedy}\n");
        }
    }
    let mut notes: Vec<String> = Vec::new();
    for limit in explanations.iter().flat_map(|(_, explanation)| explanation.limits()) {
        let note = format!("note: {limit}\n");
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    text += &notes.concat();
    let _closed = io::stderr().write_all(text.as_bytes());
}

/// The findings as they stand in JSON, with the label of the key where there are several; none without an explanation.
pub(crate) fn as_json(
    explanations: &[(Option<&str>, Explanation)],
    advise: impl Fn(&Explanation) -> Vec<String>,
) -> Value {
    let mut findings: Vec<Value> = Vec::new();
    for (label, explanation) in explanations {
        for (finding, advice) in explanation.findings().iter().zip(advise(explanation)) {
            let members =
                [("Kind", finding.kind().into()), ("Evidence", finding.to_string().into()), ("Try", advice.into())];
            let label = label.filter(|_| explanations.len() > 1).map(|label| ("Label", Value::from(label)));
            let members = members.into_iter().chain(label).map(|(name, value)| (name.to_owned(), value));
            findings.push(members.collect::<Map<_, _>>().into());
        }
    }
    findings.into()
}

/// The advice about each finding: the command where there is one, with the names of the files.
pub(crate) fn advice(explanation: &Explanation, arguments: &Verify) -> Vec<String> {
    // Each command reads what the one before wrote. Changes without a command leave nothing to read.
    let (mut signature, mut message, mut cms) =
        (Some(arguments.signature.clone()), Some(arguments.message.clone()), arguments.signature.clone());
    let of_finding = |finding: &Finding| {
        let is_about_message = matches!(finding, Finding::ChangedMessage { .. });
        let read = if is_about_message { &mut message } else { &mut signature };
        let command = explanation.command(finding).filter(|_| read.is_some());
        let Some(command) = command else {
            if is_about_message || matches!(finding, Finding::TextEncoding { .. } | Finding::Wrapped { .. }) {
                *read = None;
            }
            return with_names(&explanation.advice(finding), &[("SIG", &arguments.signature)]);
        };
        let places = [("SIG", signature.as_ref()), ("MESSAGE", message.as_ref()), ("CMS", Some(&cms))];
        let places: Vec<_> = places.into_iter().filter_map(|(word, place)| Some((word, place?))).collect();
        let command = with_names(&command, &places);
        let file = |path: String| Place::File(path.into());
        let written = command.rsplit(" and pass ").next().and_then(|file| file.split(' ').next());
        let written = written.map(|path| file(path.to_owned()));
        if is_about_message {
            message = written;
        } else {
            let decoded = command.split_once("; ").and_then(|(decode, _)| decode.split_once(" > decoded"));
            match (decoded, &signature) {
                (Some((_, rest)), _) => cms = file(format!("decoded{rest}")),
                (None, Some(signature)) => cms = signature.clone(),
                (None, None) => {}
            }
            signature = written;
        }
        command
    };
    explanation.findings().iter().map(of_finding).collect()
}

/// The keys that verify in the regular files of a folder, without its folders.
pub(crate) fn keys(folder: &Path) -> Result<Vec<(Excerpt, VerifyingKey)>, Failure> {
    let entries =
        fs::read_dir(folder).map_err(|error| Failure::unreadable(&Place::File(folder.to_path_buf()), &error))?;
    let regular = entries.flatten().filter(|entry| fs::metadata(entry.path()).is_ok_and(|metadata| metadata.is_file()));
    let mut files: Vec<_> = regular.take(MAX_FILES + 1).map(|entry| entry.path()).collect();
    if files.len() > MAX_FILES {
        files.truncate(MAX_FILES);
        let _closed = writeln!(io::stderr(), "note: {}: only {MAX_FILES} files were read", name(folder));
    }
    files.sort();
    let mut keys = Vec::new();
    for file in files {
        let shown = Excerpt::of(&file.file_name().unwrap_or_default().to_string_lossy());
        let key = read_small(&Place::File(file), SignatureFile::MAX_LEN).ok().and_then(|bytes| key(&bytes));
        keys.extend(key.map(|key| (shown, key)));
    }
    Ok(keys)
}

/// A key that verifies, in any form. The algorithm identifier of a bare key says which spec it has.
fn key(bytes: &[u8]) -> Option<VerifyingKey> {
    if bytes.len() > SignatureFile::MAX_LEN {
        return None;
    }
    let bare = |spec: &KeySpec| {
        PublicKey::from_pem_der_or_base64(bytes, *spec, KeyUsage::SignVerify).and_then(VerifyingKey::try_from).ok()
    };
    let signing = |spec: &&KeySpec| !spec.signing_algorithms().is_empty();
    VerifyingKey::from_json(bytes).ok().or_else(|| KeySpec::ALL.iter().filter(signing).find_map(bare))
}
