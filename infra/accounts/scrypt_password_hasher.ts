import { Buffer } from "node:buffer";
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import type { HashClient, PasswordHasher } from "../../domain/accounts/password_hasher.ts";
import { HashQueue, type QueueLimits } from "./hash_queue.ts";

/** The cost of a hash: 2^`ln` blocks of 128 × `r` bytes, `p` times (RFC 7914). */
export type ScryptCost = { readonly ln: number; readonly r: number; readonly p: number };

// One of the equivalent settings of OWASP's password storage cheat sheet: 64 MiB, twice.
const currentCost: ScryptCost = { ln: 16, r: 8, p: 2 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;
// Each hash takes 64 MiB, one thread and about 0.3 s, so the last in either queue waits about 5 s.
const queueLimits = { atOnce: 2, waiting: 32, perClient: 8 };

/**
 * {@link PasswordHasher} with scrypt, at most two hashes at a time. More of them wait in a queue,
 * and are refused when it is full. Passwords are hashed in full, not truncated.
 */
export class ScryptPasswordHasher implements PasswordHasher {
  readonly #cost: ScryptCost;
  readonly #queue: HashQueue;

  /** @param cost Cost of new hashes; only tests pass another, or other limits. */
  constructor(cost: ScryptCost = currentCost, limits: QueueLimits = queueLimits) {
    this.#cost = cost;
    this.#queue = new HashQueue(limits);
  }

  async hash(password: string, client: HashClient = {}): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    const cost = this.#cost;
    const key = await this.#queue.run(client, () => derive(password, { salt, cost }));
    return format(cost, salt, key);
  }

  async verify(password: string, hash: string | null, client: HashClient = {}): Promise<boolean> {
    const { cost, salt, key } = hash === null ? this.#dummyHash() : parse(hash);
    const length = key.length;
    const derived = await this.#queue.run(client, () => derive(password, { salt, cost, length }));
    // scrypt begins with HMAC, which pads short keys with zero bytes (RFC 2104): "a" equals "a\0".
    return timingSafeEqual(derived, key) && hash !== null && !password.endsWith("\0");
  }

  /** Compared with when there is no account, so that the answer takes as long. */
  #dummyHash(): Hashed {
    return { cost: this.#cost, salt: randomBytes(SALT_BYTES), key: new Uint8Array(KEY_BYTES) };
  }
}

/** The parts of a stored hash. */
type Hashed = { readonly cost: ScryptCost; readonly salt: Uint8Array; readonly key: Uint8Array };

function derive(
  password: string,
  { salt, cost: { ln, r, p }, length = KEY_BYTES }: Omit<Hashed, "key"> & { length?: number },
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

function parse(hash: string): Hashed {
  const parts = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w+/-]+)\$([\w+/-]+)$/.exec(hash);
  if (!parts) throw new Error("Cannot read a stored password hash: it is not a scrypt PHC string");
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
