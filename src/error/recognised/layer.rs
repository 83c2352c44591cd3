//! Layers of encoding around input, each with the command that undoes it.

use core::fmt;

/// An encoding around input.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// The member PublicKey of a response.
    InPublicKey,
    /// The member Signature of a response.
    InSignature,
    /// UTF-16 with a byte order mark.
    Utf16,
    /// UTF-16, least significant byte first, without a mark.
    Utf16Le,
    /// UTF-16, most significant byte first, without a mark.
    Utf16Be,
    /// Bytes that some tool decoded as Latin-1 and wrote as UTF-8.
    Latin1AsUtf8,
    /// PEM.
    Pem,
    /// PEM whose label is that of another kind.
    PemOfOtherLabel,
    /// PEM whose line ends are the two characters `\n`.
    EscapedLineEnds,
    /// Padded standard base64.
    Base64,
    /// Base64 without padding, or in the URL-safe alphabet.
    Base64Url,
    /// Base64 whose `+` became spaces.
    SpacesForPlus,
    /// Percent encoding, as in URLs.
    Percent,
    /// JSON's escapes without its quotes, as `\u002B` and `\/`.
    JsonEscapes,
    /// A JSON string with its quotes.
    Quoted,
    /// Text in single quotes.
    SingleQuoted,
    /// Bytes as Python prints them.
    PythonBytes,
    /// A Buffer or Uint8Array that JavaScript wrote as JSON.
    JavaScriptBuffer,
    /// A list of byte values.
    ByteList,
    /// Hexadecimal digits, with or without `0x`, colons, hyphens, commas and white space.
    Hex,
    /// Hexadecimal digits beside a label or a file name, as `openssl dgst` and `sha256sum` print them.
    LabelledHex,
    /// The dump that `xxd` prints.
    Xxd,
    /// The dump that `hexdump -C`, `od -tx1` or PowerShell's Format-Hex prints.
    HexDump,
    /// The dump that `od` prints, or `hexdump`: words in octal or hexadecimal, or bytes in octal.
    WordDump,
    /// Padded standard base64, the only long word of other text: a terminal's, a data URL, a line of an environment file.
    Base64AmidText,
    /// The prefix `vault:v1:`.
    VaultPrefix,
    /// `Bearer` or `Authorization: Bearer` in front, as in HTTP (RFC 6750, 2.1).
    Bearer,
    /// White space in a token, which has none: line ends, or spaces around it.
    WhiteSpace,
    /// A DER OCTET STRING with a header of this many bytes.
    OctetString(u8),
    /// A DER BIT STRING with a header of this many bytes, its count of unused bits included.
    BitString(u8),
}

/// From PEM to the base64 between its lines, whatever stands in front and however the lines end.
pub(crate) const PEM_BODY: &str = r"perl -0777 -pe 's/.*-----BEGIN [^-]*-----//s; s/-----END.*//s; s/\s//g'";

impl Layer {
    /// Every layer, each once.
    pub const ALL: &'static [Self] = &[
        Self::InPublicKey,
        Self::InSignature,
        Self::Utf16,
        Self::Utf16Le,
        Self::Utf16Be,
        Self::Latin1AsUtf8,
        Self::Pem,
        Self::PemOfOtherLabel,
        Self::EscapedLineEnds,
        Self::Base64,
        Self::Base64Url,
        Self::SpacesForPlus,
        Self::Percent,
        Self::JsonEscapes,
        Self::Quoted,
        Self::SingleQuoted,
        Self::PythonBytes,
        Self::JavaScriptBuffer,
        Self::ByteList,
        Self::Hex,
        Self::LabelledHex,
        Self::Xxd,
        Self::HexDump,
        Self::WordDump,
        Self::Base64AmidText,
        Self::VaultPrefix,
        Self::Bearer,
        Self::WhiteSpace,
        Self::OctetString(2),
        Self::BitString(3),
    ];

    /// The command that undoes it, from standard input to standard output.
    pub(crate) fn command(self) -> alloc::string::String {
        use alloc::{borrow::ToOwned as _, format};
        let command = match self {
            Self::OctetString(header) | Self::BitString(header) => {
                return format!("tail -c +{}", u16::from(header) + 1);
            }
            Self::InPublicKey => "jq -r .PublicKey",
            Self::InSignature => "jq -r .Signature",
            Self::Utf16 => "iconv -f UTF-16 -t UTF-8",
            Self::Utf16Le => "iconv -f UTF-16LE -t UTF-8",
            Self::Utf16Be => "iconv -f UTF-16BE -t UTF-8",
            Self::Latin1AsUtf8 => "iconv -f UTF-8 -t LATIN1",
            Self::Pem | Self::PemOfOtherLabel => return format!("{PEM_BODY} | base64 -d"),
            Self::EscapedLineEnds => {
                r#"awk '{gsub(/\\r/,"");gsub(/\\n/,"\n");gsub(/["\047,]/,"");sub(/^.*-----BEGIN/,"-----BEGIN")}1'"#
            }
            Self::Base64 => "tr -d '[:space:]' | base64 -d",
            Self::Base64Url => "perl -MMIME::Base64=decode_base64url -0777 -ne 'print decode_base64url $_'",
            Self::SpacesForPlus => "tr ' ' + | base64 -d",
            Self::Percent => "perl -pe 's/%([0-9A-Fa-f]{2})/chr hex $1/ge'",
            Self::JsonEscapes => r"perl -pe 's/\\u00([0-9A-Fa-f]{2})/chr hex $1/ge; s/\\(.)/$1/g'",
            Self::Quoted => "jq -r .",
            Self::SingleQuoted => r"tr -d \'",
            Self::PythonBytes => {
                "python3 -c 'import ast, sys; sys.stdout.buffer.write(ast.literal_eval(sys.stdin.read().strip()))'"
            }
            Self::JavaScriptBuffer => r#"jq -r '(.data // [.[]])[]' | awk '{printf "%02x", $1}' | xxd -r -p"#,
            // Java's bytes have a sign.
            Self::ByteList => r"perl -0777 -ne 's/^.*\[//s; print map { chr($_ & 255) } /-?\d+/g'",
            Self::Hex => {
                r"tr -d '\n' | sed 's/.*{//; s/}.*//; s/<Buffer//; s/[0\\]x//g' | tr -cd 0-9A-Fa-f | xxd -r -p"
            }
            Self::LabelledHex => "sed 's/.*= *//; s/ .*//' | xxd -r -p",
            Self::Xxd => "xxd -r",
            Self::HexDump => "perl -ne 'print $1 if /^[0-9A-Fa-f]{6,16} +((?:[0-9A-Fa-f]{2} ? ?){1,16})/' | xxd -r -p",
            // The last line is the number of bytes. Without it, a zero byte behind text or DER fills the last word.
            Self::WordDump => {
                r#"perl -ane '$n = shift @F if length($F[0]) > 6; for (@F) { $w = length($_) > 3; $b .= $w ? pack "v", length($_) == 6 ? oct : hex : chr oct } END { chop $b if $w && (defined $n ? $n =~ /[13579bdf]$/ : $b =~ /^[\t-~]+\0\z/ || $b =~ /\0\z/ && $b =~ /^0(?:\x82(..)|\x81(.)|([\0-\x7f]))/s && $+[0] + unpack("N", substr "\0\0\0$+", -4) == length($b) - 1); print $b }'"#
            }
            Self::Base64AmidText => "grep -oE '[A-Za-z0-9+/]{40,}=*' | base64 -d",
            Self::VaultPrefix => "cut -d : -f 3",
            Self::Bearer => "sed 's/^[^.]* //'",
            Self::WhiteSpace => "tr -d '[:space:]'",
        };
        command.to_owned()
    }
}

impl fmt::Display for Layer {
    /// As a phrase that begins with "in", or the like.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InPublicKey => "in the member PublicKey",
            Self::InSignature => "in the member Signature",
            Self::Utf16 => "in UTF-16",
            Self::Utf16Le | Self::Utf16Be => "in UTF-16 without a byte order mark",
            Self::Latin1AsUtf8 => "decoded as Latin-1 and encoded as UTF-8",
            Self::Pem => "in PEM",
            Self::PemOfOtherLabel => "in a PEM block with another label",
            Self::EscapedLineEnds => r"with literal \n for its line ends",
            Self::Base64 => "in base64",
            Self::Base64Url => "in URL-safe or unpadded base64",
            Self::SpacesForPlus => "in base64 whose + became spaces",
            Self::Percent => "in percent encoding",
            Self::JsonEscapes => "with JSON's escapes",
            Self::Quoted | Self::SingleQuoted => "in quotes",
            Self::PythonBytes => "in printed Python bytes",
            Self::JavaScriptBuffer => "in a dumped JavaScript buffer",
            Self::ByteList => "in a list of byte values",
            Self::Hex => "in hexadecimal",
            Self::LabelledHex => "in hexadecimal beside a label",
            Self::Xxd | Self::HexDump => "in a hex dump",
            Self::WordDump => "in a dump of od or hexdump",
            Self::Base64AmidText => "in base64 amid other text",
            Self::VaultPrefix => "with Vault's prefix",
            Self::Bearer => "with Bearer in front",
            Self::WhiteSpace => "with white space",
            Self::OctetString(_) => "in a DER OCTET STRING",
            Self::BitString(_) => "in a DER BIT STRING",
        })
    }
}
