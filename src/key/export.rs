//! Keys in the forms that other software accepts.

mod jwk;
mod pem;
mod spki;
