import { Metadata, status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { bearer, finished } from "../../support/grpc/client.ts";
import { SERVICE_TOKEN, startGrpcTest } from "../../support/grpc/test_server.ts";
import { grpcFrame, protoField, RawGrpcClient } from "../../support/grpc/raw_client.ts";
import {
  callHeaders,
  FLAG,
  FRAME,
  frame,
  headerBlock,
  headerFrames,
  type HeaderKind,
  RawHttp2,
} from "../../support/grpc/raw_http2.ts";
import { within } from "../../support/suite/within.ts";

const PATIENCE = 20_000;
const authorization = `Bearer ${SERVICE_TOKEN}`;
const question = grpcFrame(Buffer.concat([protoField(2, "user-1"), protoField(3, "Hi")]));
const CHECK = "/grpc.health.v1.Health/Check";
const nothing = grpcFrame(Buffer.alloc(0));

const values = (count: number, size: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-${i}`, "v".repeat(size)]));

/** Sizes around those at which HTTP/2's decoder gives up on a connection, in several encodings. */
const large: Record<string, Record<string, string>> = {
  "17 KB": values(1, 17_000),
  "64 KiB in one value": values(1, 64 * 1024),
  "100 KB in one value": values(1, 100_000),
  "100 KB of hard bytes": { "x-0": "\\^{|}~".repeat(17_000) },
  "500 KB in one value": values(1, 500_000),
  "100 KB in values of 1 KB": values(100, 1_000),
  "300 KB in values of 10 KB": values(30, 10_000),
  "900 KB in values of 20 KB": values(45, 20_000),
  "a name of 70 KB": { ["x".repeat(70_000)]: "v" },
};

for (const [name, headers] of Object.entries(large)) {
  Deno.test(`a call with ${name} of metadata fails without its connection`, async () => {
    await using t = await startGrpcTest({ upstream: { reply: "manual" } });
    using client = new RawGrpcClient(t.address);
    const answer = client.send({ headers: { authorization }, body: question });
    const exchange = await within(PATIENCE, t.upstream.next());
    await exchange.text("Well");
    const refused = await client.send({ path: CHECK, headers, body: nothing });
    const ENHANCE_YOUR_CALM = 11;
    const isTold = refused.code === status.RESOURCE_EXHAUSTED ||
      refused.refusal === ENHANCE_YOUR_CALM;
    assert.ok(isTold, JSON.stringify(refused));
    // Twice, because the second call refers to headers of the first one.
    for (let i = 0; i < 2; i++) {
      const proper = { headers: { authorization, "x-note": "n".repeat(100) }, body: nothing };
      assert.equal((await client.send({ path: CHECK, ...proper })).code, status.OK);
    }
    await exchange.complete();
    assert.equal((await answer).code, status.OK);
  });
}

const flat = {
  "40 of 4,000": [40, 4_000],
  "2,000 of 200": [2_000, 200],
  "9,000 of 90": [9_000, 90],
};

for (const [name, [count, size]] of Object.entries(flat)) {
  for (const kind of ["plain", "indexed"] satisfies HeaderKind[]) {
    Deno.test(`${name} bytes written as ${kind} fail with a message, and the table stays right`, async () => {
      await using t = await startGrpcTest();
      using client = await RawHttp2.connect(t.server.port);
      const token = headerBlock([["authorization", authorization]]);
      const first = headerBlock(callHeaders("/pb.ChatService/ChatStream"));
      const proper = headerBlock(callHeaders(CHECK));
      const many = Object.entries(values(count!, size!));
      // Refers to the name of the last entry: RFC 7541, section 6.2.1.
      const sameName = Buffer.concat([
        Buffer.from([0x40 | 62]),
        Buffer.from([1]),
        Buffer.from("w"),
      ]);
      const blocks = [
        Buffer.concat([first, token, headerBlock([["x-note", "n"]], "indexed")]),
        Buffer.concat([proper, sameName, headerBlock(many, kind)]),
        Buffer.concat([proper, sameName, Buffer.from([0x80 | 62])]),
      ];
      for (const [i, block] of blocks.entries()) {
        const stream = 2 * i + 1;
        const message = { stream, flags: FLAG.endStream, payload: i === 0 ? question : nothing };
        await client.send(headerFrames(block, { stream }), frame(FRAME.data, message));
        assert.ok(await within(PATIENCE, client.frameOf(stream, FLAG.endStream)), `call ${i}`);
      }
      const ends = t.lines.filter(({ message }) => message === "gRPC call");
      assert.deepEqual(ends.map(({ fields }) => fields.status), [
        ...["OK", "RESOURCE_EXHAUSTED", "OK"],
      ]);
    });
  }
}

Deno.test("a client can't claim how much metadata it sends", async () => {
  await using t = await startGrpcTest();
  using client = new RawGrpcClient(t.address);
  const headers = { "parley-trimmed-metadata": "1", "x-large": "v".repeat(20_000) };
  const { code } = await client.send({ path: CHECK, headers, body: nothing });
  assert.equal(code, status.RESOURCE_EXHAUSTED);
});

for (const kind of ["plain", "never", "indexed"] satisfies HeaderKind[]) {
  Deno.test(`too much metadata written as ${kind} leaves the connection as it was`, async () => {
    await using t = await startGrpcTest();
    using client = await RawHttp2.connect(t.server.port);
    const remembered = headerBlock([["x-note", "n".repeat(50)]], "indexed");
    // Refers to the last entry: RFC 7541, section 2.3.3.
    const newest = Buffer.from([0x80 | 62]);
    const proper = headerBlock(callHeaders(CHECK));
    const blocks = [
      Buffer.concat([proper, remembered]),
      Buffer.concat([proper, newest]),
      Buffer.concat([proper, headerBlock(Object.entries(values(3, 70_000)), kind)]),
      Buffer.concat([proper, kind === "indexed" ? remembered : newest]),
      Buffer.concat([proper, newest]),
    ];
    for (const [i, block] of blocks.entries()) {
      const stream = 2 * i + 1;
      const message = { stream, flags: FLAG.endStream, payload: nothing };
      await client.send(headerFrames(block, { stream }), frame(FRAME.data, message));
      assert.ok(await within(PATIENCE, client.frameOf(stream, FLAG.endStream)), `call ${i}`);
    }
    const ends = t.lines.filter(({ message }) => message === "gRPC call");
    assert.deepEqual(ends.map(({ fields }) => fields.status), [
      ...["OK", "OK", "RESOURCE_EXHAUSTED", "OK", "OK"],
    ]);
  });
}

Deno.test("a gRPC client is told how much metadata it may send", async () => {
  await using t = await startGrpcTest();
  for (const [size, words] of [[20_000, /at most 16384/], [200_000, /at most 16384/]] as const) {
    const metadata: Metadata = bearer(SERVICE_TOKEN, { "x-large": "v".repeat(size) });
    const call = t.client.ChatStream({ user_id: "user-1", user_message: "Hi" }, metadata);
    const { code, details } = await finished(call);
    assert.equal(code, status.RESOURCE_EXHAUSTED);
    assert.match(details, words);
  }
});

Deno.test("headers in several frames are read like headers in one, with padding and priority", async () => {
  await using t = await startGrpcTest();
  using client = await RawHttp2.connect(t.server.port);
  const block = headerBlock([...callHeaders(CHECK), ["x-note", "n".repeat(1_000)]]);
  const [PADDED, PRIORITY] = [8, 0x20];
  const first = Buffer.concat([
    ...[Buffer.from([3]), Buffer.from([0, 0, 0, 0, 15]), block.subarray(0, 10), Buffer.alloc(3)],
  ]);
  await client.send(
    frame(FRAME.headers, { stream: 1, flags: PADDED | PRIORITY, payload: first }),
    frame(FRAME.continuation, { stream: 1, payload: block.subarray(10, 500) }),
    frame(FRAME.continuation, {
      stream: 1,
      flags: FLAG.endHeaders,
      payload: block.subarray(500),
    }),
    frame(FRAME.data, { stream: 1, flags: FLAG.endStream, payload: nothing }),
  );
  assert.ok(await within(PATIENCE, client.frameOf(1, FLAG.endStream)));
  assert.equal(t.lines.find(({ message }) => message === "gRPC call")?.fields.status, "OK");
});
