//! The arguments of every command.

use std::{ffi::OsString, path::PathBuf};

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use kms_offline::{Fingerprint, KeySpec, KeyUsage, MessageType};

use super::{failure::Failure, names, place::Place};

/// Use AWS KMS public keys offline, with the usages and algorithms that KMS allows
#[derive(Debug, Parser)]
#[command(name = "kms-offline", version, arg_required_else_help = true, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "\
Example:
  aws kms get-public-key --key-id alias/release > public-key.json
  aws kms sign --key-id alias/release --message fileb://notes.txt \\
    --signing-algorithm ECDSA_SHA_256 > sign.json
  kms-offline verify --key public-key.json --signature sign.json -- notes.txt

Exit status: 0 done, or the signature is valid; 1 the signature does not verify; 2 anything else.";

/// Help texts of arguments that several commands share.
const KEY: &str =
    "The GetPublicKey response, or PEM, DER or base64 with --key-spec and --key-usage; - is standard input";
const SIGNATURE: &str = "The output of `aws kms sign`, or the signature, base64-encoded or raw; - is standard input";
const DISTINGUISHING_ID: &str = "The distinguishing ID of the signer, for SM2DSA (KMS uses 1234567812345678)";
const MESSAGE: &str = "The message, of any size; standard input if omitted or -";

/// The heading of the options that narrow or pin KEY.
const ABOUT_THE_KEY: &str = "Options about the key";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Inspect(Inspect),
    Verify(Verify),
    Digest(Digest),
    Encrypt(Encrypt),
    Agree(Agree),
    Encapsulate(Encapsulate),
    Convert(Convert),
    Jws(Jws),
    Jwe(Jwe),
    Completions(Completions),
    Man(Manual),
}

/// Check a public key, and print its usage, algorithms and fingerprint
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  kms-offline inspect public-key.json")]
pub(crate) struct Inspect {
    #[arg(value_name = "KEY", help = KEY)]
    pub(crate) key: Place,
    /// Print JSON with GetPublicKey's members and Fingerprint
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) options: KeyOptions,
}

/// Verify a signature: prints valid (status 0) or invalid (status 1)
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  kms-offline verify --key public-key.json --signature sign.json \\
    --algorithm ECDSA_SHA_256 -- notes.txt")]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) key: KeyOrKeys,
    #[arg(long, value_name = "SIG", help = SIGNATURE)]
    pub(crate) signature: Place,
    /// The signing algorithm that you agreed upon, by its KMS name
    #[arg(long, value_name = "ALG", value_parser = names::signing(), hide_possible_values = true)]
    pub(crate) algorithm: Option<String>,
    /// The type of MESSAGE. A digest proves nothing unless you computed it yourself from the message
    #[arg(long, value_name = "TYPE", default_value = "raw", ignore_case = true)]
    pub(crate) message_type: MessageTypeArgument,
    #[arg(long, value_name = "ID", help = DISTINGUISHING_ID)]
    pub(crate) distinguishing_id: Option<OsString>,
    /// If the signature is invalid, find out why and print the reason on standard error; the verdict stays invalid
    #[arg(long)]
    pub(crate) explain: bool,
    /// With --explain: check whether another key in the files of this folder made the signature
    #[arg(long, value_name = "DIR", requires = "explain")]
    pub(crate) also_try_keys: Option<PathBuf>,
    /// With --explain: check whether the signature was made with this context (ML-DSA, Ed25519)
    #[arg(long, value_name = "CONTEXT", requires = "explain")]
    pub(crate) try_context: Option<OsString>,
    /// Print the verdict as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[arg(value_name = "MESSAGE", default_value = Place::DASH, help = MESSAGE)]
    pub(crate) message: Place,
}

/// Print the DIGEST or EXTERNAL_MU to pass to KMS Sign, for a message of any size
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  kms-offline digest --key public-key.json --algorithm ECDSA_SHA_256 --raw \\
    -- image.iso > digest.bin
  aws kms sign --key-id alias/release --message-type DIGEST \\
    --message fileb://digest.bin --signing-algorithm ECDSA_SHA_256")]
pub(crate) struct Digest {
    #[command(flatten)]
    pub(crate) key: Key,
    /// The signing algorithm, by its KMS name; needed if the key lists several
    #[arg(long, value_name = "ALG", value_parser = names::signing(), hide_possible_values = true)]
    pub(crate) algorithm: Option<String>,
    #[arg(long, value_name = "ID", help = DISTINGUISHING_ID)]
    pub(crate) distinguishing_id: Option<OsString>,
    /// Print the bytes instead of base64
    #[arg(long)]
    pub(crate) raw: bool,
    #[arg(value_name = "MESSAGE", default_value = Place::DASH, help = MESSAGE)]
    pub(crate) message: Place,
}

/// Encrypt: writes the CiphertextBlob for KMS Decrypt
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  kms-offline encrypt --key public-key.json --algorithm RSAES_OAEP_SHA_256 \\
    --out secret.enc -- secret.txt
  aws kms decrypt --key-id alias/backup --ciphertext-blob fileb://secret.enc \\
    --encryption-algorithm RSAES_OAEP_SHA_256")]
pub(crate) struct Encrypt {
    #[command(flatten)]
    pub(crate) key: Key,
    /// The encryption algorithm, by its KMS name
    #[arg(long, value_name = "ALG", value_parser = names::encryption(), hide_possible_values = true)]
    pub(crate) algorithm: String,
    /// The file for the ciphertext; standard output if omitted
    #[arg(long, value_name = "FILE", default_value = Place::DASH, hide_default_value = true)]
    pub(crate) out: Place,
    /// The plaintext; standard input if omitted or -
    #[arg(value_name = "PLAINTEXT", default_value = Place::DASH)]
    pub(crate) plaintext: Place,
}

/// Agree on a secret: writes the raw shared secret that KMS DeriveSharedSecret returns to the other side
///
/// The raw secret is the x coordinate of a point. Derive keys from it (HKDF), and never use it as a key.
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  kms-offline agree --key public-key.json --ephemeral-public-out ours.der \\
    --out shared-secret.bin
  aws kms derive-shared-secret --key-id alias/agree \\
    --key-agreement-algorithm ECDH --public-key fileb://ours.der")]
#[command(group(ArgGroup::new("ours").args(["private_key", "ephemeral_public_out"]).required(true)))]
pub(crate) struct Agree {
    #[command(flatten)]
    pub(crate) key: Key,
    /// Our private key on the same curve: PKCS#8 or SEC 1, PEM or DER
    #[arg(long, value_name = "PEM_OR_DER")]
    pub(crate) private_key: Option<Place>,
    /// Make a fresh private key, forget it, and write its public key (DER) to this file
    #[arg(long, value_name = "FILE")]
    pub(crate) ephemeral_public_out: Option<Place>,
    /// The file for the shared secret; standard output if omitted
    #[arg(long, value_name = "FILE", default_value = Place::DASH, hide_default_value = true)]
    pub(crate) out: Place,
}

/// Encapsulate a fresh shared secret: writes it, and the ciphertext for KMS Decapsulate
///
/// For a wrong key or a damaged ciphertext KMS returns another secret instead of an error. The two sides must confirm
/// that they have the same one.
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  kms-offline encapsulate --key public-key.json \\
    --ciphertext-out ciphertext.bin --secret-out secret.bin")]
pub(crate) struct Encapsulate {
    #[command(flatten)]
    pub(crate) key: Key,
    /// The file for the ciphertext
    #[arg(long, value_name = "FILE")]
    pub(crate) ciphertext_out: Place,
    /// The file for the 32-byte secret
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_out: Place,
}

/// Convert a public key to PEM, DER or a JSON Web Key, or a signature between DER and r || s
///
/// With --signature, converts the signature: to der or p1363 (r || s) without verifying it, or to ethereum, which
/// verifies it over MESSAGE and prints r, low s, v and the address as JSON.
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  kms-offline convert --key public-key.json --to pem --out public-key.pem
  kms-offline convert --key public-key.json --signature sign.json --to p1363 \\
    --out signature.bin
  kms-offline convert --key public-key.json --signature sign.json \\
    --to ethereum --message-type digest digest.bin

Exit status: 0 done; 1 with --to ethereum, if the signature does not verify; 2 anything else.")]
pub(crate) struct Convert {
    #[command(flatten)]
    pub(crate) key: Key,
    /// The form; SM2 and ML-KEM keys have no JSON Web Key
    #[arg(long, value_name = "FORM", ignore_case = true)]
    pub(crate) to: Form,
    /// Convert this signature in place of the key: the output of `aws kms sign`, or DER or r || s, base64-encoded or
    /// raw; - is standard input
    #[arg(long, value_name = "SIG")]
    pub(crate) signature: Option<Place>,
    /// With --to ethereum: the type of MESSAGE, raw or digest (raw if omitted)
    #[arg(long, value_name = "TYPE", ignore_case = true)]
    pub(crate) message_type: Option<MessageTypeArgument>,
    /// With --to jwk: the JSON Web Key's kid, any text
    #[arg(long, value_name = "VALUE")]
    pub(crate) kid: Option<String>,
    /// The file for the result; standard output if omitted
    #[arg(long, value_name = "FILE", default_value = Place::DASH, hide_default_value = true)]
    pub(crate) out: Place,
    /// With --to ethereum: the message that was signed, or its digest; standard input if omitted or -
    #[arg(value_name = "MESSAGE")]
    pub(crate) message: Option<Place>,
}

/// Verify or assemble JSON Web Signatures, such as JSON Web Tokens
#[derive(Args, Debug)]
pub(crate) struct Jws {
    #[command(subcommand)]
    pub(crate) command: JwsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum JwsCommand {
    Verify(JwsVerify),
    Assemble(JwsAssemble),
}

/// Verify a compact JWS: prints its payload (status 0) or nothing (status 1)
///
/// Does not check the claims in the payload: compare exp, nbf, aud and iss yourself.
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  aws kms get-public-key --key-id alias/tokens > public-key.json
  kms-offline jws verify --key public-key.json token.jwt

Exit status: 0 the token is valid; 1 this key did not sign the token; 2 it is not a JWS, or anything else.")]
pub(crate) struct JwsVerify {
    #[command(flatten)]
    pub(crate) key: KeyOrKeys,
    /// The signing algorithm that you agreed upon, by its KMS name; RSA keys need it
    #[arg(long, value_name = "ALG", value_parser = names::signing(), hide_possible_values = true)]
    pub(crate) algorithm: Option<String>,
    /// The payload, of any size, of a token whose payload part is empty: prints valid or invalid
    #[arg(long, value_name = "PAYLOAD", conflicts_with = "out")]
    pub(crate) detached: Option<Place>,
    /// If the token is invalid, find out why and print the reason on standard error; the verdict stays invalid
    #[arg(long)]
    pub(crate) explain: bool,
    /// Print the verdict as JSON, with Header and Payload (base64) of a valid token
    #[arg(long)]
    pub(crate) json: bool,
    /// The file for the payload; standard output if omitted
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<Place>,
    /// The token, on one line; standard input if omitted or -
    #[arg(value_name = "TOKEN", default_value = Place::DASH)]
    pub(crate) token: Place,
}

/// Make a compact JWS from a Sign response, after verifying the signature
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  printf %s \"$HEADER.$PAYLOAD\" > signing-input.txt
  aws kms sign --key-id alias/tokens --message fileb://signing-input.txt \\
    --signing-algorithm ECDSA_SHA_256 > sign.json
  kms-offline jws assemble --key public-key.json --signature sign.json \\
    signing-input.txt")]
pub(crate) struct JwsAssemble {
    #[command(flatten)]
    pub(crate) key: Key,
    #[arg(long, value_name = "SIG", help = SIGNATURE)]
    pub(crate) signature: Place,
    /// The file for the token; standard output if omitted
    #[arg(long, value_name = "FILE", default_value = Place::DASH, hide_default_value = true)]
    pub(crate) out: Place,
    /// Header and payload in base64url with a dot between, on one line; standard input if omitted or -
    #[arg(value_name = "SIGNING_INPUT", default_value = Place::DASH)]
    pub(crate) signing_input: Place,
}

/// Encrypt files of up to 64 MiB to KMS keys as JSON Web Encryption, and decrypt them
#[derive(Args, Debug)]
pub(crate) struct Jwe {
    #[command(subcommand)]
    pub(crate) command: JweCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum JweCommand {
    Encrypt(JweEncrypt),
    Inspect(JweInspect),
    Decrypt(JweDecrypt),
}

/// Encrypt to an RSA key (RSA-OAEP-256) or a NIST-curve key (ECDH-ES): prints a compact JWE
///
/// One call of KMS, or any JOSE library with the private key, decrypts it. It does not prove who encrypted.
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  aws kms get-public-key --key-id alias/backup > public-key.json
  kms-offline jwe encrypt --key public-key.json --out backup.jwe -- backup.tar")]
pub(crate) struct JweEncrypt {
    #[command(flatten)]
    pub(crate) key: Key,
    /// The algorithm of the key, by its KMS name; RSA keys use RSAES_OAEP_SHA_256 if omitted
    #[arg(long, value_name = "ALG", value_parser = names::for_jwe(), hide_possible_values = true)]
    pub(crate) algorithm: Option<String>,
    /// The kid of the header: any text, or none. By default the KeyId, whose ARN shows account and Region
    #[arg(long, value_name = "VALUE|none")]
    pub(crate) kid: Option<String>,
    /// The file for the JWE; standard output if omitted
    #[arg(long, value_name = "FILE", default_value = Place::DASH, hide_default_value = true)]
    pub(crate) out: Place,
    /// The plaintext, at most 64 MiB; standard input if omitted or -
    #[arg(value_name = "PLAINTEXT", default_value = Place::DASH)]
    pub(crate) plaintext: Place,
}

/// Print a JWE's header, or write the input of the AWS call that helps to decrypt it
///
/// Nothing authenticates the header: choose the key yourself, not by its kid.
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  kms-offline jwe inspect --encrypted-key-out encrypted-key.bin backup.jwe
  aws kms decrypt --key-id alias/backup --encryption-algorithm RSAES_OAEP_SHA_256 \\
    --ciphertext-blob fileb://encrypted-key.bin |
    kms-offline jwe decrypt --cek - --out backup.tar backup.jwe")]
pub(crate) struct JweInspect {
    /// Write the encrypted key (RSA-OAEP-256, RSA-OAEP) to this file, for aws kms decrypt
    #[arg(long, value_name = "FILE", conflicts_with = "epk_out")]
    pub(crate) encrypted_key_out: Option<Place>,
    /// Write the ephemeral public key (ECDH-ES) as DER to this file, for aws kms derive-shared-secret
    #[arg(long, value_name = "FILE")]
    pub(crate) epk_out: Option<Place>,
    /// The JWE, on one line; standard input if omitted or -
    #[arg(value_name = "TOKEN", default_value = Place::DASH)]
    pub(crate) token: Place,
}

/// Decrypt a JWE with the response of KMS Decrypt or DeriveSharedSecret, without a private key
///
/// Writes nothing before it has authenticated the whole JWE. Only the owner can read the plaintext's file.
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  kms-offline jwe inspect --epk-out epk.der message.jwe
  aws kms derive-shared-secret --key-id alias/agree --key-agreement-algorithm ECDH \\
    --public-key fileb://epk.der |
    kms-offline jwe decrypt --shared-secret - --out message.txt message.jwe")]
#[command(group(ArgGroup::new("secret").args(["cek", "shared_secret"]).required(true)))]
pub(crate) struct JweDecrypt {
    /// The content key: the output of `aws kms decrypt`, base64, or the 32 raw bytes; - is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) cek: Option<Place>,
    /// The shared secret: the output of `aws kms derive-shared-secret`, base64, or the raw bytes; - is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) shared_secret: Option<Place>,
    /// The file for the plaintext; standard output if omitted
    #[arg(long, value_name = "FILE", default_value = Place::DASH, hide_default_value = true)]
    pub(crate) out: Place,
    /// The JWE, on one line; standard input if omitted or -
    #[arg(value_name = "TOKEN", default_value = Place::DASH)]
    pub(crate) token: Place,
}

/// Print a shell's completions for this program
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  kms-offline completions bash > ~/.local/share/bash-completion/completions/kms-offline")]
pub(crate) struct Completions {
    #[arg(value_name = "SHELL")]
    pub(crate) shell: Shell,
}

/// Print the manual page of this program, or of one of its commands
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  kms-offline man verify > ~/.local/share/man/man1/kms-offline-verify.1")]
pub(crate) struct Manual {
    /// The command, such as verify, or jws verify
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Vec<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Form {
    /// A public key in PEM
    Pem,
    /// A public key or a signature in DER
    Der,
    /// A public key as a JSON Web Key
    Jwk,
    /// A signature as r || s, both of fixed length
    P1363,
    /// A signature as r, low s and v, after verifying it
    Ethereum,
}

/// A command's KEY.
#[derive(Args, Debug)]
pub(crate) struct Key {
    #[arg(id = "key", long = "key", value_name = "KEY", help = KEY)]
    pub(crate) file: Place,
    #[command(flatten)]
    pub(crate) options: KeyOptions,
}

/// The KEY or the KEYS of a command.
#[derive(Args, Debug)]
#[command(group(ArgGroup::new("key_or_keys").args(["key", "keys"]).required(true)))]
pub(crate) struct KeyOrKeys {
    #[arg(id = "key", long = "key", value_name = "KEY", help = KEY)]
    pub(crate) file: Option<Place>,
    /// A folder of GetPublicKey responses, a JWK Set, or a trust file with the responses in its folder: the KeyId of a
    /// Sign response, or the kid of a token, selects the key
    #[arg(long, value_name = "KEYS", conflicts_with_all = ["key_spec", "key_usage", "fingerprint", "key_id"])]
    pub(crate) keys: Option<Place>,
    #[command(flatten)]
    pub(crate) options: KeyOptions,
}

impl KeyOrKeys {
    /// Reads the one that was passed.
    pub(crate) fn read<'a, T>(
        &'a self,
        read_key: impl FnOnce(&'a Place) -> Result<T, Failure>,
        read_keys: impl FnOnce(&'a Place) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        match (&self.file, &self.keys) {
            (Some(file), _) => read_key(file),
            (None, Some(keys)) => read_keys(keys),
            (None, None) => Err(Failure::new("neither --key nor --keys was passed", "pass one of them")),
        }
    }

    /// Returns the place that was passed.
    pub(crate) fn place(&self) -> Option<&Place> {
        self.file.as_ref().or(self.keys.as_ref())
    }
}

/// Options of every command with KEY.
#[derive(Args, Debug)]
pub(crate) struct KeyOptions {
    /// The key's spec, for a KEY that is not a GetPublicKey response
    #[arg(long, value_name = "SPEC", requires = "key_usage", help_heading = ABOUT_THE_KEY)]
    #[arg(value_parser = names::exact(KeySpec::ALL, KeySpec::as_str), hide_possible_values = true)]
    pub(crate) key_spec: Option<KeySpec>,
    /// The key's usage, for a KEY that is not a GetPublicKey response
    #[arg(long, value_name = "USAGE", requires = "key_spec", help_heading = ABOUT_THE_KEY)]
    #[arg(value_parser = names::exact(KeyUsage::ALL, KeyUsage::as_str), hide_possible_values = true)]
    pub(crate) key_usage: Option<KeyUsage>,
    /// Allow only these of the key's algorithms; they replace a list that KEY lacks
    #[arg(long, value_name = "ALG", value_delimiter = ',', help_heading = ABOUT_THE_KEY)]
    #[arg(value_parser = names::any_algorithm(), hide_possible_values = true)]
    pub(crate) allow: Vec<String>,
    /// Reject any key but the one whose DER public key has this SHA-256
    #[arg(long, value_name = "HEX", help_heading = ABOUT_THE_KEY)]
    pub(crate) fingerprint: Option<Fingerprint>,
    /// Reject a key with another KeyId
    #[arg(long, value_name = "ID", help_heading = ABOUT_THE_KEY)]
    pub(crate) key_id: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum MessageTypeArgument {
    Raw,
    Digest,
    #[value(alias = "external_mu")]
    ExternalMu,
}

impl From<MessageTypeArgument> for MessageType {
    fn from(argument: MessageTypeArgument) -> Self {
        match argument {
            MessageTypeArgument::Raw => Self::Raw,
            MessageTypeArgument::Digest => Self::Digest,
            MessageTypeArgument::ExternalMu => Self::ExternalMu,
        }
    }
}
