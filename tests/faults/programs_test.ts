import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { EventReader, events } from "../routes/api/answers/event_reader.ts";
import { Program } from "../routes/api/program.ts";
import { startTestSite, type TestSite } from "../routes/test_site.ts";
import { databases } from "../support/databases/databases.ts";
import { type GrpcTestV1, startGrpcTestV1 } from "../support/grpc/v1_test_server.ts";
import { SERVICE_TOKEN } from "../support/app/test_app.ts";

// Two apps on one database behave like two processes: they share nothing else.
const texts = ["Once ", "upon a 🌊 ", "time there ", "was a 👩‍👩‍👧 ", "that met."];
const whole = texts.join("");

/** The APIs over which an answer is read in pieces, each from the last position on. */
type Reader = (position: number) => Promise<{ text: string; position: number; isEnd: boolean }>;

type Answer = { readonly chat_id: string; readonly answer_id: string };

/** Calls FollowAnswer, and cancels the call after its first event. */
function overGrpc({ v1 }: GrpcTestV1, answer: Answer): Reader {
  return async (position) => {
    const stream = v1.open("FollowAnswer", { ...answer, position });
    const { delta, ended } = await stream.until(() => true);
    stream.call.cancel();
    await stream.end;
    if (ended) return { text: "", position, isEnd: true };
    return { text: delta!.text, position: Number(delta!.position), isEnd: false };
  };
}

/** Reads events after `Last-Event-ID`, and disconnects after the first. */
function overJson(site: TestSite, { chat_id, answer_id }: Answer): Reader {
  const program = new Program(site.routes, {
    Authorization: `Bearer ${SERVICE_TOKEN}`,
    "X-Parley-User": "user-1",
  });
  return async (position) => {
    const headers = { ...events, "Last-Event-ID": String(position) };
    const reader = new EventReader(
      await program.call("GET", `/chats/${chat_id}/answers/${answer_id}`, { headers }),
    );
    await reader.until(() => reader.events.length > 0);
    const [{ event, data }] = reader.events as [EventReader["events"][number]];
    await reader.cancel();
    if (event === "ended") return { text: "", position, isEnd: true };
    return { text: data.text, position: data.position, isEnd: false };
  };
}

for (const { name, ignore, open } of databases()) {
  Deno.test({
    name:
      `${name}: an answer is read over both APIs, in both processes, reconnecting after each piece`,
    ignore,
    async fn() {
      await using database = await open();
      await using owner = await startGrpcTestV1({ database, upstream: { reply: "manual" } });
      await using other = await startGrpcTestV1({ database });
      await using site = await startTestSite({ database });
      const asking = owner.v1.open("StartChat", { message: "Tell me", request_id: "once" });
      const { begun } = await asking.until(({ begun }) => !!begun);
      const answer = { chat_id: begun!.chat_id, answer_id: begun!.answer_ids[0]! };
      const exchange = await owner.upstream.next();
      const readers = [overGrpc(owner, answer), overGrpc(other, answer), overJson(site, answer)];
      const seen = readers.map(() => ({ text: "", position: 0, isEnd: false }));
      for (const text of texts) {
        await exchange.text(text);
        for (const [i, read] of readers.entries()) {
          const piece = await read(seen[i]!.position);
          seen[i] = { ...piece, text: seen[i]!.text + piece.text };
        }
      }
      await exchange.complete();
      const ends = await Promise.all(
        readers.map(async (read, i) => {
          for (let piece = seen[i]!; !piece.isEnd;) {
            piece = await read(piece.position);
            seen[i] = { ...piece, text: seen[i]!.text + piece.text };
          }
          return seen[i]!.text;
        }),
      );
      assert.deepEqual(ends, readers.map(() => whole));
      assert.equal((await asking.end).code, status.OK);
    },
  });

  Deno.test({
    name: `${name}: an answer is stopped from another process`,
    ignore,
    async fn() {
      await using database = await open();
      await using owner = await startGrpcTestV1({ database, upstream: { reply: "manual" } });
      await using other = await startGrpcTestV1({ database });
      const asking = owner.v1.open("StartChat", { message: "Tell me" });
      const { begun } = await asking.until(({ begun }) => !!begun);
      const exchange = await owner.upstream.next();
      await exchange.text("Once");
      await asking.until(({ delta }) => !!delta);
      await other.v1.ask("StopAnswer", {
        chat_id: begun!.chat_id,
        answer_id: begun!.answer_ids[0]!,
      });
      await exchange.closed;
      const { code, answers: [answer], texts } = await asking.end;
      assert.equal(code, status.OK);
      assert.equal(answer!.state, "ANSWER_STATE_STOPPED");
      assert.deepEqual(texts, ["Once"]);
    },
  });
}
