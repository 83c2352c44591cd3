//! Messages from a reader, in constant memory.

use std::io::{ErrorKind, Read};

use crate::error::Error;

/// The most bytes that one read returns.
const BUFFER_LEN: usize = 64 * 1024;

/// Calls `update` with everything that `reader` returns, and returns the number of bytes.
///
/// # Errors
/// [`Error::Io`] if reading fails, but for interruptions.
pub(crate) fn read_all(reader: &mut impl Read, mut update: impl FnMut(&[u8])) -> Result<u64, Error> {
    let mut buffer = alloc::vec![0; BUFFER_LEN];
    let mut total = 0;
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(total),
            Ok(len) => {
                update(buffer.get(..len).unwrap_or(&buffer));
                total += u64::try_from(len).unwrap_or(0);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(Error::from(error)),
        }
    }
}
