//! Deviations in the form of a signature.

/// Makes the enumeration of text encodings with the list of its variants.
macro_rules! text_encodings {
    ($($(#[$docs:meta])* $variant:ident,)+) => {
        /// How a signature may be written as text. Layers of text may lie around each other.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum TextEncoding {
            $($(#[$docs])* $variant,)+
        }

        impl TextEncoding {
            /// All of them, in the order in which they are tried.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
        }
    };
}

text_encodings! {
    /// Hexadecimal, with or without something between the bytes.
    Hex,
    /// Hexadecimal that was decoded as if it were base64.
    HexAsBase64,
    /// The output of xxd, hexdump or od.
    HexDump,
    /// Base64 of base64.
    Base64Twice,
    /// The URL-safe alphabet, or base64 without padding.
    Base64Url,
    /// Text after a UTF-8 byte order mark.
    ByteOrderMark,
    /// UTF-16, as Windows PowerShell writes it.
    Utf16,
    /// PEM.
    Pem,
    /// JSON text, or Python bytes.
    Quoted,
    /// The escapes of JSON strings.
    JsonEscapes,
    /// The percent signs of URLs and forms.
    PercentSigns,
    /// Spaces where base64 has plus signs, as forms turn them.
    PlusAsSpace,
    /// The prefix of Vault's transit engine.
    VaultPrefix,
    /// The line that `aws kms sign --output text` prints.
    TextOutput,
    /// The output of `aws kms sign --output yaml`.
    YamlOutput,
    /// The output of `aws kms sign --output table`.
    TableOutput,
    /// A Python dictionary, printed.
    PythonDict,
    /// A list of byte values.
    ByteList,
    /// Bytes that some tool decoded as Latin-1 and wrote as UTF-8.
    Latin1,
    /// Words in octal or hexadecimal, or bytes in octal, as `od` and `hexdump` print them.
    WordDump,
    /// Base64 that is the only long word of other text.
    Base64AmidText,
}

/// A container around a signature, or data that comes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Container {
    /// A DER OCTET STRING.
    OctetString {
        /// Bytes of its tag and length.
        header: usize,
    },
    /// A DER BIT STRING.
    BitString {
        /// Bytes of its tag and length, and of the count of unused bits.
        header: usize,
    },
    /// The zero byte that begins the content of a BIT STRING.
    UnusedBits,
    /// A DER SEQUENCE of two INTEGERs, around an Ed25519 signature.
    Integers {
        /// Where R's bytes begin without leading zeros, and how many there are.
        r: (usize, usize),
        /// The same of S.
        s: (usize, usize),
    },
    /// A recovery id in front.
    RecoveryIdInFront,
    /// A trailing recovery id.
    RecoveryIdBehind,
    /// A flag in front and a trailing public key.
    FlagAndKey {
        /// Bytes of the signature.
        len: usize,
    },
    /// Other bytes behind a signature of fixed length: the message, the public key.
    BytesBehind {
        /// Bytes of the signature.
        len: usize,
    },
    /// A CMS SignedData (RFC 5652, 5).
    SignedData {
        /// Bytes in front of the signature.
        offset: usize,
        /// Bytes of the signature.
        len: usize,
    },
}

/// A deviation from strict DER in an encoding of r and s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Looseness {
    /// A SET in the place of the SEQUENCE.
    Set,
    /// A length of indefinite form.
    IndefiniteLength,
    /// A length of more bytes than needed.
    LongLength,
    /// A needless zero byte in front of an integer.
    PaddedInteger,
    /// The zero byte that makes an integer positive is missing.
    NegativeInteger,
    /// Bytes after r and s.
    TrailingBytes,
}

/// A change of a signature of fixed length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// Leading zero bytes were dropped.
    ZerosDropped,
    /// Zero bytes were put in front.
    ZerosAdded,
    /// A line end was appended.
    LineEndAdded,
}
