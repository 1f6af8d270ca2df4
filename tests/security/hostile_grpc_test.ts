import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { connect } from "node:net";
import protobuf from "protobufjs";
import {
  grpcFrame,
  protoField,
  type RawCall,
  RawGrpcClient,
  type RawOutcome,
} from "../support/grpc/raw_client.ts";
import { type GrpcTest, SERVICE_TOKEN, startGrpcTest } from "../support/grpc/test_server.ts";
import { type Random, randomWhole, seededRandom } from "../support/suite/seeded_random.ts";
import { type HostileCall, hostileCalls, randomBytes } from "./hostile_calls.ts";

const SEED = 20_260_301;
const CALLS = 10_000;

/** How many calls run at a time. */
const BATCH = 250;

/** Statuses that blame the server, not the caller. */
const faults = [status.UNKNOWN, status.INTERNAL, status.UNAVAILABLE, status.DATA_LOSS];

const authorization = `Bearer ${SERVICE_TOKEN}`;
const question = Buffer.concat([protoField(2, "user-1"), protoField(3, "Hi")]);
const proper: readonly RawCall[] = [
  { headers: { authorization }, body: grpcFrame(question) },
  {
    path: "/parley.v1.ChatService/ListChats",
    headers: { authorization, "x-parley-user": "user-1" },
    body: grpcFrame(Buffer.alloc(0)),
  },
  { path: "/grpc.health.v1.Health/Check", body: grpcFrame(Buffer.alloc(0)) },
];

/** Every method that is served, except watching, which never ends. */
async function servedMethods(): Promise<string[]> {
  const root = new protobuf.Root();
  root.resolvePath = (_, path) => new URL(`../../proto/${path}`, import.meta.url).pathname;
  await root.load(["chat.proto", "parley/v1/chat_service.proto"]);
  const own = ["pb.ChatService", "parley.v1.ChatService"].flatMap((service) =>
    root.lookupService(service).methodsArray.map(({ name }) => `/${service}/${name}`)
  );
  const reflection = "ServerReflection/ServerReflectionInfo";
  return [
    ...own,
    "/grpc.health.v1.Health/Check",
    `/grpc.reflection.v1.${reflection}`,
    `/grpc.reflection.v1alpha.${reflection}`,
  ];
}

/** Whether the call was refused as the caller's fault, or was valid after all. */
function isFair({ httpStatus, code, refusal }: RawOutcome): boolean {
  if (code !== null) return !faults.includes(code);
  return refusal !== 0 || httpStatus >= 400 && httpStatus < 500;
}

async function assertServes(client: RawGrpcClient): Promise<void> {
  for (const call of proper) {
    const { code, message } = await client.send(call);
    assert.equal(code, status.OK, message);
  }
}

/** An answered question's chat, question and answer. */
async function idsOf({ app }: GrpcTest): Promise<string[]> {
  const { chatId, question, answers } = await app.startChat({ userId: "user-1", message: "Hi" });
  const key = { userId: "user-1", chatId, answerId: answers[0]!.id };
  for await (const { ended } of app.followAnswer(key)) if (ended) break;
  return [chatId, question.id, answers[0]!.id];
}

Deno.test("10,000 hostile calls are refused as the callers' fault, and valid ones always work", async () => {
  await using t = await startGrpcTest();
  const world = { methods: await servedMethods(), authorization, ids: await idsOf(t) };
  const calls = hostileCalls(seededRandom(SEED), world);
  const unfair: { call: HostileCall; outcome: RawOutcome }[] = [];
  const codes = new Map<string, number>();
  using client = new RawGrpcClient(t.address);
  for (let sent = 0; sent < CALLS; sent += BATCH) {
    const batch = Array.from({ length: BATCH }, () => calls.next().value);
    const outcomes = await Promise.all(batch.map((call) => client.send(call)));
    outcomes.forEach((outcome, i) => {
      if (!isFair(outcome)) unfair.push({ call: batch[i]!, outcome });
      const name = outcome.code === null ? "refused" : status[outcome.code]!;
      codes.set(name, (codes.get(name) ?? 0) + 1);
    });
    await assertServes(client);
  }
  assert.deepEqual(unfair.slice(0, 5), []);
  // The calls were refused for more than one reason.
  const common = [
    "INVALID_ARGUMENT",
    "UNIMPLEMENTED",
    "RESOURCE_EXHAUSTED",
    "NOT_FOUND",
    "refused",
  ];
  for (const name of common) assert.ok((codes.get(name) ?? 0) > 100, name);
  assert.deepEqual(t.lines.filter(({ level }) => level === "error"), []);
});

const flood = Array.from({ length: 100 }, (_, i) => [`x-${i}`, "x".repeat(20_000)]);

/** Calls for which HTTP/2 demands that the server closes the connection. */
const fatal: Record<string, RawCall> = {
  "an invalid path": { path: "nowhere" },
  "no path": { path: "" },
  "an invalid host": { headers: { host: "\u00ff" } },
  "an invalid method": { headers: { ":method": "\u00ff" } },
  "2 MB of headers": { headers: Object.fromEntries(flood) },
};

for (const [name, call] of Object.entries(fatal)) {
  Deno.test(`a call with ${name} ends only its own connection`, async () => {
    await using t = await startGrpcTest();
    using other = new RawGrpcClient(t.address);
    await assertServes(other);
    using client = new RawGrpcClient(t.address);
    assert.notEqual((await client.send(call)).refusal, 0);
    await assertServes(other);
  });
}

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const SETTINGS = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);

/** A frame of any type and flags, with a length that may be wrong. */
function anyFrame(random: Random): Buffer {
  const payload = randomBytes(random, randomWhole(random, 0, 60));
  const head = Buffer.alloc(9);
  const length = random() < 0.8 ? payload.length : randomWhole(random, 0, 2 ** 24 - 1);
  head.writeUIntBE(length, 0, 3);
  head[3] = randomWhole(random, 0, 12);
  head[4] = randomWhole(random, 0, 255);
  head.writeUInt32BE(
    random() < 0.8 ? randomWhole(random, 0, 5) : randomWhole(random, 0, 2 ** 32 - 1),
    5,
  );
  return Buffer.concat([head, payload]);
}

function hostileBytes(random: Random): Buffer {
  if (random() < 0.2) return randomBytes(random, 300);
  if (random() < 0.1) return PREFACE.subarray(0, randomWhole(random, 0, PREFACE.length));
  const frames = Array.from({ length: randomWhole(random, 1, 10) }, () => anyFrame(random));
  return Buffer.concat([PREFACE, SETTINGS, ...frames]);
}

/** Sends bytes and ends the stream, then waits until the server closes the connection. */
function sendBytes(port: number, bytes: Uint8Array): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const socket = connect(port, "127.0.0.1", () => socket.end(bytes));
  socket.on("error", () => {}).on("close", () => resolve()).resume();
  return promise;
}

Deno.test("connections without HTTP/2 are closed, and others stay open", async () => {
  await using t = await startGrpcTest();
  const random = seededRandom(SEED);
  using client = new RawGrpcClient(t.address);
  for (let round = 0; round < 10; round++) {
    const all = Array.from({ length: 50 }, () => sendBytes(t.server.port, hostileBytes(random)));
    await Promise.all(all);
    await assertServes(client);
  }
});
