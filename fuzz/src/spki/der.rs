//! DER as a tree of elements, whose lengths are right again after an element was changed.

use arbitrary::Arbitrary;

use crate::corpus::pick;

/// An element. A BIT STRING with elements in it has them as its parts, after the count of unused bits.
pub(super) struct Element {
    tag: u8,
    length: Length,
    content: Content,
}

enum Content {
    Bytes(Vec<u8>),
    Parts { in_front: Vec<u8>, parts: Vec<Element> },
}

/// How the length is written.
#[derive(Arbitrary, Clone, Copy, Debug)]
enum Length {
    Minimal,
    /// In as many bytes as this, plus one.
    Long(u8),
    Indefinite,
    /// Another one than it is.
    Wrong(u16),
}

/// A change of the element that a number names, counted from the outermost one inwards.
#[derive(Arbitrary, Debug)]
pub(super) struct Edit<'a> {
    element: u8,
    change: Change<'a>,
}

#[derive(Arbitrary, Debug)]
enum Change<'a> {
    Tag(u8),
    Length(Length),
    Replace(&'a [u8]),
    Overwrite { at: u16, with: &'a [u8] },
    OverwriteAtEnd { with: &'a [u8] },
    Insert { at: u16, bytes: &'a [u8] },
    Append(&'a [u8]),
    Cut(u16),
    Null,
    Oid(u8),
    Known(u8),
    Remove(u8),
    Repeat(u8),
}

/// Content of OBJECT IDENTIFIERs: each algorithm and curve of KMS, and some that are like them.
const OIDS: &[&[u8]] = &[
    // 1.2.840.10045.2.1 id-ecPublicKey, 1.3.132.1.12 id-ecDH
    b"\x2a\x86\x48\xce\x3d\x02\x01",
    b"\x2b\x81\x04\x01\x0c",
    // secp256r1, secp384r1, secp521r1, secp256k1, SM2
    b"\x2a\x86\x48\xce\x3d\x03\x01\x07",
    b"\x2b\x81\x04\x00\x22",
    b"\x2b\x81\x04\x00\x23",
    b"\x2b\x81\x04\x00\x0a",
    b"\x2a\x81\x1c\xcf\x55\x01\x82\x2d",
    // rsaEncryption, id-RSAES-OAEP, id-RSASSA-PSS
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01",
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x07",
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a",
    // X25519, X448, Ed25519, Ed448
    b"\x2b\x65\x6e",
    b"\x2b\x65\x6f",
    b"\x2b\x65\x70",
    b"\x2b\x65\x71",
    // ML-DSA-44, 65, 87, HashML-DSA-44 with SHA-512
    b"\x60\x86\x48\x01\x65\x03\x04\x03\x11",
    b"\x60\x86\x48\x01\x65\x03\x04\x03\x12",
    b"\x60\x86\x48\x01\x65\x03\x04\x03\x13",
    b"\x60\x86\x48\x01\x65\x03\x04\x03\x20",
    // ML-KEM-512, 768, 1024
    b"\x60\x86\x48\x01\x65\x03\x04\x04\x01",
    b"\x60\x86\x48\x01\x65\x03\x04\x04\x02",
    b"\x60\x86\x48\x01\x65\x03\x04\x04\x03",
];

/// Contents that keys have at their edges: exponents, points in other forms, Ed25519 keys of small order and not
/// canonical.
const KNOWN: &[&[u8]] = &[
    b"\x01",
    b"\x02",
    b"\x03",
    b"\x01\x00\x00",
    b"\x01\x00\x01",
    b"\x00\x01\x00\x01",
    b"\x00\xff\xff\xff\xff",
    b"\x01\xff\xff\xff\xff",
    b"\x02\x00\x00\x00\x01",
    b"\x81",
    b"\x00\x00",
    b"\x00\x04",
    b"\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
    b"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
    b"\x00\xec\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
    b"\x00\xf0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x00\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0\xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05",
];

impl Element {
    /// Exactly one element.
    pub(super) fn read(der: &[u8]) -> Option<Self> {
        let (element, rest) = Self::first(der)?;
        rest.is_empty().then_some(element)
    }

    fn first(der: &[u8]) -> Option<(Self, &[u8])> {
        let (tag, len, rest) = match der {
            [tag, len @ ..=0x7f, rest @ ..] => (*tag, usize::from(*len), rest),
            [tag, 0x81, len, rest @ ..] => (*tag, usize::from(*len), rest),
            [tag, 0x82, high, low, rest @ ..] => (*tag, usize::from(u16::from_be_bytes([*high, *low])), rest),
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(len)?;
        let parts = match (tag, content) {
            (0x30, content) => Self::all(content).map(|parts| Content::Parts { in_front: Vec::new(), parts }),
            (0x03, [0, inner @ ..]) if inner.first() == Some(&0x30) => {
                Self::all(inner).map(|parts| Content::Parts { in_front: vec![0], parts })
            }
            _ => None,
        };
        let content = parts.unwrap_or_else(|| Content::Bytes(content.to_vec()));
        Some((Self { tag, length: Length::Minimal, content }, rest))
    }

    fn all(mut der: &[u8]) -> Option<Vec<Self>> {
        let mut elements = Vec::new();
        while !der.is_empty() {
            let (element, rest) = Self::first(der)?;
            elements.push(element);
            der = rest;
        }
        Some(elements)
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let content = self.content.write();
        let len = content.len();
        let bytes = len.to_be_bytes();
        let significant = &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..];
        let long = |bytes: &[u8]| [&[0x80 + u8::try_from(bytes.len()).unwrap()], bytes].concat();
        let (length, end): (Vec<u8>, &[u8]) = match self.length {
            Length::Minimal if len < 0x80 => (significant.first().map_or(vec![0], |len| vec![*len]), b""),
            Length::Minimal => (long(significant), b""),
            Length::Long(more) => {
                let significant = if significant.is_empty() { &[0] } else { significant };
                (long(&[&vec![0; usize::from(more % 4)], significant].concat()), b"")
            }
            Length::Indefinite => (vec![0x80], b"\0\0"),
            Length::Wrong(len) => (long(&len.to_be_bytes()), b""),
        };
        [&[self.tag], &length[..], &content, end].concat()
    }

    /// How many elements this one is, with those in it.
    fn count(&self) -> usize {
        match &self.content {
            Content::Bytes(_) => 1,
            Content::Parts { parts, .. } => 1 + parts.iter().map(Self::count).sum::<usize>(),
        }
    }

    /// The element with this number.
    fn at(&mut self, number: usize) -> Option<&mut Self> {
        let Some(mut number) = number.checked_sub(1) else { return Some(self) };
        let Content::Parts { parts, .. } = &mut self.content else { return None };
        for part in parts {
            let count = part.count();
            if number < count {
                return part.at(number);
            }
            number -= count;
        }
        None
    }
}

impl Content {
    fn write(&self) -> Vec<u8> {
        match self {
            Self::Bytes(bytes) => bytes.clone(),
            Self::Parts { in_front, parts } => {
                [in_front.clone(), parts.iter().flat_map(Element::write).collect()].concat()
            }
        }
    }
}

/// No input makes more elements than this.
const MOST_ELEMENTS: usize = 64;

impl Edit<'_> {
    pub(super) fn apply(&self, root: &mut Element) {
        let count = root.count();
        let Some(element) = root.at(usize::from(self.element) % count) else { return };
        match (&self.change, &mut element.content) {
            (Change::Tag(tag), _) => element.tag = *tag,
            (Change::Length(length), _) => element.length = *length,
            (Change::Null, _) => {
                *element = Element { tag: 0x05, length: Length::Minimal, content: Content::Bytes(vec![]) }
            }
            (Change::Oid(number), content) => *content = Content::Bytes(pick(OIDS, *number).to_vec()),
            (Change::Known(number), content) => *content = Content::Bytes(pick(KNOWN, *number).to_vec()),
            (Change::Remove(number), Content::Parts { parts, .. }) if !parts.is_empty() => {
                parts.remove(usize::from(*number) % parts.len());
            }
            (Change::Repeat(number), Content::Parts { parts, .. }) if !parts.is_empty() && count < MOST_ELEMENTS => {
                let at = usize::from(*number) % parts.len();
                parts.extend(Element::read(&parts[at].write()));
            }
            (change, content) => {
                let mut bytes = content.write();
                change.apply(&mut bytes);
                *content = Content::Bytes(bytes);
            }
        }
    }
}

impl Change<'_> {
    /// The changes of plain bytes.
    fn apply(&self, content: &mut Vec<u8>) {
        let place = |at: u16, len: usize| usize::from(at) % (len + 1);
        match self {
            Self::Replace(bytes) => *content = bytes.to_vec(),
            Self::Overwrite { at, with } => {
                let at = place(*at, content.len());
                content.iter_mut().skip(at).zip(*with).for_each(|(byte, with)| *byte = *with);
            }
            Self::OverwriteAtEnd { with } => {
                content.iter_mut().rev().zip(*with).for_each(|(byte, with)| *byte = *with);
            }
            Self::Insert { at, bytes } => {
                let at = place(*at, content.len());
                content.splice(at..at, bytes.iter().copied());
            }
            Self::Append(bytes) => content.extend_from_slice(bytes),
            Self::Cut(len) => content.truncate(content.len().saturating_sub(usize::from(*len))),
            _ => {}
        }
    }
}
