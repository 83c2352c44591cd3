//! Keys in the forms that other software takes.

mod jwk;
mod pem;
mod spki;
