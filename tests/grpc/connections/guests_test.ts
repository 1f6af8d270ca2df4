import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { connect } from "node:http2";
import { connect as connectTcp } from "node:net";
import { gzipSync } from "node:zlib";
import { type GrpcTest, SERVICE_TOKEN, startGrpcTest } from "../../support/grpc/test_server.ts";
import { makeCertificates } from "../../support/grpc/certificates.ts";
import { grpcFrame, protoField, RawGrpcClient } from "../../support/grpc/raw_client.ts";
import {
  callHeaders,
  FLAG,
  FRAME,
  type Frame,
  frame,
  headerBlock,
  headerFrames,
  PREFACE,
  RawHttp2,
} from "../../support/grpc/raw_http2.ts";
import { within } from "../../support/suite/within.ts";

const PATIENCE = 20_000;
const CHECK = "/grpc.health.v1.Health/Check";
const CHAT = "/pb.ChatService/ChatStream";
const WATCH = "/grpc.health.v1.Health/Watch";
const authorization = `Bearer ${SERVICE_TOKEN}`;
const question = grpcFrame(Buffer.concat([protoField(2, "user-1"), protoField(3, "Hi")]));
const usual = { firstCall: 60_000, nextCall: 60_000, call: 60_000 };

function callFrames(path: string, stream: number): Buffer {
  return headerFrames(headerBlock(callHeaders(path)), { stream });
}

const nothing = { flags: FLAG.endStream, payload: grpcFrame(Buffer.alloc(0)) };

/** Makes an authenticated call, after which the client is no longer a guest. */
async function ask(client: RawGrpcClient): Promise<void> {
  const { code, message } = await client.send({ headers: { authorization }, body: question });
  assert.equal(code, status.OK, message);
}

/** Resolves when the server has closed the connection. */
async function untilClosed(client: RawHttp2): Promise<void> {
  const frames = client.frames();
  while (!(await frames.next()).done);
}

const beginnings: Record<string, Buffer> = {
  "nothing": Buffer.alloc(0),
  "half a preface": PREFACE.subarray(0, 10),
  "a preface alone": PREFACE,
  "settings and pings": Buffer.concat([
    PREFACE,
    frame(FRAME.settings),
    frame(FRAME.ping, {
      payload: Buffer.alloc(8),
    }),
  ]),
  "half a block of headers": Buffer.concat([
    PREFACE,
    frame(FRAME.settings),
    frame(FRAME.headers, { stream: 1, payload: headerBlock(callHeaders(CHECK)) }),
  ]),
};

for (const [name, begin] of Object.entries(beginnings)) {
  Deno.test(`a connection that has sent ${name} is closed in time`, async () => {
    await using t = await startGrpcTest({
      connections: { guests: { ...usual, firstCall: 50 } },
    });
    using client = await RawHttp2.connect(t.server.port, { begin });
    await within(PATIENCE, untilClosed(client));
  });
}

Deno.test("a connection whose TLS handshake stalls is closed", async () => {
  await using certificates = await makeCertificates();
  await using t = await startGrpcTest({
    tls: certificates.server,
    connections: { guests: { ...usual, firstCall: 50 } },
  });
  using client = await RawHttp2.connect(t.server.port, { begin: Buffer.from([0x16, 3, 1]) });
  await within(PATIENCE, untilClosed(client));
});

Deno.test("a call without a message ends in time, and its connection stays open", async () => {
  await using t = await startGrpcTest({ connections: { request: 50 } });
  using client = await RawHttp2.connect(t.server.port);
  const block = headerBlock([...callHeaders(CHAT), ["authorization", authorization]]);
  await client.send(headerFrames(block, { stream: 1 }));
  assert.ok(await within(PATIENCE, client.frameOf(1, FLAG.endStream)));
  await client.send(callFrames(CHECK, 3), frame(FRAME.data, { stream: 3, ...nothing }));
  assert.ok(await within(PATIENCE, client.frameOf(3, FLAG.endStream)));
  const ends = t.lines.filter(({ message }) => message === "gRPC call");
  assert.deepEqual(ends.map(({ fields }) => fields.status), ["DEADLINE_EXCEEDED", "OK"]);
});

Deno.test("a call without a token is refused before its message arrives", async () => {
  await using t = await startGrpcTest();
  using client = await RawHttp2.connect(t.server.port);
  for (const [i, path] of [CHAT, "/parley.v1.ChatService/ImportChats"].entries()) {
    await client.send(callFrames(path, 2 * i + 1));
    assert.ok(await within(PATIENCE, client.frameOf(2 * i + 1, FLAG.endStream)));
  }
  const ends = t.lines.filter(({ message }) => message === "gRPC call");
  assert.deepEqual(ends.map(({ fields }) => fields.status), [
    ...["UNAUTHENTICATED", "UNAUTHENTICATED"],
  ]);
});

/** A protobuf message with a field of `size` bytes that no request has. */
function padded(message: Uint8Array, size: number): Buffer {
  const head = Buffer.from([15 << 3 | 2, size & 0x7f | 0x80, size >> 7 & 0x7f | 0x80, size >> 14]);
  return Buffer.concat([message, head, Buffer.alloc(size)]);
}

const words = Buffer.concat([protoField(2, "user-1"), protoField(3, "Hi")]);

/** Sends a call's message as far as the server's windows allow. */
class WindowedMessage {
  readonly #client: RawHttp2;
  readonly #message: Buffer;
  readonly #frames: AsyncGenerator<Frame, void>;
  /** The windows of the connection and of the call: RFC 9113, section 6.9.2. */
  readonly #windows = [65_535, 65_535];
  #isAnswered = false;
  sent = 0;

  constructor(client: RawHttp2, message: Buffer) {
    this.#client = client;
    this.#message = message;
    this.#frames = client.frames();
  }

  async pump(): Promise<void> {
    let before = -1;
    while (before < this.sent) {
      before = this.sent;
      await this.#send();
      await this.#client.send(frame(FRAME.ping, eightBytes));
      for (;;) {
        const { type, flags, stream, payload } = await this.#next();
        if (type === FRAME.windowUpdate) this.#windows[stream]! += payload.readUInt32BE(0);
        if (type === FRAME.ping && flags & FLAG.ack) break;
      }
    }
  }

  async untilAnswered(): Promise<void> {
    while (!this.#isAnswered) await this.#next();
  }

  async #next(): Promise<Frame> {
    const { value } = await this.#frames.next();
    assert.ok(value, "The connection ended");
    this.#isAnswered ||= value.stream === 1 && (value.flags & FLAG.endStream) !== 0;
    return value;
  }

  async #send(): Promise<void> {
    for (;;) {
      const size = Math.min(16_384, ...this.#windows, this.#message.length - this.sent);
      if (size === 0) return;
      const payload = this.#message.subarray(this.sent, this.sent + size);
      this.sent += size;
      this.#windows.forEach((left, i) => this.#windows[i] = left - size);
      const flags = this.sent === this.#message.length ? FLAG.endStream : 0;
      await this.#client.send(frame(FRAME.data, { stream: 1, flags, payload }));
    }
  }
}

Deno.test("little of a call's message is read until its token was checked, then all", async () => {
  const asked = Promise.withResolvers<void>();
  const mayGoOn = Promise.withResolvers<void>();
  await using t = await startGrpcTest({
    app: ({ authenticate }) => ({
      async authenticate(token) {
        asked.resolve();
        await mayGoOn.promise;
        return authenticate(token);
      },
    }),
  });
  using client = await RawHttp2.connect(t.server.port);
  const block = headerBlock([...callHeaders(CHAT), ["authorization", authorization]]);
  await client.send(headerFrames(block, { stream: 1 }));
  const size = 1_000_000;
  const bytes = grpcFrame(padded(words, size));
  const message = new WindowedMessage(client, bytes);
  await within(PATIENCE, asked.promise);
  for (let i = 0; i < 5; i++) await within(PATIENCE, message.pump());
  assert.ok(message.sent <= 4 * 65_536, `${message.sent} bytes were taken`);
  mayGoOn.resolve();
  while (message.sent < bytes.length) await within(PATIENCE, message.pump());
  await within(PATIENCE, message.untilAnswered());
  const end = t.lines.find(({ message }) => message === "gRPC call");
  assert.equal(end?.fields.status, "OK");
});

Deno.test("a guest's first message may be large if its token is valid", async () => {
  await using t = await startGrpcTest();
  using client = new RawGrpcClient(t.address);
  const body = grpcFrame(padded(words, 1_000_000));
  const calls = Array.from({ length: 4 }, () => client.send({ headers: { authorization }, body }));
  for (const { code } of await Promise.all(calls)) assert.equal(code, status.OK);
});

Deno.test("methods that need no token accept small messages only", async () => {
  await using t = await startGrpcTest();
  using client = new RawGrpcClient(t.address);
  const large = padded(Buffer.alloc(0), 100_000);
  const gzipped = grpcFrame(gzipSync(large), { flag: 1 });
  for (
    const call of [
      { body: grpcFrame(large) },
      { body: gzipped, headers: { "grpc-encoding": "gzip" } },
    ]
  ) {
    const { code } = await client.send({ path: CHECK, ...call });
    assert.equal(code, status.RESOURCE_EXHAUSTED);
  }
  const small = grpcFrame(padded(Buffer.alloc(0), 50_000));
  assert.equal((await client.send({ path: CHECK, body: small })).code, status.OK);
});

Deno.test("guests' calls and idle connections are closed in time; clients' aren't", async () => {
  await using t = await startGrpcTest({
    connections: { guests: { firstCall: 5_000, nextCall: 50, call: 50 } },
  });
  using known = new RawGrpcClient(t.address);
  await ask(known);
  const watched = known.send({ path: WATCH, body: nothing.payload });
  using watcher = await RawHttp2.connect(t.server.port);
  await watcher.send(callFrames(WATCH, 1), frame(FRAME.data, { stream: 1, ...nothing }));
  using idle = await RawHttp2.connect(t.server.port);
  await idle.send(callFrames(CHECK, 1), frame(FRAME.data, { stream: 1, ...nothing }));
  await within(PATIENCE, Promise.all([untilClosed(watcher), untilClosed(idle)]));
  await ask(known);
  assert.equal(await Promise.race([watched, "still watching"]), "still watching");
});

Deno.test("guests get few connections, and idle ones are closed for new ones; clients get more", async () => {
  await using t = await startGrpcTest({ guests: { perAddress: 3, total: 100 } });
  const clients = [];
  for (let i = 0; i < 5; i++) {
    const client = new RawGrpcClient(t.address);
    clients.push(client);
    await ask(client);
  }
  using first = await RawHttp2.connect(t.server.port);
  await first.frameOf(0, FLAG.ack);
  const others = [];
  for (let i = 0; i < 20; i++) others.push(await RawHttp2.connect(t.server.port));
  await within(PATIENCE, untilClosed(first));
  using late = new RawGrpcClient(t.address);
  await ask(late);
  for (const client of clients) await ask(client);
  for (const client of [...clients, ...others]) client[Symbol.dispose]();
  await t.server.stop(0);
  const warnings = t.lines.filter(({ message }) => /connections of guests/.test(message));
  assert.equal(warnings.length, 1, "one line for all");
  assert.ok(Number(warnings[0]!.fields.count) >= 18);
});

Deno.test("health watches on all allowed connections don't keep another address out", async () => {
  await using t = await startGrpcTest({ guests: { perAddress: 3, total: 3 } });
  const watchers = [];
  for (let i = 0; i < 3; i++) {
    const watcher = await RawHttp2.connect(t.server.port);
    watchers.push(watcher);
    await watcher.send(callFrames(WATCH, 1), frame(FRAME.data, { stream: 1, ...nothing }));
    assert.ok(await within(PATIENCE, watcher.frameOf(1, FLAG.endHeaders)));
  }
  const { port } = t.server;
  const other = connect(`http://${t.address}`, {
    createConnection: () => connectTcp({ host: "127.0.0.1", port, localAddress: "127.0.0.2" }),
  });
  await within(PATIENCE, new Promise((resolve) => other.once("remoteSettings", resolve)));
  await within(PATIENCE, untilClosed(watchers[0]!));
  other.destroy();
  for (const watcher of watchers) watcher[Symbol.dispose]();
});

Deno.test("a connection may have few calls open until an authenticated call, and is told so", async () => {
  await using t = await startGrpcTest();
  const session = connect(`http://${t.address}`);
  const limit = () => session.remoteSettings.maxConcurrentStreams;
  const settings = () => new Promise((resolve) => session.once("remoteSettings", resolve));
  await within(PATIENCE, settings());
  assert.equal(limit(), 32);
  assert.equal(session.remoteSettings.maxHeaderListSize, 64 * 1024);
  const raised = settings();
  const stream = session.request({
    ...Object.fromEntries(callHeaders("/pb.ChatService/ChatStream")),
    authorization,
  });
  stream.end(question);
  stream.resume();
  await within(PATIENCE, raised);
  assert.equal(limit(), 1_000);
  session.destroy();
});

Deno.test("calls above a guest's limit are refused, even if it ignores the announced limit", async () => {
  await using t = await startGrpcTest();
  using client = await RawHttp2.connect(t.server.port);
  const calls = Array.from({ length: 40 }, (_, i) => callFrames(WATCH, 2 * i + 1));
  await client.send(...calls);
  const REFUSED = 7;
  let refused = 0;
  for await (const { type, payload } of client.frames()) {
    if (type === FRAME.rstStream) assert.equal(payload.readUInt32BE(0), REFUSED);
    if (type === FRAME.rstStream && ++refused === 8) break;
  }
  using other = new RawGrpcClient(t.address);
  await ask(other);
});

Deno.test("calls without a token are limited per address, whatever the number of connections", async () => {
  await using t = await startGrpcTest();
  const clients = [];
  for (let i = 0; i < 10; i++) {
    const client = await RawHttp2.connect(t.server.port);
    clients.push(client);
    await client.frameOf(0, FLAG.ack);
    await client.send(...Array.from({ length: 32 }, (_, i) => callFrames(WATCH, 2 * i + 1)));
    const isFull = i >= 128 / 32;
    if (isFull) assert.ok(await within(PATIENCE, client.frameOf(63, FLAG.endStream)));
    // Answered even after all calls have arrived.
    await client.send(frame(FRAME.ping, { payload: Buffer.alloc(8) }));
    assert.ok(await within(PATIENCE, client.frameOf(0, FLAG.ack)));
  }
  for (const client of clients) client[Symbol.dispose]();
  await t.server.stop(0);
  const lines = t.lines.filter(({ message }) => /above the limits/.test(message));
  assert.deepEqual(lines.map(({ fields }) => fields.count), [192]);
});

const eightBytes = { payload: Buffer.alloc(8) };
const many = (bytes: Buffer, count = 500) =>
  Buffer.concat(Array.from({ length: count }, () => bytes));

/** Sends a million frames and reads nothing. @returns Whether the server took them all. */
async function takes(client: RawHttp2, bytes: Flood): Promise<boolean> {
  for (let round = 0; round < 2_000; round++) {
    if (!await client.send(typeof bytes === "function" ? bytes(round) : bytes)) return false;
  }
  return true;
}

type Flood = Buffer | ((round: number) => Buffer);

/** Frames that make work but have no use of their own. */
const floods: Record<string, Flood> = {
  "PING": many(frame(FRAME.ping, eightBytes)),
  "SETTINGS": many(frame(FRAME.settings)),
  "PRIORITY": many(frame(FRAME.priority, { stream: 1, payload: Buffer.alloc(5) })),
  "WINDOW_UPDATE": many(frame(FRAME.windowUpdate, { payload: Buffer.from([0, 0, 0, 1]) })),
  "frames of an unknown type": many(frame(99)),
  "calls that are reset": (round) =>
    Buffer.concat(Array.from({ length: 100 }, (_, i) => {
      const stream = 2 * (round * 100 + i) + 1;
      const payload = Buffer.from([0, 0, 0, 8]);
      return Buffer.concat([
        callFrames(CHECK, stream),
        frame(FRAME.rstStream, { stream, payload }),
      ]);
    })),
  "empty CONTINUATION": Buffer.concat([
    frame(FRAME.headers, { stream: 1, payload: headerBlock(callHeaders(CHECK)) }),
    many(frame(FRAME.continuation, { stream: 1 }), 5_000),
  ]),
  "empty DATA": Buffer.concat([
    callFrames(WATCH, 1),
    many(frame(FRAME.data, { stream: 1 }), 5_000),
  ]),
};

for (const [name, bytes] of Object.entries(floods)) {
  Deno.test(`a flood of ${name} ends its connection, and costs others nothing`, async () => {
    await using t = await startGrpcTest();
    using other = new RawGrpcClient(t.address);
    await ask(other);
    using client = await RawHttp2.connect(t.server.port);
    assert.equal(await within(PATIENCE, takes(client, bytes)), false, "all was taken");
    await ask(other);
  });
}

Deno.test("a known client's flood ends its connection, too; the frames of real gRPC clients don't", async () => {
  await using t = await startGrpcTest();
  const flooding = await knownHttp2(t);
  assert.equal(await within(PATIENCE, takes(flooding, floods.PING!)), false);
  const polite = await knownHttp2(t);
  await polite.send(many(frame(FRAME.ping, eightBytes), 5_000));
  await polite.send(callFrames(CHECK, 3), frame(FRAME.data, { stream: 3, ...nothing }));
  assert.ok(await within(PATIENCE, polite.frameOf(3, FLAG.endStream)));
  for (const client of [flooding, polite]) client[Symbol.dispose]();
});

async function knownHttp2(t: GrpcTest): Promise<RawHttp2> {
  const client = await RawHttp2.connect(t.server.port);
  const headers: [string, string][] = [["authorization", authorization]];
  const block = headerBlock([...callHeaders("/pb.ChatService/ChatStream"), ...headers]);
  const message = { stream: 1, flags: FLAG.endStream, payload: question };
  await client.send(headerFrames(block, { stream: 1 }), frame(FRAME.data, message));
  assert.ok(await within(PATIENCE, client.frameOf(1, FLAG.endStream)));
  return client;
}
