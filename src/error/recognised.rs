//! Kinds of input that stand in for the expected one.

use super::Expected;

/// A recognised kind of input, found instead of the expected one.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recognised {
    /// Nothing.
    Nothing,
    /// Text in UTF-16.
    Utf16,
    /// A web page.
    Html,
    /// JSON, but not an object.
    JsonNotObject,
    /// A GetPublicKey response.
    GetPublicKeyResponse,
    /// A DescribeKey or CreateKey response.
    DescribeKeyResponse,
    /// A GenerateDataKeyPair response.
    GenerateDataKeyPairResponse,
    /// A GetParametersForImport response.
    GetParametersForImportResponse,
    /// A Sign response.
    SignResponse,
    /// A Verify response.
    VerifyResponse,
    /// An error response of the service.
    ErrorResponse,
    /// A response whose members were renamed, as Terraform and Pulumi do.
    RenamedMembers,
    /// A response of the AWS CLI with `--output text`.
    TextOutput,
    /// A response of the AWS CLI with `--output yaml`.
    YamlOutput,
    /// A Python dictionary, printed.
    PythonDict,
    /// Python bytes, printed.
    PythonBytes,
    /// A JavaScript Buffer or Uint8Array, dumped.
    JavaScriptBuffer,
    /// A list of byte values.
    ByteList,
    /// Bytes in hexadecimal.
    Hex,
    /// Base64 of base64.
    Base64Twice,
    /// The URL-safe alphabet of base64.
    Base64Url,
    /// Base64 without anything about the key's spec and usage.
    BareBase64,
    /// PEM.
    Pem,
    /// DER.
    Der,
    /// A PKCS#1 RSAPublicKey.
    Pkcs1PublicKey,
    /// A PEM block of the label `EC PUBLIC KEY`.
    EcPublicKey,
    /// An elliptic-curve point without its SubjectPublicKeyInfo.
    RawPoint,
    /// A key's bytes without its SubjectPublicKeyInfo.
    RawKey,
    /// A private key.
    PrivateKey,
    /// A certificate.
    Certificate,
    /// A certificate request.
    CertificateRequest,
    /// A key in SSH's format.
    SshKey,
    /// A JWE in the compact serialization.
    Jwe,
    /// A JSON object.
    JsonObject,
    /// Text that is not JSON, as a token in the compact serialization is.
    CompactToken,
}

impl Recognised {
    /// Its name, with an article.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Utf16 => "text in UTF-16",
            Self::Html => "a web page",
            Self::JsonNotObject => "JSON that is not an object",
            Self::GetPublicKeyResponse => "a GetPublicKey response",
            Self::DescribeKeyResponse => "a DescribeKey or CreateKey response",
            Self::GenerateDataKeyPairResponse => "a GenerateDataKeyPair response",
            Self::GetParametersForImportResponse => "a GetParametersForImport response",
            Self::SignResponse => "a Sign response",
            Self::VerifyResponse => "a Verify response",
            Self::ErrorResponse => "an error response of the service",
            Self::RenamedMembers => "a response with renamed members (Terraform, Pulumi)",
            Self::TextOutput => "the AWS CLI's --output text",
            Self::YamlOutput => "the AWS CLI's --output yaml",
            Self::PythonDict => "a printed Python dictionary",
            Self::PythonBytes => "printed Python bytes",
            Self::JavaScriptBuffer => "a dumped JavaScript buffer",
            Self::ByteList => "a list of byte values",
            Self::Hex => "hexadecimal digits",
            Self::Base64Twice => "base64 of base64",
            Self::Base64Url => "URL-safe base64",
            Self::BareBase64 => "bare base64",
            Self::Pem => "PEM",
            Self::Der => "DER",
            Self::Pkcs1PublicKey => "a PKCS#1 RSAPublicKey",
            Self::EcPublicKey => "a block labelled EC PUBLIC KEY",
            Self::RawPoint => "a bare elliptic-curve point",
            Self::RawKey => "the bare bytes of a key",
            Self::PrivateKey => "a private key",
            Self::Certificate => "a certificate",
            Self::CertificateRequest => "a certificate request",
            Self::SshKey => "a key in SSH's format",
            Self::Jwe => "a JWE",
            Self::JsonObject => "a JSON object",
            Self::CompactToken => "text that is not JSON",
        }
    }

    /// The remedy, where `expected` was expected instead.
    pub(super) fn advice(self, expected: Expected) -> &'static str {
        match self {
            Self::Pem if expected == Expected::PublicKey => {
                "pass only the base64 between BEGIN and END, without its line breaks"
            }
            Self::GetPublicKeyResponse if expected == Expected::PublicKey => {
                "parse it as a response, without supplying the key's spec and usage"
            }
            Self::GetPublicKeyResponse
            | Self::DescribeKeyResponse
            | Self::GenerateDataKeyPairResponse
            | Self::GetParametersForImportResponse
            | Self::VerifyResponse
                if expected == Expected::SignResponse =>
            {
                "pass the output of aws kms sign"
            }
            Self::BareBase64 | Self::Pem | Self::Der if expected == Expected::SignResponse => {
                "parse a bare signature with SignatureFile::read"
            }
            Self::Nothing => "check that the command that wrote the file succeeded",
            Self::Utf16 => "save it as UTF-8, in PowerShell with | Out-File -Encoding utf8",
            Self::Html => "fetch it again, because the request did not reach KMS",
            Self::JsonNotObject | Self::PythonDict => "pass the response as a JSON object, as aws kms prints it",
            Self::GetPublicKeyResponse | Self::VerifyResponse => "pass the output of aws kms get-public-key",
            Self::DescribeKeyResponse => "run aws kms get-public-key, because this response has no public key",
            Self::GenerateDataKeyPairResponse => {
                "run aws kms get-public-key on a KMS key, because this key pair has no KeyUsage"
            }
            Self::GetParametersForImportResponse => {
                "run aws kms get-public-key, because this key only wraps key material for import"
            }
            Self::SignResponse => "pass it as the signature, and the output of aws kms get-public-key as the key",
            Self::ErrorResponse => "resolve the error in its message, then call KMS again",
            Self::RenamedMembers => "restore the KMS API's names of the members, such as PublicKey and KeyUsage",
            Self::TextOutput | Self::YamlOutput => "run the command again with --output json",
            Self::PythonBytes | Self::JavaScriptBuffer | Self::ByteList | Self::Hex => {
                "encode the bytes in standard base64"
            }
            Self::Base64Twice => "decode it once",
            Self::Base64Url => "encode it with the standard alphabet (+ and /) and padding",
            Self::BareBase64 | Self::Pem | Self::Der => {
                "supply the key's spec and usage too, because this form does not contain them"
            }
            Self::Pkcs1PublicKey => "convert it with openssl rsa -RSAPublicKey_in -pubout",
            Self::EcPublicKey => "pass the SubjectPublicKeyInfo that KMS returned, with the label PUBLIC KEY",
            Self::RawPoint | Self::RawKey => "pass the whole DER SubjectPublicKeyInfo that KMS returned",
            Self::PrivateKey => "keep it secret and pass the public key, because KMS never returns a private key",
            Self::Certificate => "extract its key with openssl x509 -pubkey -noout",
            Self::CertificateRequest => "extract its key with openssl req -pubkey -noout",
            Self::Jwe => "decrypt it, because only the recipient can read it, and nothing in it is signed",
            Self::JsonObject => "parse it as the JSON serialization that it is in",
            Self::CompactToken => "parse it as the compact serialization, if it is one",
            Self::SshKey => "convert it with ssh-keygen -e -m PKCS8",
        }
    }
}
