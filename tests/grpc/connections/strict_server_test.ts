import { status } from "@grpc/grpc-js";
import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { Answer } from "../../../domain/chats/message.ts";
import { type GrpcTest, SERVICE_TOKEN, startGrpcTest } from "../../support/grpc/test_server.ts";
import {
  grpcFrame,
  protoField,
  type RawCall,
  RawGrpcClient,
} from "../../support/grpc/raw_client.ts";

const authorization = `Bearer ${SERVICE_TOKEN}`;
const question = Buffer.concat([protoField(2, "user-1"), protoField(3, "Hi")]);
const proper: RawCall = { headers: { authorization }, body: grpcFrame(question) };

function logged({ lines }: GrpcTest) {
  return lines.map(({ fields: { method, status } }) => `${method} ${status}`);
}

const unreadable: Record<string, { call: RawCall; because: RegExp }> = {
  "a text is no UTF-8": {
    call: { body: grpcFrame(Buffer.concat([question, protoField(1, Buffer.from([0xc3, 0x28]))])) },
    because: /not UTF-8/,
  },
  "a text is longer than the message": {
    call: { body: grpcFrame(Buffer.concat([question, Buffer.from([0x0a, 9, 0x61])])) },
    because: /out of range/,
  },
  "it is no protobuf": {
    call: { body: grpcFrame(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x7f])) },
    because: /wire type/,
  },
  "its compression is broken": {
    call: {
      headers: { "grpc-encoding": "gzip" },
      body: grpcFrame(gzipSync(question).subarray(0, -9), { flag: 1 }),
    },
    because: /decompress/,
  },
  "its deadline is no time": {
    call: { headers: { "grpc-timeout": "soon" }, body: grpcFrame(question) },
    because: /timeout/,
  },
};

for (const [name, { call, because }] of Object.entries(unreadable)) {
  Deno.test(`a request is the caller's fault when ${name}`, async () => {
    await using t = await startGrpcTest();
    using raw = new RawGrpcClient(t.address);
    const headers = { authorization, "x-request-id": "trace-1", ...call.headers };
    const outcome = await raw.send({ ...call, headers });
    assert.equal(outcome.code, status.INVALID_ARGUMENT);
    assert.match(outcome.message, /^Cannot read the request: /);
    assert.match(outcome.message, because);
    assert.match(
      atob(String(outcome.headers["grpc-status-details-bin"])),
      /MALFORMED_REQUEST.*parley/s,
    );
    assert.equal(outcome.headers["x-request-id"], "trace-1");
    assert.deepEqual(logged(t), ["/pb.ChatService/ChatStream INVALID_ARGUMENT"]);
    assert.equal((await raw.send(proper)).code, status.OK);
  });
}

for (const type of ["text/html", "application/json", "application/grpcx", ""]) {
  Deno.test(`a request of the type "${type}" gets HTTP status 415`, async () => {
    await using t = await startGrpcTest();
    using raw = new RawGrpcClient(t.address);
    const headers = { authorization, "content-type": type };
    const refused = await Promise.all(
      Array.from({ length: 20 }, () => raw.send({ ...proper, headers })),
    );
    assert.deepEqual(new Set(refused.map(({ httpStatus }) => httpStatus)), new Set([415]));
    assert.equal(t.upstream.requests.length, 0);
  });
}

for (
  const type of ["application/grpc", "application/grpc+proto", "application/grpc;charset=utf-8"]
) {
  Deno.test(`a request of the type "${type}" is served`, async () => {
    await using t = await startGrpcTest();
    using raw = new RawGrpcClient(t.address);
    const headers = { authorization, "content-type": type };
    assert.equal((await raw.send({ ...proper, headers })).code, status.OK);
  });
}

for (const method of ["/pb.ChatService/Nope", "/constructor", "/caf\u00e9"]) {
  Deno.test(`a call to the unknown method "${method}" is refused, and logged as such`, async () => {
    await using t = await startGrpcTest();
    using raw = new RawGrpcClient(t.address);
    const { code, message, headers } = await raw.send({ ...proper, path: method });
    assert.equal(code, status.UNIMPLEMENTED);
    assert.equal(message, "The server has no such method");
    assert.match(atob(String(headers["grpc-status-details-bin"])), /UNIMPLEMENTED.*parley/s);
    assert.deepEqual(logged(t), ["/unknown/unknown UNIMPLEMENTED"]);
  });
}

// grpc-js counts its milliseconds in 32 bits, where they overflow and become negative.
Deno.test("a deadline in 30 days doesn't end the call at once", async () => {
  await using t = await startGrpcTest({ upstream: { reply: "manual" } });
  using raw = new RawGrpcClient(t.address);
  const call = raw.send({ ...proper, headers: { authorization, "grpc-timeout": "2592000S" } });
  const exchange = await t.upstream.next();
  await exchange.complete();
  assert.equal((await call).code, status.OK);
});

Deno.test("a call with more than 16 KiB of metadata gets RESOURCE_EXHAUSTED", async () => {
  await using t = await startGrpcTest();
  using raw = new RawGrpcClient(t.address);
  const withMetadata = (bytes: number) =>
    raw.send({ ...proper, headers: { authorization, "x-padding": "x".repeat(bytes) } });
  assert.equal((await withMetadata(16_000)).code, status.OK);
  const { code, message } = await withMetadata(16_384);
  assert.equal(code, status.RESOURCE_EXHAUSTED);
  assert.match(message, /^Cannot read 16\d{3} bytes of metadata; at most 16384$/);
});

Deno.test("a response of more than 16 MiB is not sent", async () => {
  const ended = { state: "complete", errorCode: null } as Answer;
  const text = "x".repeat(16 * 1024 * 1024);
  await using t = await startGrpcTest({
    app: () => ({
      async *followAnswer() {
        yield { text, ended };
      },
    }),
  });
  using raw = new RawGrpcClient(t.address);
  const { code, message, headers } = await raw.send(proper);
  assert.equal(code, status.RESOURCE_EXHAUSTED);
  assert.match(message, /larger than max/);
  assert.match(atob(String(headers["grpc-status-details-bin"])), /PAYLOAD_TOO_LARGE.*parley/s);
});

Deno.test("a call with too many fields is refused, and the connection stays open", async () => {
  await using t = await startGrpcTest();
  using raw = new RawGrpcClient(t.address);
  const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`x-${i}`, "v"]));
  const { refusal } = await raw.send({ ...proper, headers: many });
  assert.equal(refusal, 11 /* ENHANCE_YOUR_CALM */);
  assert.equal((await raw.send(proper)).code, status.OK);
});
