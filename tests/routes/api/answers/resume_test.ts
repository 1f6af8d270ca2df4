import fc from "fast-check";
import assert from "node:assert/strict";
import { startTestSite } from "../../test_site.ts";
import { EventReader, events } from "./event_reader.ts";
import { signUpProgram } from "../program.ts";

/** Pieces as models send them, some of which split a character. */
const pieces = fc.array(
  fc.tuple(
    fc.nat(1),
    fc.boolean(),
    fc.string({ unit: fc.constantFrom("a", " ", "é", "🌞", "\n"), minLength: 1 }),
  ),
  { minLength: 1, maxLength: 12 },
);

/** After how many chunks each connection is lost. */
const cuts = fc.array(fc.nat(3), { maxLength: 8 });

Deno.test("a client that keeps losing its connection misses no text and gets none twice", async () => {
  await using site = await startTestSite({ upstream: { reply: "manual" } });
  const { program } = await signUpProgram(site);
  let round = 0;
  await fc.assert(
    fc.asyncProperty(pieces, cuts, async (pieces, cuts) => {
      const headers = { ...events, "Idempotency-Key": `round-${round++}` };
      const texts = ["", ""];
      const thoughts = ["", ""];
      const ends = [0, 0];
      let last: string | undefined;
      const open = async () => {
        const resumed = last === undefined ? undefined : { "Last-Event-ID": last };
        const json = { message: "Hello", settings: { n: 2 } };
        const response = await program.call("POST", "/chats", {
          json,
          headers: { ...headers, ...resumed },
        });
        return new EventReader(response);
      };
      const keep = (reader: EventReader) => {
        for (const { event, data, id } of reader.events) {
          last = id;
          if (event === "delta") texts[data.index] += data.text;
          if (event === "delta") assert.equal(data.position, texts[data.index]!.length);
          if (event === "thinking") thoughts[data.index] += data.text;
          if (event === "thinking") assert.equal(data.position, thoughts[data.index]!.length);
          if (event === "ended") ends[data.index]!++;
        }
      };
      const first = open();
      const exchange = await site.upstream.next();
      const sent = (async () => {
        for (const [index, isThinking, text] of pieces) {
          if (isThinking) await exchange.think(text, index);
          else await exchange.text(text, index);
        }
        await exchange.finish("stop", 0);
        await exchange.finish("stop", 1);
        await exchange.end();
      })();
      let reader = await first;
      for (const cut of cuts) {
        for (let i = 0; i < cut && await reader.next(); i++);
        await reader.cancel();
        keep(reader);
        reader = await open();
      }
      keep(await reader.until());
      await sent;
      const whole = (isThought: boolean) =>
        [0, 1].map((wanted) =>
          pieces.filter(([index, isThinking]) => index === wanted && isThinking === isThought)
            .map(([, , text]) => text).join("")
        );
      assert.deepEqual(texts, whole(false));
      assert.deepEqual(thoughts, whole(true));
      assert.deepEqual(ends, [1, 1]);
    }),
    { numRuns: 40, seed: 20_260_314 },
  );
});
