//! JSON Web Encryption, with the private keys of the corpus in KMS's place.

mod changed;
mod header;
mod kms;
mod misuse;
mod outside;
mod sizes;
