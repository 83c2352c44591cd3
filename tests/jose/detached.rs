//! Detached payloads.

use std::io;

use kms_offline::{
    Error,
    error::{Expected, Malformed, TokenProblem},
};

use crate::corpus::{P256, base64url, key, sign, token};

fn detach(token: &str) -> String {
    let (rest, signature) = token.rsplit_once('.').unwrap();
    let (header, _) = rest.split_once('.').unwrap();
    format!("{header}..{signature}")
}

#[test]
fn only_the_payload_that_was_signed_verifies() {
    let key = key(P256);
    for payload in ["", "p", "pa", "pay", "payload", &"x".repeat(10_000)] {
        let token = detach(&token(r#"{"alg":"ES256","kid":"k"}"#, payload));
        let jws = key.verify_detached_jws(&token, payload).unwrap();
        assert_eq!((jws.header(), jws.kid()), (r#"{"alg":"ES256","kid":"k"}"#, Some("k")));
        for other in [format!("{payload}x"), format!("x{payload}"), base64url(payload)] {
            if other != payload {
                assert_eq!(key.verify_detached_jws(&token, other).unwrap_err(), Error::NotVerified, "{payload}");
            }
        }
    }
}

#[test]
fn attached_and_detached_are_two_calls() {
    let (key, attached) = (key(P256), token(r#"{"alg":"ES256"}"#, "payload"));
    let expected = Expected::DetachedJws;
    let present = Malformed::Token { expected, problem: TokenProblem::PayloadPresent };
    assert_eq!(key.verify_detached_jws(&attached, "payload").unwrap_err(), Error::Malformed(present.clone()));
    assert_eq!(key.detached_jws_stream(&attached).unwrap_err(), Error::Malformed(present));
    // Without its payload, it is a token over the empty payload to the attached call.
    assert_eq!(key.verify_jws(detach(&attached)).unwrap_err(), Error::NotVerified);
}

#[test]
fn a_failed_read_never_verifies() {
    struct Failing(usize);
    impl io::Read for Failing {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(io::Error::other("broken"));
            }
            let len = self.0.min(buffer.len());
            buffer[..len].fill(b'x');
            self.0 -= len;
            Ok(len)
        }
    }
    // The prefix that was read is exactly what was signed.
    let (key, token) = (key(P256), detach(&token(r#"{"alg":"ES256"}"#, "x".repeat(5))));
    let mut stream = key.detached_jws_stream(&token).unwrap();
    assert!(matches!(stream.read_from(&mut Failing(5)), Err(Error::Io(_))));
    assert!(matches!(stream.finish(), Err(Error::Io(_))));
    key.verify_detached_jws(&token, "xxxxx").unwrap();
}

#[test]
fn an_unencoded_payload_is_any_bytes() {
    let header = base64url(r#"{"alg":"ES256","b64":false,"crit":["b64"]}"#);
    for payload in ["", ".", "a.b.c", "\0\n", "é"] {
        let token = format!("{header}..{}", sign(&format!("{header}.{payload}")));
        key(P256).verify_detached_jws(&token, payload).unwrap();
    }
}
