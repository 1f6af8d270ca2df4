import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { scryptSync } from "node:crypto";
import { ScryptPasswordHasher } from "../../../infra/accounts/scrypt_password_hasher.ts";

const hasher = new ScryptPasswordHasher();

Deno.test("verify() knows the password that was hashed", async () => {
  const hash = await hasher.hash("correct horse battery staple");
  assert.match(hash, /^\$scrypt\$ln=16,r=8,p=2\$[\w+/]{22}\$[\w+/]{43}$/);
  assert.equal(await hasher.verify("correct horse battery staple", hash), true);
  assert.equal(await hasher.verify("Correct horse battery staple", hash), false);
  assert.notEqual(await hasher.hash("correct horse battery staple"), hash);
});

Deno.test("verify() reads hashes of other parameters", async () => {
  // RFC 7914, section 12: N=1024, r=8, p=16, 64 bytes, of "password" and "NaCl".
  const hash = "$scrypt$ln=10,r=8,p=16$TmFDbA$" +
    "/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWIurzDZLiKjiG/xCSedmDDaxyevuUqD7m2DYMvfoswGQA";
  assert.equal(await hasher.verify("password", hash), true);
  assert.equal(await hasher.verify("passwort", hash), false);
});

Deno.test("verify() reads a password to its end", async () => {
  const long = "\u{1f600}".repeat(50) + "x".repeat(200);
  assert.equal(await hasher.verify(`${long}a`, cheapHash(`${long}a`)), true);
  assert.equal(await hasher.verify(`${long}b`, cheapHash(`${long}a`)), false);
  assert.equal(await hasher.verify("before\0other", cheapHash("before\0after")), false);
  for (const more of [" ", "\0", "\0\0", "\0a"]) {
    assert.equal(await hasher.verify(`password${more}`, cheapHash("password")), false, more);
  }
});

Deno.test("verify() refuses values that are no hashes", async () => {
  for (const hash of ["", "plain", "$argon2id$v=19$m=1,t=1,p=1$AAAA$AAAA"]) {
    await assert.rejects(hasher.verify("password", hash), /not a scrypt PHC string/);
  }
});

Deno.test("verify() takes as long for an unknown account as for a wrong password", async () => {
  const hash = await hasher.hash("password");
  const times = { known: [] as number[], unknown: [] as number[] };
  const measure = async (name: keyof typeof times, hash: string | null) =>
    void times[name].push(await timeOf(() => hasher.verify("wrong", hash)));
  // At the same time, so that a busy machine delays both.
  for (let round = 0; round < 5; round++) {
    await Promise.all([measure("known", hash), measure("unknown", null)]);
  }
  const ratio = Math.min(...times.unknown) / Math.min(...times.known);
  assert.ok(ratio > 0.5 && ratio < 2, `${ratio}`);
  assert.equal(await hasher.verify("wrong", null), false);
});

Deno.test("hash() hashes at most two passwords at a time", async () => {
  const ended: string[] = [];
  const note = (name: string) => () => void ended.push(name);
  const slow = () => hasher.hash("password").then(note("slow"));
  const quick = () => hasher.verify("password", cheapHash("password")).then(note("quick"));
  await Promise.all([slow(), quick()]);
  assert.deepEqual(ended.splice(0), ["quick", "slow"]);
  // With three at a time, the quick one would end first.
  await Promise.all([slow(), slow(), quick()]);
  assert.equal(ended[0], "slow");
});

Deno.test("hash() doesn't block the event loop", async () => {
  let ticks = 0;
  const ticker = setInterval(() => ticks++, 5);
  await hasher.hash("password");
  clearInterval(ticker);
  assert.ok(ticks > 0);
});

function cheapHash(password: string): string {
  const key = scryptSync(password, "salt", 32, { N: 1024, r: 8, p: 1 });
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64").replaceAll("=", "");
  return `$scrypt$ln=10,r=8,p=1$${base64(Buffer.from("salt"))}$${base64(key)}`;
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
