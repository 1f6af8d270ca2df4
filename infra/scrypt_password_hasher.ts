import { Buffer } from "node:buffer";
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import type { PasswordHasher } from "../domain/user_gateway.ts";

/** What a hash costs: 2^`ln` blocks of 128 × `r` bytes, `p` times (RFC 7914). */
export type ScryptCost = { readonly ln: number; readonly r: number; readonly p: number };

// One of the equivalent settings of OWASP's password storage cheat sheet: 64 MiB, twice.
const currentCost: ScryptCost = { ln: 16, r: 8, p: 2 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;
// Each hash takes 64 MiB and one thread.
const AT_ONCE = 2;

/**
 * {@link PasswordHasher} by scrypt, at most two hashes at a time; further ones wait their turn. A password
 * is read to its end.
 */
export class ScryptPasswordHasher implements PasswordHasher {
  readonly #cost: ScryptCost;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param cost Of new hashes; only tests have a reason to name another. */
  constructor(cost: ScryptCost = currentCost) {
    this.#cost = cost;
  }

  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    return format(this.#cost, salt, await this.#derive(password, salt, this.#cost));
  }

  async verify(password: string, hash: string | null): Promise<boolean> {
    if (hash === null) {
      await this.#derive(password, randomBytes(SALT_BYTES), this.#cost);
      return false;
    }
    const { cost, salt, key } = parse(hash);
    const matches = timingSafeEqual(await this.#derive(password, salt, cost, key.length), key);
    // HMAC, which scrypt begins with, fills short keys with zero bytes (RFC 2104): "a" and "a\0" are one.
    return matches && !password.endsWith("\0");
  }

  async #derive(
    password: string,
    salt: Uint8Array,
    cost: ScryptCost,
    length = KEY_BYTES,
  ): Promise<Uint8Array> {
    await this.#enter();
    try {
      return await derive(password, salt, cost, length);
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < AT_ONCE) this.#running++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running--;
  }
}

function derive(
  password: string,
  salt: Uint8Array,
  { ln, r, p }: ScryptCost,
  length: number,
): Promise<Uint8Array> {
  const N = 2 ** ln;
  const maxmem = 128 * r * (N + p + 2);
  return new Promise((resolve, reject) =>
    scrypt(password, salt, length, { N, r, p, maxmem }, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    })
  );
}

/** The PHC string format: https://github.com/P-H-C/phc-string-format */
function format({ ln, r, p }: ScryptCost, salt: Uint8Array, key: Uint8Array): string {
  return `$scrypt$ln=${ln},r=${r},p=${p}$${toBase64(salt)}$${toBase64(key)}`;
}

function parse(hash: string): { cost: ScryptCost; salt: Uint8Array; key: Uint8Array } {
  const parts = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w+/-]+)\$([\w+/-]+)$/.exec(hash);
  if (!parts) throw new Error("Cannot read a stored password hash: it is no scrypt PHC string");
  const [, ln, r, p, salt, key] = parts as unknown as string[];
  return {
    cost: { ln: Number(ln), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt!, "base64"),
    key: Buffer.from(key!, "base64"),
  };
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replaceAll("=", "");
}
