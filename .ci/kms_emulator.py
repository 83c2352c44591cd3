#!/usr/bin/env python3
"""A small loopback emulator of the asymmetric half of AWS KMS, for tests only.

It speaks the AWS JSON 1.1 protocol well enough for the real `aws` CLI and boto3:

    python3 kms_emulator.py --port 4599 &
    aws --endpoint-url http://127.0.0.1:4599 kms create-key --key-spec ECC_NIST_P256 --key-usage SIGN_VERIFY
    aws --endpoint-url http://127.0.0.1:4599 kms get-public-key --key-id ...
    aws --endpoint-url http://127.0.0.1:4599 kms sign --key-id ... --message fileb://m.bin --message-type RAW \\
        --signing-algorithm ECDSA_SHA_256

Operations: CreateKey CreateAlias DescribeKey ListKeys GetPublicKey Sign Verify Encrypt Decrypt
DeriveSharedSecret Encapsulate Decapsulate.  Keys live in memory; request signatures are not checked.

Cryptography comes from other people's code:
  RSA, NIST curves, secp256k1, Ed25519, ML-DSA, ML-KEM-768/1024   pyca/cryptography >= 48 (OpenSSL)
  SM2 signing and decryption                                      the `openssl` command, >= 3.0
  ML-DSA with EXTERNAL_MU                                         cryptography >= 50, else dilithium-py
  ML-KEM-512                                                      kyber-py
  Ed25519ph                                                       the RFC 8032 procedure, below
Specs whose implementation is missing answer UnsupportedOperationException; the rest still work.
What KMS does and this follows: PSS salt = digest length with MGF1 on the same hash; DIGEST is not hashed
again for RSA, ECDSA and SM2DSA; ED25519_PH_SHA_512 takes a 64-byte digest and hashes it once more;
ML_DSA_SHAKE_256 takes RAW, or EXTERNAL_MU of 64 bytes; SM2DSA over RAW uses the ID 1234567812345678;
SM2PKE is the DER form SEQUENCE { x, y, SM3 hash, ciphertext }; ECDH gives the x coordinate.
The deprecated CustomerMasterKeySpec is there for every spec, with the value of KeySpec (seen on KMS for older specs
and ML-DSA).
"""
import argparse, base64, hashlib, json, os, subprocess, sys, tempfile, time, uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization as ser
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
try:
    from cryptography.hazmat.primitives.asymmetric import mldsa
except ImportError:
    mldsa = None
try:
    from cryptography.hazmat.primitives.asymmetric import mlkem
except ImportError:
    mlkem = None

ACCOUNT, REGION = '111122223333', 'us-west-2'
SM2_ID = b'1234567812345678'
HASH = {'256': hashes.SHA256, '384': hashes.SHA384, '512': hashes.SHA512}
RSA_SIGN = ['RSASSA_PKCS1_V1_5_SHA_256', 'RSASSA_PKCS1_V1_5_SHA_384', 'RSASSA_PKCS1_V1_5_SHA_512',
            'RSASSA_PSS_SHA_256', 'RSASSA_PSS_SHA_384', 'RSASSA_PSS_SHA_512']
RSA_ENC = ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256']
CURVES = {'ECC_NIST_P256': ec.SECP256R1, 'ECC_NIST_P384': ec.SECP384R1, 'ECC_NIST_P521': ec.SECP521R1,
          'ECC_SECG_P256K1': ec.SECP256K1}
SIGN = {'RSA_2048': RSA_SIGN, 'RSA_3072': RSA_SIGN, 'RSA_4096': RSA_SIGN,
        'ECC_NIST_P256': ['ECDSA_SHA_256'], 'ECC_NIST_P384': ['ECDSA_SHA_384'], 'ECC_NIST_P521': ['ECDSA_SHA_512'],
        'ECC_SECG_P256K1': ['ECDSA_SHA_256'], 'SM2': ['SM2DSA'],
        'ECC_NIST_EDWARDS25519': ['ED25519_SHA_512', 'ED25519_PH_SHA_512'],
        'ML_DSA_44': ['ML_DSA_SHAKE_256'], 'ML_DSA_65': ['ML_DSA_SHAKE_256'], 'ML_DSA_87': ['ML_DSA_SHAKE_256']}
ENC = {'RSA_2048': RSA_ENC, 'RSA_3072': RSA_ENC, 'RSA_4096': RSA_ENC, 'SM2': ['SM2PKE']}
AGREE = {'ECC_NIST_P256': ['ECDH'], 'ECC_NIST_P384': ['ECDH'], 'ECC_NIST_P521': ['ECDH'], 'SM2': ['ECDH']}
ENCAP = {'ML_KEM_512': ['ML_KEM'], 'ML_KEM_768': ['ML_KEM'], 'ML_KEM_1024': ['ML_KEM']}
USAGE = {'SIGN_VERIFY': ('SigningAlgorithms', SIGN), 'ENCRYPT_DECRYPT': ('EncryptionAlgorithms', ENC),
         'KEY_AGREEMENT': ('KeyAgreementAlgorithms', AGREE),
         'ENCAPSULATE_DECAPSULATE': ('EncapsulationAlgorithms', ENCAP)}
MLKEM_OID = {'ML_KEM_512': 1, 'ML_KEM_768': 2, 'ML_KEM_1024': 3}


class KmsError(Exception):
    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


# ---------------------------------------------------------------- DER and short Weierstrass helpers
def dlen(n):
    if n < 128: return bytes([n])
    b = n.to_bytes((n.bit_length() + 7) // 8, 'big')
    return bytes([0x80 | len(b)]) + b

def tlv(tag, v): return bytes([tag]) + dlen(len(v)) + v
def seq(*v): return tlv(0x30, b''.join(v))
def integer(v): return tlv(2, v.to_bytes((v if v >= 0 else v + 1).bit_length() // 8 + 1, 'big', signed=True))
def bits(v, unused=0): return tlv(3, bytes([unused]) + v)
def octets(v): return tlv(4, v)
def oid(s):
    p = [int(x) for x in s.split('.')]
    out = bytes([p[0] * 40 + p[1]])
    for x in p[2:]:
        b = [x & 127]
        while x > 127:
            x >>= 7
            b.append(0x80 | x & 127)
        out += bytes(reversed(b))
    return tlv(6, out)
def read_tlv(d, i=0):
    t, n = d[i], d[i + 1]; i += 2
    if n & 0x80:
        k = n & 0x7f
        n = int.from_bytes(d[i:i + k], 'big'); i += k
    return t, d[i:i + n], i + n
def read_seq(d):
    t, v, _ = read_tlv(d)
    out, i = [], 0
    while i < len(v):
        t, x, i = read_tlv(v, i)
        out.append((t, x))
    return out

class Curve:
    def __init__(s, p, a, b, gx, gy, n):
        s.p, s.a, s.b, s.g, s.n, s.size = p, a, b, (gx, gy), n, (p.bit_length() + 7) // 8
    def on(s, P): return P is not None and (P[1] * P[1] - (P[0] ** 3 + s.a * P[0] + s.b)) % s.p == 0
    def add(s, P, Q):
        if P is None: return Q
        if Q is None: return P
        if P[0] == Q[0]:
            if (P[1] + Q[1]) % s.p == 0: return None
            m = (3 * P[0] * P[0] + s.a) * pow(2 * P[1], -1, s.p)
        else:
            m = (Q[1] - P[1]) * pow(Q[0] - P[0], -1, s.p)
        x = (m * m - P[0] - Q[0]) % s.p
        return x, (m * (P[0] - x) - P[1]) % s.p
    def mul(s, k, P):
        R = None
        for c in bin(k)[2:]:
            R = s.add(R, R)
            if c == '1': R = s.add(R, P)
        return R

SM2P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
SM2 = Curve(SM2P, SM2P - 3, 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93,
            0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
            0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
            0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123)

def openssl(args, data=b''):
    p = subprocess.run(['openssl'] + args, input=data, capture_output=True)
    if p.returncode: raise KmsError('KMSInternalException', p.stderr.decode(errors='replace')[:300])
    return p.stdout

class Sm2Key:
    """An SM2 key pair held as a PKCS#8 PEM; every private operation is the openssl command's."""
    def __init__(s, pem=None):
        s.pem = pem or openssl(['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:SM2',
                                '-pkeyopt', 'ec_param_enc:named_curve'])
        s.spki = openssl(['pkey', '-pubout', '-outform', 'DER'], s.pem)
        der = openssl(['pkcs8', '-topk8', '-nocrypt', '-outform', 'DER'], s.pem)
        top = read_seq(der)
        eck = next(v for t, v in top if t == 4)          # PKCS#8: INTEGER, SEQUENCE, OCTET STRING { ECPrivateKey }
        s.pkcs8 = der
        s.d = int.from_bytes(read_seq(eck)[1][1], 'big')
        s.q = SM2.mul(s.d, SM2.g)
        s.point = b'\4' + s.q[0].to_bytes(32, 'big') + s.q[1].to_bytes(32, 'big')
    def _with(s, args, data):
        with tempfile.TemporaryDirectory() as t:
            for n, v in (('k.pem', s.pem), ('in', data)):
                with open(os.path.join(t, n), 'wb') as f: f.write(v)
            return openssl([t + '/' + a[1:] if a.startswith('@') else a for a in args])
    def za(s, ident=SM2_ID):
        f = lambda v: v.to_bytes(32, 'big')
        coordinates = b''.join(map(f, (SM2.a, SM2.b, *SM2.g, *s.q)))
        return sm3((len(ident) * 8).to_bytes(2, 'big') + ident + coordinates)
    def digest(s, m, ident=SM2_ID): return sm3(s.za(ident) + m)
    def sign_message(s, m, ident=SM2_ID):
        return s._with(['dgst', '-sm3', '-sign', '@k.pem', '-sigopt', 'distid:' + ident.decode(), '@in'], m)
    def sign_digest(s, e): return s._with(['pkeyutl', '-sign', '-inkey', '@k.pem', '-in', '@in'], e)
    def decrypt(s, ct): return s._with(['pkeyutl', '-decrypt', '-inkey', '@k.pem', '-in', '@in'], ct)
    def ecdh(s, q): return SM2.mul(s.d, q)[0].to_bytes(32, 'big')

def sm3(b):
    if 'sm3' in hashlib.algorithms_available: return hashlib.new('sm3', b).digest()
    return openssl(['dgst', '-sm3', '-binary'], b)

def sm2_verifies(q, e, sig):
    """the equation of GB/T 32918.2 in textbook arithmetic, apart from openssl"""
    r, t = (int.from_bytes(v, 'big') for _, v in read_seq(sig))
    u = (r + t) % SM2.n
    if not (0 < r < SM2.n and 0 < t < SM2.n and u != 0): return False
    return (int.from_bytes(e, 'big') + SM2.add(SM2.mul(t, SM2.g), SM2.mul(u, q))[0] - r) % SM2.n == 0

def sm2_spki_point(spki):
    parts = read_seq(spki)
    pt = parts[1][1][1:]
    if len(pt) != 65 or pt[0] != 4: raise KmsError('ValidationException', 'SM2 public key is not an uncompressed point')
    q = int.from_bytes(pt[1:33], 'big'), int.from_bytes(pt[33:], 'big')
    if not SM2.on(q): raise KmsError('ValidationException', 'point is not on the curve')
    return q

# ---------------------------------------------------------------- Ed25519ph (RFC 8032, 5.1)
ED_P = 2 ** 255 - 19
ED_L = 2 ** 252 + 27742317777372353535851937790883648493
ED_D = -121665 * pow(121666, -1, ED_P) % ED_P
def _ed_add(P, Q):
    a = (P[1] - P[0]) * (Q[1] - Q[0]) % ED_P; b = (P[1] + P[0]) * (Q[1] + Q[0]) % ED_P
    c = 2 * P[3] * Q[3] * ED_D % ED_P; d = 2 * P[2] * Q[2] % ED_P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % ED_P, g * h % ED_P, f * g % ED_P, e * h % ED_P
_gy = 4 * pow(5, -1, ED_P) % ED_P
_x2 = (_gy * _gy - 1) * pow(ED_D * _gy * _gy + 1, -1, ED_P) % ED_P
_gx = pow(_x2, (ED_P + 3) // 8, ED_P)
if (_gx * _gx - _x2) % ED_P: _gx = _gx * pow(2, (ED_P - 1) // 4, ED_P) % ED_P
if _gx & 1: _gx = ED_P - _gx
ED_G = (_gx, _gy, 1, _gx * _gy % ED_P)
def ed_times(k, P):
    R = (0, 1, 1, 0)
    while k:
        if k & 1: R = _ed_add(R, P)
        P = _ed_add(P, P); k >>= 1
    return R
def ed_encode(P):
    z = pow(P[2], -1, ED_P)
    return (P[1] * z % ED_P | (P[0] * z % ED_P & 1) << 255).to_bytes(32, 'little')
def ed_decode(b):
    y = int.from_bytes(b, 'little'); sign, y = y >> 255, y & (1 << 255) - 1
    v = (y * y - 1) * pow(ED_D * y * y + 1, -1, ED_P) % ED_P
    x = pow(v, (ED_P + 3) // 8, ED_P)
    if (x * x - v) % ED_P: x = x * pow(2, (ED_P - 1) // 4, ED_P) % ED_P
    if (x * x - v) % ED_P: raise ValueError('not on the curve')
    if x & 1 != sign: x = -x % ED_P
    return x, y, 1, x * y % ED_P
def _ed_mul(k): return ed_encode(ed_times(k, ED_G))
def ed25519ph_sign(seed, m, ctx=b'', prehashed=None, flag=1):
    """flag 1: Ed25519ph of m (or of an already computed 64-byte prehash); flag 0: Ed25519ctx"""
    h = hashlib.sha512(seed).digest()
    a = (int.from_bytes(h[:32], 'little') & (1 << 254) - 8) | 1 << 254
    A = _ed_mul(a)
    dom = b'SigEd25519 no Ed25519 collisions' + bytes([flag, len(ctx)]) + ctx
    ph = prehashed if prehashed is not None else (hashlib.sha512(m).digest() if flag else m)
    r = int.from_bytes(hashlib.sha512(dom + h[32:] + ph).digest(), 'little') % ED_L
    R = _ed_mul(r)
    k = int.from_bytes(hashlib.sha512(dom + R + A + ph).digest(), 'little') % ED_L
    return R + ((r + k * a) % ED_L).to_bytes(32, 'little')

# ---------------------------------------------------------------- keys
def mu_of(pk, m, ctx=b''):
    tr = hashlib.shake_256(pk).digest(64)
    return hashlib.shake_256(tr + bytes([0, len(ctx)]) + ctx + m).digest(64)

def _dilithium(spec):
    import dilithium_py.ml_dsa as D
    return getattr(D, spec)

class Key:
    def __init__(s, spec, usage, cn=None):
        if usage not in USAGE or spec not in USAGE[usage][1]:
            raise KmsError('ValidationException', f'KeyUsage {usage} is not compatible with KeySpec {spec}')
        s.spec, s.usage, s.created = spec, usage, time.time()
        s.field, table = USAGE[usage]
        s.algs = table[spec]
        part, region = ('aws-cn', 'cn-north-1') if spec == 'SM2' else ('aws', REGION)
        s.id = str(uuid.uuid4())
        s.arn = f'arn:{part}:kms:{region}:{ACCOUNT}:key/{s.id}'
        s.generate()
    def generate(s):
        raw = None
        if s.spec.startswith('RSA'): s.priv = rsa.generate_private_key(65537, int(s.spec[4:]))
        elif s.spec in CURVES: s.priv = ec.generate_private_key(CURVES[s.spec]())
        elif s.spec == 'SM2': s.priv = Sm2Key()
        elif s.spec == 'ECC_NIST_EDWARDS25519':
            s.seed = os.urandom(32); s.priv = ed25519.Ed25519PrivateKey.from_private_bytes(s.seed)
        elif s.spec.startswith('ML_DSA'):
            if mldsa is None: raise KmsError('UnsupportedOperationException', 'needs cryptography >= 48')
            s.seed = os.urandom(32); s.priv = getattr(mldsa, f'MLDSA{s.spec[7:]}PrivateKey').from_seed_bytes(s.seed)
        else:
            s.seed = os.urandom(64)                           # d || z
            if s.spec == 'ML_KEM_512':
                try: from kyber_py.ml_kem import ML_KEM_512
                except ImportError: raise KmsError('UnsupportedOperationException', 'needs kyber-py')
                raw, s.dk = ML_KEM_512.key_derive(s.seed)
                s.priv = None
            else:
                if mlkem is None: raise KmsError('UnsupportedOperationException', 'needs cryptography >= 47')
                s.priv = getattr(mlkem, f'MLKEM{s.spec[7:]}PrivateKey').from_seed_bytes(s.seed)
        if s.spec == 'SM2':
            s.spki, s.pkcs8 = s.priv.spki, s.priv.pkcs8
        elif raw is not None:
            alg = seq(oid('2.16.840.1.101.3.4.4.%d' % MLKEM_OID[s.spec]))
            s.spki = seq(alg, bits(raw))
            s.pkcs8 = seq(integer(0), alg, octets(tlv(0x80, s.seed)))
        else:
            s.spki = s.priv.public_key().public_bytes(ser.Encoding.DER, ser.PublicFormat.SubjectPublicKeyInfo)
            s.pkcs8 = s.priv.private_bytes(ser.Encoding.DER, ser.PrivateFormat.PKCS8, ser.NoEncryption())
    @property
    def raw_public(s):
        return read_seq(s.spki)[1][1][1:]
    def public_response(s):
        return {'KeyId': s.arn, 'PublicKey': base64.b64encode(s.spki).decode(), 'CustomerMasterKeySpec': s.spec,
                'KeySpec': s.spec, 'KeyUsage': s.usage, s.field: s.algs}
    def need(s, usage, alg, name):
        if s.usage != usage:
            text = f'{s.arn} key usage is {s.usage} which is not valid for {name}.'
            raise KmsError('InvalidKeyUsageException', text)
        if alg not in s.algs:
            kind = 'InvalidKeyUsageException' if name != 'Sign' else 'ValidationException'
            raise KmsError(kind, f'Algorithm {alg} is incompatible with key spec {s.spec}.')
    def sign(s, alg, mt, m):
        s.need('SIGN_VERIFY', alg, 'Sign')
        if len(m) > 4096: raise KmsError('ValidationException', 'Message too long')
        bad = lambda: KmsError('ValidationException', f'Digest is invalid length for algorithm {alg}.')
        if alg == 'ML_DSA_SHAKE_256':
            if mt == 'RAW': return s.priv.sign(m)
            if mt != 'EXTERNAL_MU': raise KmsError('ValidationException', f'MessageType {mt} is not valid for {alg}')
            if len(m) != 64: raise bad()
            if hasattr(s.priv, 'sign_mu'): return s.priv.sign_mu(m)
            D = _dilithium(s.spec)
            return D.sign_external_mu(D.key_derive(s.seed)[1], m)
        if mt not in ('RAW', 'DIGEST'):
            raise KmsError('ValidationException', f'MessageType {mt} is not valid for {alg}')
        if alg == 'ED25519_SHA_512':
            if mt != 'RAW': raise KmsError('ValidationException', f'{alg} requires MessageType RAW')
            return s.priv.sign(m)
        if alg == 'ED25519_PH_SHA_512':
            if mt != 'DIGEST': raise KmsError('ValidationException', f'{alg} requires MessageType DIGEST')
            if len(m) != 64: raise bad()
            return ed25519ph_sign(s.seed, m)
        if alg == 'SM2DSA':
            if mt == 'RAW': return s.priv.sign_message(m)
            if len(m) != 32: raise bad()
            return s.priv.sign_digest(m)
        H = HASH[alg[-3:]]()
        if mt == 'DIGEST':
            if len(m) != H.digest_size: raise bad()
            hash_ = utils.Prehashed(H)
        else: hash_ = H
        if alg.startswith('ECDSA'): return s.priv.sign(m, ec.ECDSA(hash_))
        pad = padding.PKCS1v15() if 'PKCS1' in alg else padding.PSS(padding.MGF1(H), H.digest_size)
        return s.priv.sign(m, pad, hash_)
    def verify(s, alg, mt, m, sig):
        """only the families that pyca verifies; enough for a smoke test"""
        s.need('SIGN_VERIFY', alg, 'Verify')
        pub = s.priv.public_key()
        try:
            if alg == 'ML_DSA_SHAKE_256':
                if mt == 'RAW': pub.verify(sig, m)
                else: pub.verify_mu(sig, m)
            elif alg == 'ED25519_SHA_512': pub.verify(sig, m)
            else:
                H = HASH[alg[-3:]](); h = utils.Prehashed(H) if mt == 'DIGEST' else H
                if alg.startswith('ECDSA'): pub.verify(sig, m, ec.ECDSA(h))
                else:
                    pss = padding.PSS(padding.MGF1(H), H.digest_size)
                    pub.verify(sig, m, padding.PKCS1v15() if 'PKCS1' in alg else pss, h)
            return True
        except InvalidSignature: return False
    def oaep(s, alg):
        H = hashes.SHA1 if alg.endswith('SHA_1') else hashes.SHA256
        return padding.OAEP(padding.MGF1(H()), H(), None)
    def encrypt(s, alg, m):
        s.need('ENCRYPT_DECRYPT', alg, 'Encrypt')
        if alg == 'SM2PKE':
            with tempfile.TemporaryDirectory() as t:
                open(t + '/p', 'wb').write(s.spki); open(t + '/m', 'wb').write(m)
                return openssl(['pkeyutl', '-encrypt', '-pubin', '-keyform', 'DER',
                                '-inkey', t + '/p', '-in', t + '/m'])
        try: return s.priv.public_key().encrypt(m, s.oaep(alg))
        except ValueError as e: raise KmsError('ValidationException', str(e))
    def decrypt(s, alg, c):
        s.need('ENCRYPT_DECRYPT', alg, 'Decrypt')
        try: return s.priv.decrypt(c) if alg == 'SM2PKE' else s.priv.decrypt(c, s.oaep(alg))
        except (ValueError, KmsError): raise KmsError('InvalidCiphertextException', '')
    def derive(s, alg, spki):
        s.need('KEY_AGREEMENT', alg, 'DeriveSharedSecret')
        if s.spec == 'SM2': return s.priv.ecdh(sm2_spki_point(spki))
        try: return s.priv.exchange(ec.ECDH(), ser.load_der_public_key(spki))
        except ValueError as e: raise KmsError('ValidationException', str(e))
    def encapsulate(s, alg):
        s.need('ENCAPSULATE_DECAPSULATE', alg, 'Encapsulate')
        if s.priv is None:
            from kyber_py.ml_kem import ML_KEM_512
            return ML_KEM_512.encaps(s.raw_public)
        return s.priv.public_key().encapsulate()
    def decapsulate(s, alg, ct):
        s.need('ENCAPSULATE_DECAPSULATE', alg, 'Decapsulate')
        if s.priv is None:
            from kyber_py.ml_kem import ML_KEM_512
            if len(ct) != 768: raise KmsError('InvalidCiphertextException', '')
            return ML_KEM_512.decaps(s.dk, ct)
        try: return s.priv.decapsulate(ct)
        except ValueError: raise KmsError('InvalidCiphertextException', '')

# ---------------------------------------------------------------- HTTP
KEYS, ALIASES = {}, {}
def find(i):
    i = ALIASES.get(i, i)
    for k in KEYS.values():
        if i in (k.id, k.arn): return k
    raise KmsError('NotFoundException', f"Key '{i}' does not exist")
def meta(k):
    m = {'AWSAccountId': ACCOUNT, 'KeyId': k.id, 'Arn': k.arn, 'CreationDate': k.created, 'Enabled': True,
         'Description': '', 'KeyUsage': k.usage, 'KeyState': 'Enabled', 'Origin': 'AWS_KMS', 'KeyManager': 'CUSTOMER',
         'KeySpec': k.spec, 'MultiRegion': False}
    m['CustomerMasterKeySpec'] = k.spec
    m[k.field] = k.algs
    return {'KeyMetadata': m}
def dispatch(op, q):
    d = lambda n: base64.b64decode(q.get(n) or '')
    e = lambda b: base64.b64encode(b).decode()
    if op == 'CreateKey':
        k = Key(q.get('KeySpec') or q.get('CustomerMasterKeySpec'), q.get('KeyUsage', 'ENCRYPT_DECRYPT'))
        KEYS[k.id] = k
        return meta(k)
    if op == 'ListKeys': return {'Keys': [{'KeyId': k.id, 'KeyArn': k.arn} for k in KEYS.values()], 'Truncated': False}
    if op == 'CreateAlias':
        ALIASES[q.get('AliasName')] = find(q.get('TargetKeyId')).id
        return {}
    k = find(q.get('KeyId'))
    if op == 'DescribeKey': return meta(k)
    if op == 'GetPublicKey': return k.public_response()
    if op == 'Sign':
        a = q.get('SigningAlgorithm')
        signature = k.sign(a, q.get('MessageType') or 'RAW', d('Message'))
        return {'KeyId': k.arn, 'Signature': e(signature), 'SigningAlgorithm': a}
    if op == 'Verify':
        a = q.get('SigningAlgorithm')
        if not k.verify(a, q.get('MessageType') or 'RAW', d('Message'), d('Signature')):
            raise KmsError('KMSInvalidSignatureException', '')
        return {'KeyId': k.arn, 'SignatureValid': True, 'SigningAlgorithm': a}
    if op == 'Encrypt':
        a = q.get('EncryptionAlgorithm')
        return {'CiphertextBlob': e(k.encrypt(a, d('Plaintext'))), 'KeyId': k.arn, 'EncryptionAlgorithm': a}
    if op == 'Decrypt':
        a = q.get('EncryptionAlgorithm')
        return {'KeyId': k.arn, 'Plaintext': e(k.decrypt(a, d('CiphertextBlob'))), 'EncryptionAlgorithm': a}
    if op == 'DeriveSharedSecret':
        a = q.get('KeyAgreementAlgorithm')
        secret = k.derive(a, d('PublicKey'))
        return {'KeyId': k.arn, 'SharedSecret': e(secret), 'KeyAgreementAlgorithm': a, 'KeyOrigin': 'AWS_KMS'}
    if op == 'Encapsulate':
        a = q.get('EncapsulationAlgorithm'); ss, ct = k.encapsulate(a)
        return {'KeyId': k.arn, 'SharedSecret': e(ss), 'SharedSecretCiphertextBlob': e(ct), 'EncapsulationAlgorithm': a}
    if op == 'Decapsulate':
        a = q.get('EncapsulationAlgorithm')
        secret = k.decapsulate(a, d('SharedSecretCiphertextBlob'))
        return {'KeyId': k.arn, 'SharedSecret': e(secret), 'EncapsulationAlgorithm': a}
    raise KmsError('UnknownOperationException', op)

class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        code = 200
        try:
            out = dispatch((self.headers.get('X-Amz-Target') or '').split('.')[-1], json.loads(body or b'{}'))
        except KmsError as x:
            code, out = 400, {'__type': x.kind, 'message': str(x)}
        except Exception as x:                                   # noqa: a test server answers, it does not die
            code, out = 400, {'__type': 'ValidationException', 'message': f'{type(x).__name__}: {x}'}
        data = json.dumps(out).encode()
        self.send_response(code)
        self.send_header('Content-Type', 'application/x-amz-json-1.1')
        self.send_header('x-amzn-RequestId', str(uuid.uuid4()))
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)
    def log_message(self, *a): pass

def serve(port=0):
    return ThreadingHTTPServer(('127.0.0.1', port), Handler)

if __name__ == '__main__':
    a = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    a.add_argument('--port', type=int, default=4599)
    s = serve(a.parse_args().port)
    print(f'listening on http://127.0.0.1:{s.server_address[1]}', flush=True)
    try: s.serve_forever()
    except KeyboardInterrupt: pass
