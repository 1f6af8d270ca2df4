// Starts a chat and prints the answer as it streams. After a lost connection it resumes from the
// same place.
//
//   cd docs/clients/node && npm install
//   PARLEY_TOKEN=… node chat.mjs "What is gRPC?"

import { credentials, loadPackageDefinition, Metadata, status } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { randomUUID } from "node:crypto";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const { PARLEY_ADDRESS = "127.0.0.1:50051", PARLEY_TOKEN } = process.env;
const question = process.argv.slice(2).join(" ") || "What is gRPC?";

const definition = loadSync("parley/v1/chat_service.proto", {
  includeDirs: [fileURLToPath(new URL("../../../proto", import.meta.url))],
  keepCase: true,
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
});
const { parley } = loadPackageDefinition(definition);
const chats = new parley.v1.ChatService(PARLEY_ADDRESS, credentials.createInsecure());
const metadata = new Metadata();
metadata.set("authorization", `Bearer ${PARLEY_TOKEN}`);

/** Asks a question and yields the events of its answer, each piece of text once. */
async function* ask(message) {
  // Thanks to the request id, sending the question again doesn't ask it twice.
  const request = { message, request_id: randomUUID(), settings: { n: 1 } };
  let answer = null;
  for (let failures = 0;; await pause(250 * 2 ** failures)) {
    const call = answer ? chats.FollowAnswer(answer, metadata) : chats.StartChat(request, metadata);
    let isOver = false;
    let lost = { code: status.UNAVAILABLE, details: "The stream ended before the answer did" };
    try {
      for await (const { event: { begun, delta, ended } } of call) {
        failures = 0;
        if (begun) answer = { chat_id: begun.chat_id, answer_id: begun.answer_ids[0], position: 0 };
        if (delta) answer.position = delta.position;
        isOver = Boolean(ended);
        yield { begun, delta, ended };
      }
    } catch (error) {
      lost = error;
    }
    if (isOver) return;
    if (lost.code !== status.UNAVAILABLE || ++failures > 5) throw lost;
  }
}

/** The exit code for how an answer ended; README.md lists the codes. */
function exitCodeOf({ state, finish_reason }) {
  const codes = { ANSWER_STATE_FAILED: 3, ANSWER_STATE_INTERRUPTED: 4, ANSWER_STATE_STOPPED: 5 };
  if (state !== "ANSWER_STATE_COMPLETE") return codes[state] ?? 7;
  return finish_reason === "FINISH_REASON_STOP" ? 0 : 6;
}

// 1 until the answer begins, then 7 until it ends.
process.exitCode = 1;
try {
  for await (const { begun, delta, ended } of ask(question)) {
    if (begun) {
      console.error(`Chat ${begun.chat_id}`);
      process.exitCode = 7;
    }
    if (delta) process.stdout.write(delta.text);
    if (ended) {
      const { state, finish_reason, error_reason } = ended.answer;
      console.error(`\n${state} ${error_reason || finish_reason}`);
      process.exitCode = exitCodeOf(ended.answer);
    }
  }
} catch (error) {
  console.error(`${status[error.code]}: ${error.details}`);
}
chats.close();
