//! Parsing of the forms that people have in hand: JSON, PEM, base64 and DER, the responses of GetPublicKey and Sign. It
//! also recognises other input, to name it in an error. It may use errors and names.

pub(crate) mod base64;
pub mod ecdsa_sig_value;
mod get_public_key;
mod json;
mod members;
pub(crate) mod pem;
pub(crate) mod recognise;
mod sign_response;
mod signature_file;
pub(crate) mod visit;

#[cfg(feature = "jose")]
pub(crate) use self::get_public_key::public_key_alone;
pub use self::{get_public_key::GetPublicKeyParts, sign_response::SignResponse, signature_file::SignatureFile};
pub(crate) use self::{
    get_public_key::{Listed, Response, decode_public_key},
    json::{MAX_RESPONSE_LEN, without_byte_order_mark},
};
