//! How tools write a signature, beside the ways in which its bytes are reshaped.

use arbitrary::Arbitrary;
use base64ct::{Base64, Encoding as _};
use kms_offline_vectors::to_hex;

use super::wrapped::{element, signed_data};

/// A layer of text, or a container, around a signature.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(super) enum Written {
    ByteOrderMark,
    Utf16Le,
    Utf16Be,
    HexDump,
    HexArray,
    JsonEscapes,
    PercentSigns,
    PlusAsSpace,
    VaultPrefix,
    YamlOutput,
    TableOutput,
    PythonDict,
    PythonBytes,
    Latin1,
    BitString,
    RecoveryIdInFront,
    RecoveryIdBehind,
    SignedData,
    ReplacedByText,
    Message,
    Nothing,
    Damaged,
}

/// Every variant.
pub(super) const ALL: [Written; 22] = [
    Written::ByteOrderMark,
    Written::Utf16Le,
    Written::Utf16Be,
    Written::HexDump,
    Written::HexArray,
    Written::JsonEscapes,
    Written::PercentSigns,
    Written::PlusAsSpace,
    Written::VaultPrefix,
    Written::YamlOutput,
    Written::TableOutput,
    Written::PythonDict,
    Written::PythonBytes,
    Written::Latin1,
    Written::BitString,
    Written::RecoveryIdInFront,
    Written::RecoveryIdBehind,
    Written::SignedData,
    Written::ReplacedByText,
    Written::Message,
    Written::Nothing,
    Written::Damaged,
];

impl Written {
    pub(super) fn apply(self, signature: &[u8]) -> Vec<u8> {
        let base64 = Base64::encode_string(signature);
        let escaped: String = signature.iter().map(|byte| format!("\\x{byte:02x}")).collect();
        let text = |text: String| text.into_bytes();
        match self {
            Self::ByteOrderMark => text(format!("\u{feff}{base64}\n")),
            Self::Utf16Le => base64.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Self::Utf16Be => format!("\u{feff}{base64}").encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Self::HexDump => {
                let lines = signature.chunks(16).zip((0..).step_by(16));
                text(
                    lines
                        .map(|(line, at)| {
                            let pairs: Vec<String> = line.chunks(2).map(to_hex).collect();
                            format!("{at:08x}: {}  ....\n", pairs.join(" "))
                        })
                        .collect(),
                )
            }
            Self::HexArray => text(format!("s[] = {{ {} }};", escaped.replace("\\x", ", 0x").trim_start_matches(", "))),
            Self::JsonEscapes => text(base64.replace('+', "\\u002B").replace('/', "\\/") + "\\n"),
            Self::PercentSigns => text(base64.replace('+', "%2B").replace('/', "%2F").replace('M', "%4D")),
            Self::PlusAsSpace => text(base64.replace('+', " ")),
            Self::VaultPrefix => text(format!("vault:v1:{base64}")),
            Self::YamlOutput => text(format!("KeyId: alias/a\nSignature: {base64}\n")),
            Self::TableOutput => text(format!("|  KeyId  |  alias/a  |\n|  Signature  |  {base64}  |\n")),
            Self::PythonDict => text(format!("{{'KeyId': 'a', 'Signature': b'{escaped}'}}")),
            Self::PythonBytes => text(format!("b'{escaped}'")),
            Self::Latin1 => signature.iter().copied().map(char::from).collect::<String>().into_bytes(),
            Self::BitString => element(0x03, &[&[0], signature].concat()),
            Self::RecoveryIdInFront => [&[27], signature].concat(),
            Self::RecoveryIdBehind => [signature, &[1]].concat(),
            Self::SignedData => signed_data(signature, &[], b""),
            Self::ReplacedByText => String::from_utf8_lossy(signature).into_owned().into_bytes(),
            Self::Message => b"{\"KeyId\": \"alias/a\"}".to_vec(),
            Self::Nothing => Vec::new(),
            Self::Damaged => {
                let mut damaged = signature.to_vec();
                damaged.iter_mut().skip(10).take(1).for_each(|byte| *byte = byte.wrapping_add(1));
                damaged
            }
        }
    }
}
