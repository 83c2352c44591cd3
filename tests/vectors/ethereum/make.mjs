// Makes ethers.json: `npm install ethers`, then run it in this folder with node. All cryptography is ethers'.
// The private key of number i is that of make.py.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { SigningKey, Transaction, computeAddress, hashMessage } from "ethers";

const secret = (i) => createHash("sha256").update(`kms-offline test key ${i}`).digest();
const transactions = [];
for (let i = 0; i < 60; i++) {
  const key = new SigningKey(secret(i));
  const fields = { to: "0x000000000000000000000000000000000000dEaD", value: i * 1000, nonce: i, gasLimit: 21000 };
  const type = i % 3;
  if (type === 2) Object.assign(fields, { type, chainId: 1 + i, maxFeePerGas: 30, maxPriorityFeePerGas: 1 });
  else Object.assign(fields, { type, chainId: [0, 1, 137, 11155111, 2 ** 40][i % 5] || 1, gasPrice: 30 });
  const transaction = Transaction.from(fields);
  transaction.signature = key.sign(transaction.unsignedHash);
  const { r, s, v, yParity, networkV } = transaction.signature;
  transactions.push({
    key: i, from: transaction.from, unsigned: transaction.unsignedSerialized, digest: transaction.unsignedHash,
    chain_id: Number(transaction.chainId), r, s, v, yParity,
    eip155_v: type === 0 ? Number(35n + 2n * transaction.chainId + BigInt(yParity)) : null,
    serialized: transaction.serialized,
  });
  if (computeAddress(key.publicKey) !== transaction.from) throw new Error("address");
}
const messages = ["", "hello", "\u00e9\u4e2d", "y".repeat(12345)].map((text) => ({ text, digest: hashMessage(text) }));
writeFileSync("ethers.json", JSON.stringify({ transactions, messages }, null, 0).replaceAll("},{", "},\n{") + "\n");
