//! Compressed files and archives, by the magic numbers of their formats.

/// The beginnings of gzip (RFC 1952), bzip2, xz, zstd (RFC 8878) and zip.
const BEGINNINGS: [&[u8]; 6] =
    [b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"PK\x05\x06"];

/// The shortest of these files that is not cut.
const MIN_LEN: usize = 18;

/// The place of tar's magic number (POSIX, pax).
const TAR: usize = 257;

pub(super) fn is_one(bytes: &[u8]) -> bool {
    let is_compressed = bytes.len() >= MIN_LEN && BEGINNINGS.iter().any(|beginning| bytes.starts_with(beginning));
    is_compressed || bytes.get(TAR..).is_some_and(|rest| rest.starts_with(b"ustar"))
}
