import { status } from "@grpc/grpc-js";
import fc from "fast-check";
import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { GoawayFilter } from "../../../infra/grpc/goaway_filter.ts";
import { say, startFakeOpenAI } from "../../support/upstream/fake_openai.ts";
import { bearer, chatClient, finished } from "../../support/grpc/client.ts";
import { startParley } from "../../support/process/parley_process.ts";
import { SERVICE_TOKEN } from "../../support/app/test_app.ts";

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const GOAWAY = 7;
const END_HEADERS = 4;

function frame({ type, payload }: { type: number; payload: Uint8Array }): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header[3] = type;
  header[4] = END_HEADERS;
  return Buffer.concat([header, payload]);
}

Deno.test("GoawayFilter.push() passes on everything except GOAWAY frames, however the bytes are cut", () => {
  const frames = fc.array(
    fc.record({
      type: fc.oneof(fc.constant(GOAWAY), fc.integer({ min: 0, max: 255 })),
      payload: fc.uint8Array({ maxLength: 40 }),
    }),
    { maxLength: 12 },
  );
  fc.assert(fc.property(frames, fc.array(fc.integer({ min: 1, max: 30 })), (frames, cuts) => {
    const sent = Buffer.concat([PREFACE, ...frames.map(frame)]);
    const kept = frames.filter(({ type }) => type !== GOAWAY).map(frame);
    const filter = new GoawayFilter();
    const passed: Buffer[] = [];
    for (let at = 0, i = 0; at < sent.length; i++) {
      const size = cuts[i % cuts.length] ?? sent.length;
      passed.push(...filter.push(sent.subarray(at, at + size)));
      at += size;
    }
    assert.deepEqual(Buffer.concat(passed), Buffer.concat([PREFACE, ...kept]));
  }));
});

// Without the filter, about every third process dies, and only in its first moments.
Deno.test("the program survives clients that close their connections", async () => {
  const data = await Deno.makeTempDir({ prefix: "parley-data-" });
  await using upstream = await startFakeOpenAI({ reply: say("word ".repeat(60), { delay: 5 }) });
  const env = { AUTH_TOKEN: SERVICE_TOKEN, OPENAI_BASE_URL: upstream.url, MODEL: "fake-model" };
  try {
    for (let round = 0; round < 4; round++) {
      await using parley = await startParley({ data, env });
      const client = await chatClient(await parley.grpcAddress());
      const calls = Array.from({ length: 12 }, (_, i) => {
        const request = { user_id: `user-${i}`, user_message: "Hi" };
        return finished(client.ChatStream(request, bearer(SERVICE_TOKEN)));
      });
      for (const { code } of await Promise.all(calls)) assert.equal(code, status.OK);
      client.close();
      const response = await fetch(`${await parley.origin()}/healthz`);
      assert.equal(response.status, 200);
      await response.body?.cancel();
      parley.signal("SIGTERM");
      assert.equal((await parley.ended()).code, 0);
    }
  } finally {
    await Deno.remove(data, { recursive: true });
  }
});
