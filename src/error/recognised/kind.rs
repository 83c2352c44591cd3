//! Kinds of input.

use crate::kms::KeySpec;

macro_rules! kinds {
    ($($(#[$docs:meta])+ $variant:ident = $name:literal,)+) => {
        /// A kind of input that was found in place of the expected one.
        ///
        #[doc = include_str!("kinds.md")]
        #[non_exhaustive]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum InputKind {
            $($(#[$docs])+ $variant,)+
            /// An elliptic-curve point (SEC 1, 2.3) without its SubjectPublicKeyInfo.
            Point {
                /// The form of the point.
                form: PointForm,
                /// The spec whose curve it is on; `None` if it is on several.
                spec: Option<KeySpec>,
            },
            /// A key's bytes without its SubjectPublicKeyInfo, as long as a key of this spec.
            RawKey {
                /// The spec.
                spec: KeySpec,
            },
            /// The number of an EC private key, without any structure around it.
            PrivateNumber {
                /// Its length in bytes.
                len: usize,
            },
        }

        impl InputKind {
            /// Every kind that has no fields.
            pub const PLAIN: &'static [Self] = &[$(Self::$variant),+];

            /// Returns the name of the kind, with an article.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                    Self::Point { form: PointForm::Uncompressed, .. } => "a bare elliptic-curve point (04, x, y)",
                    Self::Point { form: PointForm::Compressed, .. } => "a bare, compressed elliptic-curve point",
                    Self::Point { form: PointForm::Coordinates, .. } => "a bare elliptic-curve point (x, y)",
                    Self::RawKey { .. } => "the bare bytes of a key",
                    Self::PrivateNumber { .. } => "the bare number of a private key",
                }
            }
        }
    };
}

kinds! {
    /// Nothing, or white space.
    Nothing = "nothing",
    /// A GetPublicKey response.
    GetPublicKeyResponse = "a GetPublicKey response",
    /// A Sign response.
    SignResponse = "a Sign response",
    /// A Verify response.
    VerifyResponse = "a Verify response",
    /// A DescribeKey or CreateKey response.
    DescribeKeyResponse = "a DescribeKey or CreateKey response",
    /// A GenerateDataKeyPair response, with the private key in plaintext.
    GenerateDataKeyPairResponse = "a GenerateDataKeyPair response",
    /// A GenerateDataKeyPairWithoutPlaintext response.
    GenerateDataKeyPairWithoutPlaintextResponse = "a GenerateDataKeyPairWithoutPlaintext response",
    /// A GetParametersForImport response.
    GetParametersForImportResponse = "a GetParametersForImport response",
    /// An error response of the service.
    ErrorResponse = "an error response of the service",
    /// A response whose members were renamed, as infrastructure tools and SDKs do.
    RenamedMembers = "a response with renamed members (Terraform, Pulumi, an SDK)",
    /// The output of `terraform output -json`.
    TerraformJson = "Terraform's output -json",
    /// The output of `terraform output` without `-raw`.
    TerraformText = "Terraform's output without -raw",
    /// A public key of Google Cloud KMS.
    GooglePublicKey = "Google Cloud KMS's public key",
    /// A key of Azure Key Vault.
    AzureKey = "Azure Key Vault's key",
    /// A key of Vault's transit engine.
    VaultKey = "Vault's transit key",
    /// A signature response of Google Cloud KMS.
    GoogleSignature = "Google Cloud KMS's signature",
    /// A signature response of Azure Key Vault.
    AzureSignature = "Azure Key Vault's signature",
    /// A signature response of Vault's transit engine.
    VaultSignature = "Vault's signature",
    /// A JSON Web Key (RFC 7517).
    Jwk = "a JSON Web Key",
    /// A JSON Web Key Set (RFC 7517, 5).
    Jwks = "a JSON Web Key Set",
    /// A trust file: keys by their fingerprints, for `KeySet`.
    TrustFile = "a trust file",
    /// A JWS in a JSON serialisation (RFC 7515, 7.2).
    JwsJson = "a JWS in JSON",
    /// A compact JWS (RFC 7515, 7.1).
    Jws = "a compact JWS",
    /// A compact JWE (RFC 7516, 7.1).
    Jwe = "a JWE",
    /// A DSSE envelope.
    DsseEnvelope = "a DSSE envelope",
    /// A bundle of Sigstore, as cosign writes it.
    SigstoreBundle = "a Sigstore bundle",
    /// A JSON object of another kind.
    OtherJson = "a JSON object of another kind",
    /// JSON, but not an object.
    JsonNotObject = "JSON that is not an object",
    /// A response of the AWS CLI with `--output text`.
    TextOutput = "the AWS CLI's --output text",
    /// A response of the AWS CLI with `--output table`.
    TableOutput = "the AWS CLI's --output table",
    /// A response of the AWS CLI with `--output yaml`.
    YamlOutput = "the AWS CLI's --output yaml",
    /// A response of the AWS CLI with `--output yaml-stream`.
    YamlStreamOutput = "the AWS CLI's --output yaml-stream",
    /// A Python dictionary, printed.
    PythonDict = "a printed Python dictionary",
    /// An error message of the AWS CLI.
    CliError = "an error message of the AWS CLI",
    /// The ARN, the id or the alias of a key.
    KeyName = "the name of a key (ARN, id or alias)",
    /// The text that OpenSSL prints about a key or a certificate with `-text`.
    OpensslText = "OpenSSL's description of a key or certificate (-text)",
    /// A pointer of Git LFS, in place of the file.
    GitLfsPointer = "a Git LFS pointer",
    /// A compressed file or an archive: gzip, bzip2, xz, zstd, zip, tar.
    Archive = "a compressed file or an archive",
    /// A struct or object, dumped by an SDK for a log.
    SdkDump = "an SDK's dump of a response",
    /// A Node.js Buffer, printed.
    PrintedBuffer = "a printed Node.js Buffer",
    /// A web page.
    Html = "a web page",
    /// An error of AWS in XML.
    AwsXmlError = "an XML error response of AWS",
    /// An RSA key in the XML of .NET and XML Signature.
    RsaKeyValue = "an RSAKeyValue in XML",
    /// XML of another kind.
    OtherXml = "XML",
    /// A SubjectPublicKeyInfo (RFC 5280, 4.1).
    PublicKey = "a public key",
    /// A SubjectPublicKeyInfo of RSASSA-PSS (RFC 4055, 3.1), where KMS has rsaEncryption.
    RsassaPssPublicKey = "a public key whose algorithm is RSASSA-PSS",
    /// A SubjectPublicKeyInfo with explicit curve parameters, where KMS names the curve.
    ExplicitPublicKey = "a public key with explicit curve parameters",
    /// A private key with explicit curve parameters.
    ExplicitPrivateKey = "a private key with explicit curve parameters",
    /// A PKCS#1 RSAPublicKey.
    Pkcs1PublicKey = "a PKCS#1 RSAPublicKey",
    /// A private key.
    PrivateKey = "a private key",
    /// An encrypted private key.
    EncryptedPrivateKey = "an encrypted private key",
    /// A certificate.
    Certificate = "a certificate",
    /// A certificate request.
    CertificateRequest = "a certificate request",
    /// A PKCS#7 or CMS structure.
    Pkcs7 = "a PKCS#7 (CMS) structure",
    /// A PKCS#12 file (RFC 7292).
    Pkcs12 = "a PKCS#12 file",
    /// A key of RSA or ECDSA in SSH's one-line format.
    SshKey = "a key in SSH's format",
    /// A key of Ed25519 in SSH's one-line format.
    SshEd25519Key = "an Ed25519 key in SSH's format",
    /// A key in SSH's one-line format, of an algorithm that KMS does not have.
    SshOtherKey = "a key in SSH's format, of an algorithm that KMS does not have",
    /// A key in the format of RFC 4716.
    SshRfc4716Key = "a key in SSH's format (RFC 4716)",
    /// A private key in OpenSSH's own format.
    OpenSshPrivateKey = "a private key in OpenSSH's own format",
    /// PEM that is damaged, has several blocks, or has contents that do not parse.
    DamagedPem = "PEM that is not one block of a known kind",
    /// PGP armour.
    Pgp = "PGP armour",
    /// DER of r and s.
    EcdsaSignature = "a signature of r and s in DER",
    /// DER of another structure.
    Der = "DER of another structure",
    /// Bytes that were decoded as text, which destroyed some of them.
    DecodedAsText = "bytes that were decoded as text (U+FFFD)",
    /// Bytes of an unknown kind, inside a layer of encoding.
    Bytes = "bytes",
}

/// The form of a point without its SubjectPublicKeyInfo.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointForm {
    /// 04 ‖ x ‖ y (SEC 1, 2.3.3)
    Uncompressed,
    /// 02 or 03 ‖ x (SEC 1, 2.3.3)
    Compressed,
    /// x ‖ y
    Coordinates,
}
