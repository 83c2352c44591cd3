//! Messages in pieces, and readers that fail.

use std::{
    error::Error as _,
    io::{self, Read, Write as _},
};

use kms_offline::{Error, SigningAlgorithm, Stream};

use crate::corpus::{Case, SIGNING, genuine, verifying_key};

/// A genuine RAW case of each key that signs RAW, with a stream that waits for its message.
fn streams() -> Vec<(&'static Case, Stream)> {
    let stream = |name: &'static str| {
        let key = verifying_key(name);
        let raw = key.algorithms().iter().filter(|algorithm| **algorithm != SigningAlgorithm::Ed25519PhSha512);
        let streams = raw.map(|algorithm| {
            let case = genuine(name, algorithm.as_str(), "RAW");
            let stream = key.verifier(*algorithm).unwrap().stream(case.bytes("Signature"));
            (case, stream)
        });
        streams.collect::<Vec<_>>()
    };
    SIGNING.into_iter().flat_map(stream).collect()
}

/// Gives its bytes, then fails.
struct Failing<'a>(&'a [u8], io::ErrorKind);

impl Read for Failing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() {
            return Err(io::Error::new(self.1, "the disk is gone"));
        }
        self.0.read(buffer)
    }
}

/// Gives one byte at a time, and is interrupted before each.
struct Stuttering<'a>(&'a [u8], bool);

impl Read for Stuttering<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.1 = !self.1;
        if self.1 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let len = buffer.len().min(1);
        self.0.read(&mut buffer[..len])
    }
}

#[test]
fn every_key_that_signs_raw_is_here() {
    assert_eq!(streams().len(), 27, "6 algorithms of 3 RSA keys, and one of each of 9 others");
}

#[test]
fn nothing_is_valid_without_its_message() {
    for (case, stream) in streams() {
        assert!(matches!(stream.finish(), Err(Error::NotVerified)), "{case}");
    }
}

#[test]
fn empty_pieces_change_nothing() {
    for (case, mut stream) in streams() {
        stream.update("");
        for piece in case.bytes("Message").chunks(3) {
            stream.update(piece);
            stream.update("");
        }
        stream.finish().unwrap_or_else(|error| panic!("{case}: {error}"));
    }
}

#[test]
fn interrupted_reader_is_read_to_its_end() {
    for (case, mut stream) in streams() {
        let message = case.bytes("Message");
        assert_eq!(stream.read_from(&mut Stuttering(&message, false)).unwrap(), message.len() as u64);
        stream.finish().unwrap_or_else(|error| panic!("{case}: {error}"));
    }
}

#[test]
fn stream_whose_reader_failed_never_finishes_as_valid() {
    for (case, mut stream) in streams() {
        // The whole message is there; only its end was never seen.
        let message = case.bytes("Message");
        let error = stream.read_from(&mut Failing(&message, io::ErrorKind::BrokenPipe)).unwrap_err();
        assert!(matches!(&error, Error::Io(error) if error.to_string() == "the disk is gone"), "{case}: {error:?}");
        match stream.finish() {
            Err(Error::Io(error)) => assert_eq!(error.kind(), io::ErrorKind::BrokenPipe),
            other => panic!("{case}: {other:?}"),
        }
        assert_eq!(stream.finish().unwrap_err(), error, "{case}");
    }
}

#[test]
fn a_stream_whose_reader_failed_never_verifies() {
    for (case, mut stream) in streams() {
        let message = case.bytes("Message");
        stream.read_from(&mut Failing(b"", io::ErrorKind::TimedOut)).unwrap_err();
        stream.update(&message);
        stream.write_all(b"").unwrap();
        stream.read_from(&mut io::empty()).unwrap();
        let error = stream.finish().unwrap_err();
        assert!(matches!(error, Error::Io(_)), "{case}: {error:?}");
        assert!(error.source().and_then(|source| source.downcast_ref::<io::Error>()).is_some(), "{case}");
    }
}

#[test]
fn several_readers_make_one_message() {
    for (case, mut stream) in streams() {
        let message = case.bytes("Message");
        let (head, tail) = message.split_at(message.len() / 2);
        stream.read_from(&mut &*head).unwrap();
        stream.read_from(&mut &*tail).unwrap();
        stream.finish().unwrap_or_else(|error| panic!("{case}: {error}"));
    }
}

#[test]
fn the_written_bytes_are_the_message() {
    for (case, mut stream) in streams() {
        let message = case.bytes("Message");
        assert_eq!(stream.write(&message).unwrap(), message.len(), "{case}");
        stream.finish().unwrap_or_else(|error| panic!("{case}: {error}"));
    }
}

#[test]
fn a_digester_digests_the_written_bytes() {
    for name in SIGNING {
        let key = verifying_key(name);
        for &algorithm in key.algorithms().iter().filter(|algorithm| algorithm.digest_len().is_some()) {
            let verifier = key.verifier(algorithm).unwrap();
            let Ok(mut digester) = verifier.digester() else { continue };
            assert_eq!(digester.write(b"a message").unwrap(), 9);
            assert_eq!(digester.finish(), key.digest(algorithm, b"a message").unwrap(), "{name} {algorithm}");
            let mut digester = verifier.digester().unwrap();
            assert_eq!(digester.read_from(&mut Stuttering(b"a message", false)).unwrap(), 9);
            assert_eq!(digester.finish(), key.digest(algorithm, b"a message").unwrap(), "{name} {algorithm}");
            let mut digester = verifier.digester().unwrap();
            let failing = &mut Failing(b"a message", io::ErrorKind::BrokenPipe);
            assert!(matches!(digester.read_from(failing), Err(Error::Io(_))), "{name} {algorithm}");
        }
    }
}
