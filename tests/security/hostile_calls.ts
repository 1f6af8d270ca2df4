import { Buffer } from "node:buffer";
import type { OutgoingHttpHeaders } from "node:http2";
import { gzipSync } from "node:zlib";
import { grpcFrame, type RawCall } from "../support/grpc/raw_client.ts";
import { type Random, randomWhole } from "../support/suite/seeded_random.ts";

/** Material for hostile calls. */
export type HostileWorld = {
  /** Methods that exist, as `/package.Service/Method`. */
  readonly methods: readonly string[];
  /** A valid token. */
  readonly authorization: string;
  /** Ids of a chat and of messages in it. */
  readonly ids: readonly string[];
};

/** A call that no proper client would make. */
export type HostileCall = RawCall & {
  /** What is wrong with the call, for the message of a failure. */
  readonly kind: string;
};

const numbers = [
  ...[0n, 1n, 2n, 100n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 62n],
  ...[2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 64n - 2n ** 31n],
];

const texts = [
  ...["", " ", "Hi", "\0", "\u202e\ufeff", "a\nb", "'; drop table chats; --", "../../etc/passwd"],
  ...["chat.title", "title", "%", "_", "\u{1f600}".repeat(50), "x".repeat(5_000), "constructor"],
].map((text) => Buffer.from(text));

/**
 * Not UTF-8: a lone byte, a cut and an overlong character, half a surrogate pair, past the last.
 */
const brokenTexts = [
  ...[[0xff], [0xe2, 0x82], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80]],
].map((bytes) => Buffer.from(bytes));

const timeouts = ["", "soon", "-5S", "1", "1x", "999999999S", "0n", "1n", "1.5S", "S", "99999999H"];
const encodings = ["gzip", "deflate", "br", "identity", "\u00ff", "gzip, gzip"];
const credentials = ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer \u00ff", "x".repeat(4_000)];
const contentTypes = [
  "text/html",
  "application/json",
  "",
  "application/grpcx",
  "application/grpc+x",
];
const users = ["", " ", "a\tb", "x".repeat(300), "\u00ff", "user-1", "__proto__"];

/** Makes calls of all kinds; the same seed makes the same calls. */
export function* hostileCalls(random: Random, world: HostileWorld): Generator<HostileCall, never> {
  for (;;) {
    const [kind, make] = pick(random, kinds);
    const path = pick(random, world.methods);
    const who = { authorization: world.authorization, "x-parley-user": "user-1" };
    const { headers, ...call } = make(random, world);
    yield { kind, path, ...call, headers: { ...who, ...headers } };
  }
}

type Maker = (random: Random, world: HostileWorld) => RawCall;

const makers: Record<string, Maker> = {
  "random bytes": (random) => ({
    body: grpcFrame(randomBytes(random, randomWhole(random, 0, 200))),
  }),
  "strange values": (random, world) => ({ body: grpcFrame(message(random, world)) }),
  "broken texts": (random) => ({
    body: grpcFrame(Buffer.concat([1, 2, 3].map((n) => field(n, pick(random, brokenTexts))))),
  }),
  "a cut message": (random, world) => {
    const whole = message(random, world);
    return { body: grpcFrame(whole.subarray(0, randomWhole(random, 0, whole.length))) };
  },
  "flipped bits": (random, world) => {
    const bytes = message(random, world);
    for (let i = 0; i < bytes.length; i += 8) bytes[i] = bytes[i]! ^ 1 << randomWhole(random, 0, 7);
    return { body: grpcFrame(bytes) };
  },
  "deep groups": (random) => ({
    body: grpcFrame(
      Buffer.alloc(randomWhole(random, 100, 20_000), pick(random, [0x0b, 0x53, 0x7b])),
    ),
  }),
  "deep messages": (random) => {
    let bytes: Buffer = Buffer.from([8, 1]);
    for (let depth = 0; depth < 150; depth++) bytes = field(pick(random, [1, 4]), bytes);
    return { body: grpcFrame(bytes) };
  },
  "wrong framing": (random, world) => {
    const bytes = message(random, world);
    const length = pick(random, [0, 1, bytes.length + 1, 5_000_000, 2 ** 31, 2 ** 32 - 1]);
    return { body: grpcFrame(bytes, { flag: randomWhole(random, 0, 255), length }) };
  },
  "wrong compression": (random, world) => ({
    headers: { "grpc-encoding": pick(random, encodings) },
    body: grpcFrame(damaged(random, gzipSync(message(random, world))), { flag: 1 }),
  }),
  "no message, or many": (random, world) => ({
    body: pick(random, [
      Buffer.alloc(0),
      Buffer.alloc(4),
      Buffer.concat([grpcFrame(message(random, world)), grpcFrame(message(random, world))]),
    ]),
  }),
  "wrong headers": (random, world) => ({
    headers: {
      ...pick<OutgoingHttpHeaders>(random, [
        { authorization: pick(random, credentials) },
        { authorization: [world.authorization, "Bearer x"].join(", ") },
        { "content-type": pick(random, contentTypes) },
        { "grpc-timeout": pick(random, timeouts) },
        { "x-parley-user": pick(random, users) },
        { "x-request-id": pick(random, users), "idempotency-key": "k".repeat(100) },
        { "x-data-bin": pick(random, ["!", "====", "A", "\u00ff", "QUJD,QUJD"]) },
        { "grpc-accept-encoding": "\u00ff" },
        { ":method": pick(random, ["GET", "PUT", "FETCH"]) },
      ]),
    },
    body: grpcFrame(message(random, world)),
  }),
  "too many headers": (random) => ({
    headers: Object.fromEntries(
      Array.from({ length: randomWhole(random, 130, 400) }, (_, i) => [`x-${i}`, "v"]),
    ),
  }),
  "too large headers": (random) => ({
    headers: { "x-large": "x".repeat(randomWhole(random, 17_000, 60_000)) },
  }),
  "an unknown method": (random) => ({
    path: pick(random, [
      ...["/", "//", "/pb.ChatService", "/pb.ChatService/", "/pb.ChatService/chatstream"],
      ...["/parley.v1.ChatService/NoSuch", "/parley.v2.ChatService/GetChat", "/toString/call"],
      ...["/caf\u00e9/%00", `/${"x".repeat(2_000)}`, "/unknown/unknown"],
    ]),
    body: grpcFrame(randomBytes(random, 20)),
  }),
};

const kinds = Object.entries(makers);

/** Fields of these contracts, and some unknown ones. */
function message(random: Random, world: HostileWorld, depth = 0): Buffer {
  const count = randomWhole(random, 0, 5);
  return Buffer.concat(
    Array.from({ length: count }, () => anyField(random, world, depth)),
  );
}

function anyField(random: Random, world: HostileWorld, depth: number): Buffer {
  const number = random() < 0.9
    ? randomWhole(random, 1, 6)
    : pick(random, [0, 15, 16, 2 ** 20, 2 ** 29 - 1]);
  const shape = random();
  if (shape < 0.35) return field(number, Buffer.from(pick(random, world.ids)));
  if (shape < 0.55) return field(number, pick(random, texts));
  if (shape < 0.8) {
    return Buffer.concat([varint(BigInt(number) << 3n), varint(pick(random, numbers))]);
  }
  if (shape < 0.95 && depth < 4) return field(number, message(random, world, depth + 1));
  const wireType = BigInt(randomWhole(random, 0, 7));
  return Buffer.concat([varint(BigInt(number) << 3n | wireType), randomBytes(random, 9)]);
}

function field(number: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varint(BigInt(number) << 3n | 2n), varint(BigInt(bytes.length)), bytes]);
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  for (; value > 127n; value >>= 7n) bytes.push(Number(value & 127n) | 128);
  return Buffer.from([...bytes, Number(value)]);
}

function damaged(random: Random, bytes: Buffer): Buffer {
  return bytes.subarray(0, randomWhole(random, 0, bytes.length - 1));
}

/** So many random bytes. */
export function randomBytes(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => randomWhole(random, 0, 255)));
}

function pick<T>(random: Random, all: readonly T[]): T {
  return all[randomWhole(random, 0, all.length - 1)]!;
}
