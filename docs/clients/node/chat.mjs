// Starts a chat and prints the answer while it is written. When the connection is lost, it goes on
// where it broke off.
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

/** Yields what happens to the answer to a message, each piece of its text once. */
async function* ask(message) {
  // With a request id, the question is asked once, however often it is sent.
  const request = { message, request_id: randomUUID(), settings: { n: 1 } };
  let answer = null;
  for (let failures = 0;; await pause(250 * 2 ** failures)) {
    const call = answer ? chats.FollowAnswer(answer, metadata) : chats.StartChat(request, metadata);
    try {
      for await (const { event: { begun, delta, ended } } of call) {
        failures = 0;
        if (begun) answer = { chat_id: begun.chat_id, answer_id: begun.answer_ids[0], position: 0 };
        if (delta) answer.position = delta.position;
        yield { begun, delta, ended };
      }
      return;
    } catch (error) {
      if (error.code !== status.UNAVAILABLE || ++failures > 5) throw error;
    }
  }
}

try {
  for await (const { begun, delta, ended } of ask(question)) {
    if (begun) console.error(`Chat ${begun.chat_id}`);
    if (delta) process.stdout.write(delta.text);
    if (ended) console.error(`\n${ended.answer.state} ${ended.answer.error_reason}`);
  }
} catch (error) {
  console.error(`${status[error.code]}: ${error.details}`);
  process.exitCode = 1;
}
chats.close();
