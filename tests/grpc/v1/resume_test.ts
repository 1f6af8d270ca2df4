import fc from "fast-check";
import assert from "node:assert/strict";
import type { AnswerEvent__Output } from "../../../infra/grpc/generated/parley/v1/AnswerEvent.ts";
import type { OpenStream } from "../../support/grpc/v1_client.ts";
import { type GrpcTestV1, startGrpcTestV1 } from "../../support/grpc/v1_test_server.ts";

/** The text of an answer that a client has received. */
type Read = {
  ids?: { readonly chat_id: string; readonly answer_id: string };
  text: string;
  position: string;
  thinking: string;
  thinking_position: string;
  isEnded: boolean;
};

/** After how many events each connection is lost, the last one never. */
type Cuts = { readonly request_id: string; readonly cuts: readonly number[] };

/** Pieces as models send them, some of which split a character. */
const pieces = fc.array(
  fc.string({
    unit: fc.constantFrom("a", " ", "é", "文", "😀", "👩‍🚀", "\n", "e\u0301"),
    minLength: 1,
  }),
  { minLength: 1, maxLength: 12 },
);

const cuts = fc.array(fc.nat({ max: 3 }), { maxLength: 6 });

/** Reads at most so many events, then loses the connection. */
async function readSome({ call, end }: OpenStream, read: Read, count: number): Promise<void> {
  let left = count;
  const lose = () => call.cancel();
  call.on("data", ({ event }) => {
    if (left-- > 0) note(event!, read);
    if (left === 0) lose();
  });
  if (left === 0) lose();
  await end;
}

function note({ begun, thinking, delta, ended }: AnswerEvent__Output, read: Read): void {
  if (begun) read.ids = { chat_id: begun.chat_id, answer_id: begun.answer_ids[0]! };
  if (thinking) {
    read.thinking += thinking.text;
    read.thinking_position = thinking.position;
  }
  if (delta) {
    read.text += delta.text;
    read.position = delta.position;
  }
  if (ended) read.isEnded = true;
}

/** Asks, keeps losing the connection, resumes each time, and reads to the end. */
async function readWithCuts(
  { v1 }: GrpcTestV1,
  { request_id, cuts: [first = Infinity, ...cuts] }: Cuts,
): Promise<Read> {
  const read: Read = {
    text: "",
    position: "0",
    thinking: "",
    thinking_position: "0",
    isEnded: false,
  };
  await readSome(v1.open("StartChat", { message: "Talk", request_id }), read, 1 + first);
  for (const count of [...cuts, Infinity]) {
    if (read.isEnded) break;
    const { ids, position, thinking_position } = read;
    const place = { ...ids!, position, thinking_position };
    await readSome(v1.open("FollowAnswer", place), read, count);
  }
  return read;
}

Deno.test("a client that resumes after each loss neither misses nor repeats a character", async () => {
  await using t = await startGrpcTestV1({ upstream: { reply: "manual" } });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(pieces, pieces, cuts, async (thoughts, pieces, cuts) => {
      const [read] = await Promise.all([
        readWithCuts(t, { request_id: `run-${run++}`, cuts }),
        (async () => {
          const exchange = await t.upstream.next();
          for (const thought of thoughts) await exchange.think(thought);
          for (const piece of pieces) await exchange.text(piece);
          await exchange.complete();
        })(),
      ]);
      const text = pieces.join("");
      const thinking = thoughts.join("");
      const { ids: _, ...known } = read;
      assert.deepEqual(known, {
        text,
        position: String(text.length),
        thinking,
        thinking_position: String(thinking.length),
        isEnded: true,
      });
    }),
    { numRuns: 25 },
  );
});
