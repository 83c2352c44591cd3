//! HTML and XML.

use crate::error::InputKind;

/// The kind of document, by its root element.
pub(super) fn recognise(text: &str) -> Option<InputKind> {
    let mut rest = text;
    // The declaration, comments and the document type stand in front of the root element.
    while let Some(start) = rest.strip_prefix("<?").or(rest.strip_prefix("<!")) {
        if is_doctype_of_html(start) {
            return Some(InputKind::Html);
        }
        rest = start.split_once('>')?.1.trim_start();
    }
    let name = rest.strip_prefix('<')?;
    let end = name.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))?;
    let (name, rest) = name.split_at_checked(end)?;
    let local = name.rsplit(':').next()?;
    if !rest.contains('>')
        || local.is_empty()
        || !local.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
    {
        return None;
    }
    let has = |element: &str| rest.contains(element);
    Some(match local {
        _ if local.eq_ignore_ascii_case("html") => InputKind::Html,
        "RSAKeyValue" => InputKind::RsaKeyValue,
        // XML Signature (6.4.2) puts it into KeyInfo and KeyValue.
        "KeyInfo" | "KeyValue" if has("Modulus>") && has("Exponent>") => InputKind::RsaKeyValue,
        "Error" | "ErrorResponse" | "Response" if has("<Code>") || has("RequestId>") => InputKind::AwsXmlError,
        "AccessDeniedException" | "UnknownOperationException" => InputKind::AwsXmlError,
        "head" | "body" | "p" | "div" | "title" | "h1" => InputKind::Html,
        _ => InputKind::OtherXml,
    })
}

fn is_doctype_of_html(text: &str) -> bool {
    text.get(..12).is_some_and(|start| start.eq_ignore_ascii_case("doctype html"))
}
