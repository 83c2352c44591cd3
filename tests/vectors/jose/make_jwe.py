"""Makes jwe.json: JWE of other tools, and ours after these tools opened them.

Needs joserfc, jwcrypto and cryptography, and `npm install jose` in the folder NODE_FOLDER. From the root of the repository:

    cargo test --all-features --test jose print_tokens -- --ignored --nocapture |
        NODE_FOLDER=... python3 tests/vectors/jose/make_jwe.py
"""

import base64
import importlib.metadata
import json
import os
import pathlib
import subprocess
import sys

import joserfc.jwe
import joserfc.jwk
import jwcrypto.jwe
import jwcrypto.jwk
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding

FOLDER = pathlib.Path(__file__).parent
KEYS = FOLDER.parent / "corpus" / "keys"
RSA = ["RSA_2048-encrypt-1", "RSA_3072-encrypt-1", "RSA_4096-encrypt-1"]
EC = ["ECC_NIST_P256-agree-1", "ECC_NIST_P384-agree-1", "ECC_NIST_P521-agree-1"]
COMBINATIONS = [(key, alg) for key in RSA for alg in ["RSA-OAEP-256", "RSA-OAEP"]] + [(key, "ECDH-ES") for key in EC]
PLAINTEXTS = [b"", bytes(range(191))]
NODE = """
import * as jose from 'jose';
import fs from 'fs';
const requests = JSON.parse(fs.readFileSync(0, 'utf8'));
const answers = [];
for (const {pem, alg, header, plaintext, token} of requests) {
  const key = await jose.importPKCS8(pem, alg, {extractable: true});
  if (token) {
    const {plaintext} = await jose.compactDecrypt(token, key);
    answers.push(Buffer.from(plaintext).toString('base64'));
    continue;
  }
  const {kty, crv, x, y, n, e} = await jose.exportJWK(key);
  const publicKey = await jose.importJWK({kty, crv, x, y, n, e}, alg);
  const jwe = new jose.CompactEncrypt(Buffer.from(plaintext, 'base64')).setProtectedHeader(header);
  if (alg == 'ECDH-ES' && plaintext) {
    jwe.setKeyManagementParameters({apu: Buffer.from('Alice'), apv: Buffer.from('Bob')});
  }
  answers.push(await jwe.encrypt(publicKey));
}
console.log(JSON.stringify(answers));
"""


def node(requests):
    folder = os.environ["NODE_FOLDER"]
    command = ["node", "--input-type=module", "--eval", NODE]
    done = subprocess.run(command, input=json.dumps(requests), capture_output=True, text=True, cwd=folder, check=True)
    return json.loads(done.stdout)


def pem(key):
    with open(KEYS / f"{key}.jsonl", encoding="ascii") as lines:
        return json.loads(next(lines))["private_key"]


def private_key(key):
    return serialization.load_pem_private_key(pem(key).encode(), None)


def base64url(text):
    return base64.urlsafe_b64decode(text + "==")


def secret_of(token, key, alg):
    """What KMS returns for the token: the content key, or the shared secret."""
    header, encrypted_key, *_ = token.split(".")
    private = private_key(key)
    if alg == "ECDH-ES":
        epk = json.loads(base64url(header))["epk"]
        x, y = (int.from_bytes(base64url(epk[member])) for member in "xy")
        return private.exchange(ec.ECDH(), ec.EllipticCurvePublicNumbers(x, y, private.curve).public_key())
    digest = hashes.SHA256() if alg == "RSA-OAEP-256" else hashes.SHA1()
    return private.decrypt(base64url(encrypted_key), padding.OAEP(padding.MGF1(digest), digest, None))


def with_joserfc(key, alg, header, plaintext):
    imported = joserfc.jwk.import_key(pem(key), "EC" if alg == "ECDH-ES" else "RSA")
    return joserfc.jwe.encrypt_compact(header, plaintext, imported, algorithms=[alg, "A256GCM"])


def with_jwcrypto(key, alg, header, plaintext):
    imported = jwcrypto.jwk.JWK.from_pem(pem(key).encode())
    return jwcrypto.jwe.JWE(plaintext, protected=json.dumps(header), recipient=imported).serialize(compact=True)


def open_with_all(key, alg, token):
    """The tools that open the token to one plaintext, and the plaintext."""
    imported = joserfc.jwk.import_key(pem(key), "EC" if alg == "ECDH-ES" else "RSA")
    opened = [joserfc.jwe.decrypt_compact(token, imported, algorithms=[alg, "A256GCM"]).plaintext]
    jwe = jwcrypto.jwe.JWE()
    jwe.deserialize(token, jwcrypto.jwk.JWK.from_pem(pem(key).encode()))
    opened.append(jwe.payload)
    [answer] = node([{"pem": pem(key), "alg": alg, "token": token}])
    opened.append(base64.b64decode(answer))
    assert len(set(opened)) == 1, (key, alg)
    return ["joserfc " + importlib.metadata.version("joserfc"), "jwcrypto " + importlib.metadata.version("jwcrypto"), npm()], opened[0]


def npm():
    package = pathlib.Path(os.environ["NODE_FOLDER"], "node_modules/jose/package.json")
    return "jose " + json.loads(package.read_text())["version"]


def case(tool, key, alg, token, plaintext, **more):
    b64 = lambda value: base64.b64encode(value).decode()
    secret = b64(secret_of(token, key, alg))
    return {"tool": tool, "key": key, "alg": alg, "plaintext": b64(plaintext), "secret": secret, "token": token} | more


def main():
    cases = []
    for tool, encrypt in [("joserfc", with_joserfc), ("jwcrypto", with_jwcrypto)]:
        name = f"{tool} {importlib.metadata.version(tool)}"
        for key, alg in COMBINATIONS:
            for plaintext in PLAINTEXTS:
                header = {"alg": alg, "enc": "A256GCM", "kid": "one"}
                if alg == "ECDH-ES" and plaintext:
                    header |= {"apu": "QWxpY2U", "apv": "Qm9i"}
                cases.append(case(name, key, alg, encrypt(key, alg, header, plaintext), plaintext))
    requests = [
        {"key": key, "alg": alg, "pem": pem(key), "plaintext": base64.b64encode(plaintext).decode(),
         "header": {"alg": alg, "enc": "A256GCM", "kid": "one"}}
        for key, alg in COMBINATIONS for plaintext in PLAINTEXTS
    ]  # fmt: skip
    for request, token in zip(requests, node(requests), strict=True):
        cases.append(case(npm(), request["key"], request["alg"], token, base64.b64decode(request["plaintext"])))
    for line in sys.stdin:
        if line.startswith("{"):
            ours = json.loads(line)
            tools, plaintext = open_with_all(ours["key"], ours["alg"], ours["token"])
            more = {"opened_by": tools, "seed": ours["seed"]}
            cases.append(case("kms-offline", ours["key"], ours["alg"], ours["token"], plaintext, **more))
    lines = ",\n".join(json.dumps(case) for case in cases)
    (FOLDER / "jwe.json").write_text(f"[\n{lines}\n]\n")
    print(len(cases), "cases")


main()
