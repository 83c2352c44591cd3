#!/usr/bin/env python3
"""Writes cases.json: signatures that fail for a reason, made with pyca/cryptography and OpenSSL.

Usage: python3 make.py > cases.json, in this folder; needs cryptography >= 48 and openssl >= 3.0.
"""

import base64, hashlib, json, subprocess, sys, tempfile
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

KEYS = Path(__file__).resolve().parent.parent / "corpus" / "keys"
MESSAGE = b"release notes, version 2\n"
LINES = b"one\ntwo\nthree\n"
CASES = []

b64 = lambda data: base64.b64encode(data).decode()
sha256 = lambda data: hashlib.sha256(data).digest()


def of_key(key, member):
    """A member of the corpus's entry for a key: its first line."""
    with open(KEYS / f"{key}.jsonl", encoding="ascii") as lines:
        return json.loads(next(lines))[member]


def load(key):
    return serialization.load_pem_private_key(of_key(key, "private_key").encode(), None)


def case(kinds, key, algorithm, message, signature, message_type="RAW", **more):
    CASES.append({
        "id": len(CASES) + 1, "kinds": kinds, "key": key, "SigningAlgorithm": algorithm, "MessageType": message_type,
        "Message": b64(message), "Signature": b64(signature), **more,
    })


# ECDSA: forms of the message

P256 = ("ECC_NIST_P256-sign-1", "ECDSA_SHA_256")
p256 = load(P256[0])
signed = lambda message: p256.sign(message, ec.ECDSA(hashes.SHA256()))
over = lambda digest: p256.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))

case(["MessageWithLineFeed"], *P256, b"notes", signed(b"notes\n"))
case(["MessageWithCrLf"], *P256, b"notes", signed(b"notes\r\n"))
case(["MessageWithoutLineEnd"], *P256, b"notes\r\n", signed(b"notes"))
case(["MessageWithoutLineEnd"], *P256, b"\n", signed(b""))
case(["MessageWithLineFeed"], *P256, b"", signed(b"\n"))
case(["MessageCrLfLines"], *P256, LINES, signed(LINES.replace(b"\n", b"\r\n")))
case(["MessageLfLines"], *P256, LINES.replace(b"\n", b"\r\n"), signed(LINES))
case(["MessageWithByteOrderMark"], *P256, LINES, signed(b"\xef\xbb\xbf" + LINES))
case(["MessageWithoutByteOrderMark"], *P256, b"\xef\xbb\xbf" + LINES, signed(LINES))
case(["MessageUtf8"], *P256, "\ufeffgr\u00fc\u00dfe\r\n".encode("utf-16-le"), signed("gr\u00fc\u00dfe\r\n".encode()))
case(["MessageUtf8"], *P256, "\ufeffgr\u00fc\u00dfe".encode("utf-16-be"), signed("gr\u00fc\u00dfe".encode()))
case(["MessageBase64Decoded"], *P256, base64.b64encode(MESSAGE), signed(MESSAGE))
case(["MessageBase64Decoded"], *P256, b"message1", signed(base64.b64decode(b"message1")))
case(["MessageBase64Encoded"], *P256, MESSAGE, signed(base64.b64encode(MESSAGE)))
case(["MessageHexDecoded"], *P256, MESSAGE.hex().encode(), signed(MESSAGE))

# ECDSA: digests

digest = sha256(MESSAGE)
case(["MessageHashedTwice"], *P256, MESSAGE, signed(digest))
case(["MessageHashedTwice"], *P256, MESSAGE, signed(digest.hex().encode()))
case(["MessageHashedTwice"], *P256, MESSAGE, signed(digest.hex().encode() + b"\n"))
case(["MessageHashedTwice"], *P256, MESSAGE, signed(base64.b64encode(digest)))
case(["MessageWithLineFeed", "MessageHashedTwice"], *P256, b"notes", signed(sha256(b"notes\n")))
case(["MessageIsDigest"], *P256, digest, over(digest))
case(["MessageIsDigest"], *P256, digest.hex().encode() + b"  notes.txt\n", over(digest))
case(["MessageIsDigest"], *P256, base64.b64encode(digest), over(digest))
case(["GivenDigest", "DigestSignedAsMessage"], *P256, digest, signed(digest), "DIGEST")
case(["OtherHash"], *P256, MESSAGE, p256.sign(MESSAGE, ec.ECDSA(hashes.SHA1())))
case(["OtherHash"], *P256, MESSAGE, p256.sign(MESSAGE, ec.ECDSA(hashes.SHA512())))
p384 = load("ECC_NIST_P384-sign-1")
case(["OtherHash"], "ECC_NIST_P384-sign-1", "ECDSA_SHA_384", MESSAGE, p384.sign(MESSAGE, ec.ECDSA(hashes.SHA256())))
p521 = load("ECC_NIST_P521-sign-1")
hexed = p521.sign(digest.hex().encode(), ec.ECDSA(utils.Prehashed(hashes.SHA512())))
case(["HexSignedAsDigest"], "ECC_NIST_P521-sign-1", "ECDSA_SHA_512", MESSAGE, hexed)

# ECDSA: encodings

def halves(signature, size=32):
    return [part.to_bytes(size, "big") for part in utils.decode_dss_signature(signature)]


def sign_until(wanted):
    while True:
        signature = signed(MESSAGE)
        if wanted(*halves(signature)):
            return signature


r, s = halves(sign_until(lambda r, s: r[0] == 0 and s[0] != 0))
case(["DroppedZeros"], *P256, MESSAGE, r.lstrip(b"\0") + s)
r, s = halves(sign_until(lambda r, s: s[0] == 0 and r[0] != 0))
case(["DroppedZeros"], *P256, MESSAGE, r + s.lstrip(b"\0"))
case(["FixedSize", "MessageWithLineFeed"], *P256, b"notes", b"".join(halves(signed(b"notes\n"))))
der = sign_until(lambda r, s: r[0] >= 0x80)
case(["LooseDer"], *P256, MESSAGE, b"\x30" + bytes([der[1] - 1]) + b"\x02\x20" + der[5:])

url = lambda data: base64.urlsafe_b64encode(data).rstrip(b"=")
as_hex = lambda data: data.hex().encode()
pem = lambda data: b"-----BEGIN SIGNATURE-----\n" + base64.encodebytes(data) + b"-----END SIGNATURE-----\n"
line = lambda data: b"arn:aws:kms:eu-west-1:111122223333:key/x\t" + base64.b64encode(data) + b"\tECDSA_SHA_256\n"
quoted = lambda data: b'"' + base64.b64encode(data) + b'"\n'
listed = lambda data: json.dumps(list(data)).encode()
for written in (url, as_hex, pem, line, quoted, listed, base64.b64encode):
    case(["TextEncoding"], *P256, MESSAGE, written(signed(MESSAGE)))
even = sign_until(lambda r, s: len(as_hex(utils.encode_dss_signature(*[int.from_bytes(x, "big") for x in (r, s)]))) % 4 == 0)
case(["TextEncoding"], *P256, MESSAGE, base64.b64decode(as_hex(even)))
case(["TextEncoding", "FixedSize"], *P256, MESSAGE, url(b"".join(halves(signed(MESSAGE)))))

# What is no signature

certificate = b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
case(["NotASignature"], *P256, MESSAGE, certificate)
case(["NotASignature"], *P256, MESSAGE, b"<!DOCTYPE html><html></html>")
case(["NotASignature"], *P256, MESSAGE, of_key(P256[0], "private_key").encode())

# secp256k1: Ethereum

K256 = ("ECC_SECG_P256K1-sign-1", "ECDSA_SHA_256")
k256 = load(K256[0])


def keccak256(data):
    """Keccak[512](M) with the padding 10*1, from the Keccak reference (version 3.0)."""
    rotate = lambda lane, by: (lane << by | lane >> 64 - by) & (1 << 64) - 1 if by else lane
    state = [[0] * 5 for _ in range(5)]
    padded = bytearray(data + b"\x01" + bytes(-(len(data) + 1) % 136))
    padded[-1] |= 0x80
    for block in range(0, len(padded), 136):
        for lane in range(17):
            at = block + 8 * lane
            state[lane % 5][lane // 5] ^= int.from_bytes(padded[at:at + 8], "little")
        lfsr = 1
        for _ in range(24):
            parity = [s[0] ^ s[1] ^ s[2] ^ s[3] ^ s[4] for s in state]
            for x in range(5):
                change = parity[x - 1] ^ rotate(parity[(x + 1) % 5], 1)
                state[x] = [lane ^ change for lane in state[x]]
            x, y, current = 1, 0, state[1][0]
            for t in range(24):
                x, y = y, (2 * x + 3 * y) % 5
                current, state[x][y] = state[x][y], rotate(current, (t + 1) * (t + 2) // 2 % 64)
            for y in range(5):
                row = [state[x][y] for x in range(5)]
                for x in range(5):
                    state[x][y] = row[x] ^ ~row[(x + 1) % 5] & row[(x + 2) % 5]
            for j in range(7):
                lfsr = (lfsr << 1 ^ (lfsr >> 7) * 0x171) % 256
                if lfsr & 2:
                    state[0][0] ^= 1 << (1 << j) - 1
    return b"".join(state[x][0].to_bytes(8, "little") for x in range(4))


assert keccak256(b"").hex().startswith("c5d2460186f7233c927e7db2dcc703c0")
k256_over = lambda digest: k256.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
case(["OtherHash"], *K256, MESSAGE, k256_over(keccak256(MESSAGE)))
envelope = b"\x19Ethereum Signed Message:\n" + str(len(MESSAGE)).encode() + MESSAGE
case(["EthereumMessage", "OtherHash"], *K256, MESSAGE, k256_over(keccak256(envelope)))

# RSA

RSA = "RSA_2048-sign-1"
rsa = load(RSA)
pkcs1 = lambda message, function=hashes.SHA256(): rsa.sign(message, padding.PKCS1v15(), function)
pss = lambda message, function, mask, salt: rsa.sign(message, padding.PSS(padding.MGF1(mask), salt), function)
PKCS1, PSS = (RSA, "RSASSA_PKCS1_V1_5_SHA_256"), (RSA, "RSASSA_PSS_SHA_256")
case(["ByteOrder"], *PKCS1, MESSAGE, pkcs1(MESSAGE)[::-1])
case(["Wrapped"], *PKCS1, MESSAGE, b"\x04\x82\x01\x00" + pkcs1(MESSAGE))
case(["Wrapped"], *PKCS1, MESSAGE, b"\x03\x82\x01\x01\x00" + pkcs1(MESSAGE))
case(["Resized"], *PKCS1, MESSAGE, pkcs1(MESSAGE) + b"\n")
case(["Resized"], *PKCS1, MESSAGE, pkcs1(MESSAGE) + b"\r\n")
case(["TextEncoding"], *PKCS1, MESSAGE, base64.b64decode(as_hex(pkcs1(MESSAGE))))
case(["OtherHash"], *PKCS1, MESSAGE, pkcs1(MESSAGE, hashes.SHA1()))
case(["OtherHash"], *PSS, MESSAGE, pss(MESSAGE, hashes.SHA1(), hashes.SHA1(), 20))
case(["OtherAlgorithm"], RSA, "RSASSA_PKCS1_V1_5_SHA_512", MESSAGE, pss(MESSAGE, hashes.SHA384(), hashes.SHA384(), 48))
case(["PssSaltLength", "PssMaskHash"], *PSS, MESSAGE, pss(MESSAGE, hashes.SHA256(), hashes.SHA1(), 20))
case(["PssSaltLength", "OtherAlgorithm"], *PSS, MESSAGE, pss(MESSAGE, hashes.SHA512(), hashes.SHA512(), 32))
case(["MessageWithLineFeed", "PssSaltLength"], *PSS, b"notes", pss(b"notes\n", hashes.SHA256(), hashes.SHA256(), 222))
case(["MessageHashedTwice"], *PSS, MESSAGE, pss(digest.hex().encode(), hashes.SHA256(), hashes.SHA256(), 32))
case(["PssSaltLength", "OtherMessage"], *PSS, MESSAGE, pss(b"another", hashes.SHA256(), hashes.SHA256(), 64))
case(["OtherMessage"], RSA, "RSASSA_PSS_SHA_512", MESSAGE, pkcs1(b"another", hashes.SHA384()))
hexed = rsa.sign(digest.hex().encode(), padding.PKCS1v15(), utils.Prehashed(hashes.SHA512()))
case(["HexSignedAsDigest"], RSA, "RSASSA_PKCS1_V1_5_SHA_512", MESSAGE, hexed)
case(["MessageIsDigest", "OtherAlgorithm"], RSA, "RSASSA_PKCS1_V1_5_SHA_512", digest.hex().encode(), pkcs1(MESSAGE), "DIGEST")
numbers = rsa.private_numbers()
info = bytes.fromhex("3031300d060960864801650304020205000420") + digest  # SHA-384's name, SHA-256's digest
encoded = b"\0\1" + b"\xff" * (256 - 3 - len(info)) + b"\0" + info
named = pow(int.from_bytes(encoded, "big"), numbers.d, numbers.public_numbers.n).to_bytes(256, "big")
case(["Pkcs1HashName"], *PKCS1, MESSAGE, named)

# Ed25519

ED = ("ECC_NIST_EDWARDS25519-sign-1", "ED25519_SHA_512")
PH = (ED[0], "ED25519_PH_SHA_512")
ed = load(ED[0])
sha512 = hashlib.sha512(MESSAGE).digest()
wrapped = lambda sig: utils.encode_dss_signature(int.from_bytes(sig[:32], "big"), int.from_bytes(sig[32:], "big"))
case(["MessageWithLineFeed"], *ED, b"notes", ed.sign(b"notes\n"))
case(["MessageCrLfLines"], *ED, LINES, ed.sign(LINES.replace(b"\n", b"\r\n")))
case(["MessageHashedTwice"], *ED, MESSAGE, ed.sign(digest.hex().encode()))
case(["TextEncoding"], *ED, MESSAGE, as_hex(ed.sign(MESSAGE)))
case(["TextEncoding"], *ED, MESSAGE, base64.b64decode(as_hex(ed.sign(MESSAGE))))
case(["Wrapped"], *ED, MESSAGE, wrapped(ed.sign(MESSAGE)))
case(["Wrapped"], *ED, MESSAGE, b"\x04\x40" + ed.sign(MESSAGE))
case(["TextEncoding", "MessageWithLineFeed"], *ED, b"notes", base64.b64encode(ed.sign(b"notes\n")))
# RFC 8032, 7.2: the context "foo"
case(
    ["Context"], None, "ED25519_SHA_512", bytes.fromhex("f726936d19c800494e3fdaff20b276a8"),
    bytes.fromhex(
        "55a4cc2f70a54e04288c5f4cd1e45a7bb520b36292911876cada7323198dd87a"
        "8b36950b95130022907a7fb7c4e9b2d5f6cca685a587b4b21f4b888e4e7edb0d"
    ),
    Context="foo", KeySpec="ECC_NIST_EDWARDS25519",
    PublicKey=b64(bytes.fromhex(
        "302a300506032b6570032100dfc9425e4f968f7f0c29f0259cf5f9aed6851c2bb4ad8bfb860cfee0ab248292"
    )),
)

# ML-DSA

for key in ("ML_DSA_44-sign-1", "ML_DSA_65-sign-1", "ML_DSA_87-sign-1"):
    ML = (key, "ML_DSA_SHAKE_256")
    ml = load(key)
    public = ml.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    tr = hashlib.shake_256(public).digest(64)
    mu = hashlib.shake_256(tr + b"\0\0" + MESSAGE).digest(64)
    case(["Context"], *ML, MESSAGE, ml.sign(MESSAGE, b"release"), Context="release")
    case(["MuAsMessage"], *ML, MESSAGE, ml.sign(mu))
    case(["MessageIsDigest"], *ML, mu, ml.sign(MESSAGE))
    case(["GivenDigest", "DigestSignedAsMessage"], *ML, mu, ml.sign(mu), "EXTERNAL_MU")
    case(["MessageHashedTwice"], *ML, MESSAGE, ml.sign(sha512))
    case(["MessageWithLineFeed"], *ML, b"notes", ml.sign(b"notes\n"))

# SM2, by OpenSSL's command line

SM2 = ("SM2-sign-1", "SM2DSA")
sm2_der = base64.b64decode(json.loads(of_key(SM2[0], "response"))["PublicKey"])
CURVE = bytes.fromhex(
    "fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc"
    "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93"
    "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
    "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0"
)


def openssl(*arguments, data=b""):
    return subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=True).stdout


def sm3(data):
    return openssl("dgst", "-sm3", "-binary", data=data)


def sm2(e):
    with tempfile.NamedTemporaryFile() as file, tempfile.NamedTemporaryFile() as key:
        file.write(e)
        file.flush()
        key.write(of_key(SM2[0], "private_key").encode())
        key.flush()
        return openssl("pkeyutl", "-sign", "-inkey", key.name, "-in", file.name)


def sm2_over(message, entl, id):
    return sm2(sm3(sm3(entl + id + CURVE + sm2_der[-64:]) + message))


def entl(id):
    return (8 * len(id)).to_bytes(2, "big")


DEFAULT, LONG = b"1234567812345678", b"signer-with-a-long-name@release.example.com"
case(["OtherDistinguishingId"], *SM2, MESSAGE, sm2_over(MESSAGE, entl(b""), b""))
tls = b"TLSv1.3+GM+Cipher+Suite"
case(["OtherDistinguishingId"], *SM2, MESSAGE, sm2_over(MESSAGE, entl(tls), tls))
case(["OtherDistinguishingId"], *SM2, MESSAGE, sm2_over(MESSAGE, entl(DEFAULT), DEFAULT), DistinguishingId=LONG.decode())
lost = bytes([0, entl(LONG)[1]])
case(["TruncatedEntl"], *SM2, MESSAGE, sm2_over(MESSAGE, lost, LONG), DistinguishingId=LONG.decode())
case(["MessageWithLineFeed"], *SM2, b"notes", sm2_over(b"notes\n", entl(DEFAULT), DEFAULT))
case(["MessageHashedTwice"], *SM2, MESSAGE, sm2_over(sm3(MESSAGE), entl(DEFAULT), DEFAULT))
case(["OtherHash"], *SM2, MESSAGE, sm2(digest))
case(["MessageIsDigest"], *SM2, sm3(MESSAGE), sm2(sm3(MESSAGE)))

json.dump(CASES, sys.stdout, indent=1)
print()
