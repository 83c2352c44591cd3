#!/usr/bin/env python3
"""Makes eth-keys.json and the example of the guide: `pip install eth-keys eth-account`, then run it in this folder.

The private key of number i is SHA-256 of "kms-offline test key i". All cryptography is eth-keys' and eth-account's.
"""

import base64
import hashlib
import json

from eth_account import Account
from eth_account.messages import encode_defunct
from eth_account.typed_transactions import TypedTransaction
from eth_keys import keys
from eth_utils import keccak

N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def secret(i):
    return hashlib.sha256(f"kms-offline test key {i}".encode()).digest()


def der(r, s):
    def integer(value):
        body = value.to_bytes(value.bit_length() // 8 + 1, "big")
        return bytes([2, len(body)]) + body

    body = integer(r) + integer(s)
    return bytes([0x30, len(body)]) + body


def write(name, value):
    with open(name, "w", encoding="utf-8") as file:
        json.dump(value, file, indent=0)
        file.write("\n")


addresses = [keys.PrivateKey(secret(i)).public_key.to_checksum_address() for i in range(1000)]
signatures = []
for i in range(200):
    digest = keccak(f"message {i}".encode())
    signature = keys.PrivateKey(secret(i)).sign_msg_hash(digest)
    low, high = signature.s, N - signature.s
    assert low <= N // 2
    # KMS returns either s; the recovery ID belongs to the low one.
    kms = der(signature.r, high if i % 2 else low)
    compact = signature.r.to_bytes(32, "big") + low.to_bytes(32, "big")
    signatures.append({"key": i, "digest": digest.hex(), "der": kms.hex(), "rs": compact.hex(), "recovery_id": signature.v})
messages = ["", "hello", "a" * 9, "a" * 10, "\u00e9\u4e2d", "x" * 1000]
messages = [{"text": m, "digest": keccak(b"\x19E" + (s := encode_defunct(text=m)).header + s.body).hex()} for m in messages]
write("eth-keys.json", {"addresses": addresses, "signatures": signatures, "messages": messages})

# The example: a transfer (EIP-1559), whose signature KMS happened to return with a high s.
account = Account.from_key(secret("example"))
point = account._key_obj.public_key.to_bytes()
spki = bytes.fromhex("3056301006072a8648ce3d020106052b8104000a034200 04".replace(" ", "")) + point
key_id = "arn:aws:kms:us-west-2:111122223333:key/5c1f1c4e-7a26-4f6e-9d0b-2f6f2f0f7a10"
with open("public-key.json", "w", encoding="utf-8") as file:
    response = {
        "KeyId": key_id,
        "PublicKey": base64.b64encode(spki).decode(),
        "CustomerMasterKeySpec": "ECC_SECG_P256K1",
        "KeySpec": "ECC_SECG_P256K1",
        "KeyUsage": "SIGN_VERIFY",
        "SigningAlgorithms": ["ECDSA_SHA_256"],
    }
    json.dump(response, file, indent=4)
    file.write("\n")
transaction = {
    "chainId": 1,
    "nonce": 7,
    "maxPriorityFeePerGas": 1_000_000_000,
    "maxFeePerGas": 30_000_000_000,
    "gas": 21_000,
    "to": "0x000000000000000000000000000000000000dEaD",
    "value": 10**15,
    "data": "0x",
    "accessList": [],
    "type": 2,
}
import rlp

fields = [1, 7, 1_000_000_000, 30_000_000_000, 21_000, bytes.fromhex("00" * 18 + "dead"), 10**15, b"", []]
unsigned = b"\x02" + rlp.encode(fields)
assert keccak(unsigned) == TypedTransaction.from_dict(transaction).hash()
signed = account.sign_transaction(transaction)
with open("unsigned-transaction.bin", "wb") as file:
    file.write(unsigned)
with open("digest.bin", "wb") as file:
    file.write(keccak(unsigned))
with open("sign.json", "w", encoding="utf-8") as file:
    signature = base64.b64encode(der(signed.r, N - signed.s)).decode()
    json.dump({"KeyId": key_id, "Signature": signature, "SigningAlgorithm": "ECDSA_SHA_256"}, file, indent=4)
    file.write("\n")
print(account.address, hex(signed.r), hex(signed.s), signed.v)
