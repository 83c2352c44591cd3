//! The commands that undo what was found.
//!
//! Perl reads standard input only: it would run the name of a file that ends in `|` as a command.

use alloc::{borrow::ToOwned as _, format, string::String};

use super::{AttributeSpan, Change, Container, Finding, MessageForm, TextEncoding};
use crate::{
    error::{Layer, PEM_BODY},
    explain::HashFunction,
};

impl Finding {
    /// The shell command that undoes the deviation, and what to do with its output; `None` where a command cannot.
    pub(in crate::explain) fn command(&self) -> Option<String> {
        let signature =
            |command: String| format!("run {command} > converted.sig and pass converted.sig as the signature");
        Some(match self {
            Self::TextEncoding { encoding, base64: false } => signature(encoding.command()),
            Self::TextEncoding { encoding, base64: true } => signature(format!("{} | base64 -d", encoding.command())),
            Self::Wrapped { container } => signature(container.command()),
            Self::Resized { found, expected, change } => signature(match change {
                Change::ZerosAdded => from_offset("SIG", found.checked_sub(*expected)?),
                Change::LineEndAdded => format!("head -c {expected} SIG"),
                Change::ZerosDropped => format!("(head -c {} /dev/zero; cat SIG)", expected.checked_sub(*found)?),
            }),
            Self::ByteOrder => signature("perl -0777 -ne 'print scalar reverse' < SIG".to_owned()),
            Self::ChangedMessage { form } => {
                format!("run {} > converted.msg and pass converted.msg as the message", form.command()?)
            }
            _ => return None,
        })
    }
}

impl Finding {
    /// Whether its command reads the file of the signature.
    pub(in crate::explain) const fn is_undone_in_signature(&self) -> bool {
        matches!(self, Self::TextEncoding { .. } | Self::Wrapped { .. } | Self::Resized { .. } | Self::ByteOrder)
    }
}

impl TextEncoding {
    /// From the text in SIG to the bytes, or to text without this layer.
    fn command(self) -> String {
        match self {
            Self::WordDump => return format!("{} < SIG", Layer::WordDump.command()),
            Self::ByteList => return format!("{} < SIG", Layer::ByteList.command()),
            Self::Base64AmidText => "grep -oE '[A-Za-z0-9+/]{40,}=*' SIG | base64 -d",
            Self::Hex | Self::HexAsBase64 => {
                r"perl -0777 -pe 's/<Buffer//; s/.*\{//s; s/\}.*//s; s/.*\)= //s; s/0x|\\x//gi; s/[^0-9A-Fa-f]//g' < SIG | xxd -r -p"
            }
            Self::HexDump => {
                r"perl -ne 's/^\s*[0-9A-Fa-f]{4,16}\b// or next; s/^: (.*?)  .*/$1/ or s/^   (\S.*?)  .*/$1/ or s/^ - (.*?)   .*/$1/ or s/\|.*//; s/[^0-9A-Fa-f]//g; print' < SIG | xxd -r -p"
            }
            Self::Base64Twice => "base64 -d -i SIG",
            Self::Base64Url => "perl -MMIME::Base64=decode_base64url -0777 -ne 'print decode_base64url $_' < SIG",
            Self::ByteOrderMark => "tail -c +4 SIG",
            // The text is ASCII, in either byte order.
            Self::Utf16 => r"tr -cd '\n -~' < SIG",
            Self::Pem => return format!("{PEM_BODY} < SIG"),
            Self::Quoted => {
                "python3 -c 'import ast, sys; v = ast.literal_eval(sys.stdin.read().strip()); \
                 sys.stdout.buffer.write(v if isinstance(v, bytes) else v.encode())' < SIG"
            }
            Self::JsonEscapes => {
                r"perl -pe 's/\\u00([0-9A-Fa-f]{2})/chr hex $1/ge; s/\\[nrt]//g; s/\\(.)/$1/g' < SIG"
            }
            Self::PercentSigns => "perl -pe 's/%([0-9A-Fa-f]{2})/chr hex $1/ge' < SIG",
            Self::PlusAsSpace => "tr ' ' + < SIG",
            Self::VaultPrefix => "cut -d : -f 3 SIG",
            Self::TextOutput => "cut -f 2 SIG",
            Self::YamlOutput => r#"sed -n 's/^[- ]*Signature: //p' SIG | tr -d \"\'"#,
            Self::TableOutput => "sed -n 's/^ *|  *Signature *|//p' SIG | tr -d ' |'",
            Self::PythonDict => {
                "python3 -c 'import ast, sys; v = ast.literal_eval(sys.stdin.read())[\"Signature\"]; \
                 sys.stdout.buffer.write(v if isinstance(v, bytes) else v.encode())' < SIG"
            }
            Self::Latin1 => "iconv -f UTF-8 -t LATIN1 SIG",
        }
        .to_owned()
    }
}

impl Container {
    /// From SIG to what is inside.
    fn command(self) -> String {
        match self {
            Self::OctetString { header } | Self::BitString { header } => from_offset("SIG", header),
            Self::UnusedBits | Self::RecoveryIdInFront => from_offset("SIG", 1),
            Self::RecoveryIdBehind => "perl -0777 -pe chop < SIG".to_owned(),
            Self::SignedData { offset, len } => part("SIG", offset, len),
            Self::Integers { r, s } => format!("({}; {})", padded(r), padded(s)),
            Self::FlagAndKey { len } => part("SIG", 1, len),
            Self::BytesBehind { len } => format!("head -c {len} SIG"),
        }
    }
}

impl MessageForm {
    /// From MESSAGE to what was signed.
    fn command(self) -> Option<String> {
        Some(match self {
            Self::Base64Decoded => "base64 -d -i MESSAGE".to_owned(),
            Self::HexDecoded => r"perl -0777 -pe 's/0x|\\x//gi; s/[^0-9A-Fa-f]//g' < MESSAGE | xxd -r -p".to_owned(),
            Self::PemDecoded => format!("{PEM_BODY} < MESSAGE | base64 -d"),
            Self::ToBeSigned { offset } => {
                format!("openssl asn1parse -inform DER -in MESSAGE -strparse {offset} -noout -out /dev/stdout")
            }
            Self::CmsAttributesAsSet => "(printf 1; tail -c +2 MESSAGE)".to_owned(),
            Self::CmsSignedAttributes { function, attributes } => {
                attributes.with_digest("CMS", function, "cat MESSAGE")?
            }
            Self::SignedDataAttributes { function, attributes, content: (offset, len) } => {
                attributes.with_digest("MESSAGE", function, &part("MESSAGE", offset, len))?
            }
            Self::SignedDataContent { offset, len } => part("MESSAGE", offset, len),
            _ => return None,
        })
    }
}

impl AttributeSpan {
    /// The attributes in a file, with the digest of what `content` prints: so they are over that content, and not over
    /// another one whose digest stands in the file. `None` if contents with equal digests are known.
    ///
    /// Attributes stand in a SignerInfo as `[0]`, and are signed as a SET, whose tag is the digit 1.
    fn with_digest(self, file: &str, function: HashFunction, content: &str) -> Option<String> {
        if function.is_broken() {
            return None;
        }
        let end = self.digest_offset.checked_add(function.output_len())?;
        let before = part(file, self.offset.checked_add(1)?, self.digest_offset.checked_sub(1)?);
        let after = part(file, self.offset.checked_add(end)?, self.len.checked_sub(end)?);
        let digest = format!("{content} | openssl dgst -{} -binary", function.openssl_name());
        Some(format!("(printf 1; {before}; {digest}; {after})"))
    }
}

/// Leaves the first bytes of a file out.
fn from_offset(file: &str, offset: usize) -> String {
    format!("tail -c +{} {file}", offset.saturating_add(1))
}

/// 32 bytes that end in a part of the signature.
fn padded((offset, len): (usize, usize)) -> String {
    format!("head -c {} /dev/zero; {}", 32_usize.saturating_sub(len), part("SIG", offset, len))
}

/// A part of a file.
fn part(file: &str, offset: usize, len: usize) -> String {
    format!("{} | head -c {len}", from_offset(file, offset))
}
