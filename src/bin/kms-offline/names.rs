//! Values of options that are KMS's names: completions offer them, and an error suggests the name that was probably
//! meant.

use core::{marker::PhantomData, str::FromStr};
use std::ffi::OsStr;

use clap::{
    Arg, Command,
    builder::{PossibleValue, TypedValueParser},
    error::ErrorKind,
};
use kms_offline::{EncapsulationAlgorithm, EncryptionAlgorithm, Error, KeyAgreementAlgorithm, SigningAlgorithm};

/// A parser of KMS's names, or of any text for which they are only offered.
#[derive(Clone)]
pub(crate) struct Names<T> {
    offered: Vec<&'static str>,
    parsed: PhantomData<T>,
}

/// Exactly one of these names.
pub(crate) fn exact<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> Names<T> {
    Names { offered: all.iter().copied().map(name).collect(), parsed: PhantomData }
}

/// Any text, which the key then accepts or not: the signing algorithms are offered.
pub(crate) fn signing() -> Names<String> {
    any(SigningAlgorithm::ALL, SigningAlgorithm::as_str)
}

/// Any text: the encryption algorithms are offered.
pub(crate) fn encryption() -> Names<String> {
    any(EncryptionAlgorithm::ALL, EncryptionAlgorithm::as_str)
}

fn any<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> Names<String> {
    Names { offered: all.iter().copied().map(name).collect(), parsed: PhantomData }
}

/// Any text: the algorithms of every usage are offered.
pub(crate) fn any_algorithm() -> Names<String> {
    let mut offered = signing().offered;
    offered.extend(encryption().offered);
    offered.extend(any(KeyAgreementAlgorithm::ALL, KeyAgreementAlgorithm::as_str).offered);
    offered.extend(any(EncapsulationAlgorithm::ALL, EncapsulationAlgorithm::as_str).offered);
    Names { offered, parsed: PhantomData }
}

/// Any text: the algorithms of keys that a JWE can be for are offered.
pub(crate) fn for_jwe() -> Names<String> {
    let mut offered = encryption().offered;
    offered.retain(|name| *name != EncryptionAlgorithm::Sm2Pke.as_str());
    offered.push(KeyAgreementAlgorithm::Ecdh.as_str());
    Names { offered, parsed: PhantomData }
}

impl<T> TypedValueParser for Names<T>
where
    T: FromStr<Err: Into<Error>> + Clone + Send + Sync + 'static,
{
    type Value = T;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<T, clap::Error> {
        let text = value.to_str().ok_or_else(|| clap::Error::new(ErrorKind::InvalidUtf8).with_cmd(command))?;
        text.parse().map_err(|error: T::Err| {
            let error = error.into();
            let option = argument.and_then(Arg::get_long).unwrap_or_default();
            let advice = error.advice().unwrap_or_else(|| "see --help".to_owned());
            clap::Error::raw(ErrorKind::ValueValidation, format!("--{option}: {error}\n  try: {advice}\n"))
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.offered.iter().copied().map(PossibleValue::new)))
    }
}
