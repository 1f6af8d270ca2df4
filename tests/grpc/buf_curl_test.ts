import assert from "node:assert/strict";
import { findBuf } from "../support/grpc/buf.ts";
import { makeCertificates } from "../support/grpc/certificates.ts";
import { type GrpcTest, SERVICE_TOKEN, startGrpcTest } from "../support/grpc/test_server.ts";
import { loadContractV1 } from "../support/grpc/v1_client.ts";
import { requireProgram } from "../support/suite/requirements.ts";

const buf = findBuf();
const { ignore } = buf;

const plain = ["curl", "--protocol", "grpc", "--http2-prior-knowledge"];
const withToken = ["--header", `authorization: Bearer ${SERVICE_TOKEN}`];

function url({ address }: GrpcTest, method = ""): string {
  return `http://${address}/${method}`;
}

/** The JSON objects that `buf curl` prints one after another. */
function messages(stdout: string): Record<string, string>[] {
  return JSON.parse(`[${stdout.trim().replaceAll(/\}\s*\{/g, "},{")}]`);
}

function question(message: string, chatId = ""): string {
  return JSON.stringify({ chatId, userId: "user-1", userMessage: message });
}

Deno.test({
  name: "buf curl chats with the schema from reflection alone",
  ignore,
  async fn() {
    await using t = await startGrpcTest();
    const method = url(t, "pb.ChatService/ChatStream");
    const first = await buf.run(...plain, ...withToken, "--data", question("Good day"), method);
    assert.ok(first.success, first.stderr);
    const last = messages(first.stdout).at(-1);
    assert.equal(last?.content, "You said: Good day");
    assert.equal(last?.userId, "user-1");
    const data = question("And now?", last?.chatId);
    const second = await buf.run(...plain, ...withToken, "--data", data, method);
    assert.equal(messages(second.stdout).at(-1)?.chatId, last?.chatId);
    assert.equal(t.upstream.requests[1]?.body.messages.length, 3);
  },
});

Deno.test({
  name: "buf curl calls parley.v1 with the schema from reflection alone",
  ignore,
  async fn() {
    await using t = await startGrpcTest();
    const call = async (method: string, data: object) => {
      const asUser = [...withToken, "--header", "x-parley-user: user-1"];
      const target = url(t, `parley.v1.ChatService/${method}`);
      const { success, stdout, stderr } = await buf.run(
        ...plain,
        ...asUser,
        ...["--data", JSON.stringify(data), target],
      );
      assert.ok(success, stderr);
      return JSON.parse(`[${stdout.trim().replaceAll(/\}\s*\{/g, "},{")}]`);
    };
    assert.deepEqual(await call("ListModels", {}), [{
      models: [{ name: "fake-model", contextTokens: "8192" }],
    }]);
    const events = await call("StartChat", { message: "Good day", settings: { topP: 0.5 } });
    const { chatId: id } = events[0].event.begun;
    assert.equal(events.at(-1).event.ended.answer.state, "ANSWER_STATE_COMPLETE");
    // Masks and times have a special form in JSON.
    const [{ chat }] = await call("UpdateChat", {
      chat: { id, systemMessage: "Be brief" },
      updateMask: "systemMessage,settings.topP",
    });
    assert.equal(chat.systemMessage, "Be brief");
    assert.equal(chat.settings.topP, 1);
    const [{ deleteTime }] = await call("DeleteChat", { chatId: id });
    assert.deepEqual(await call("RestoreChats", { deleteTime }), [{ chatIds: [id] }]);
  },
});

Deno.test({
  name: "buf curl gets UNAUTHENTICATED without a token",
  ignore,
  async fn() {
    await using t = await startGrpcTest();
    const method = url(t, "pb.ChatService/ChatStream");
    const { success, stderr } = await buf.run(...plain, "--data", question("Hi"), method);
    assert.equal(success, false);
    assert.equal(JSON.parse(stderr).code, "unauthenticated");
  },
});

Deno.test({
  name: "buf curl lists the services and methods",
  ignore,
  async fn() {
    await using t = await startGrpcTest();
    const { stdout, stderr } = await buf.run(...plain, "--list-methods", url(t));
    const { service } = (await loadContractV1()).ChatService;
    assert.deepEqual(
      stdout.trim().split("\n").sort(),
      [
        "grpc.health.v1.Health/Check",
        "grpc.health.v1.Health/List",
        "grpc.health.v1.Health/Watch",
        ...Object.keys(service).map((name) => `parley.v1.ChatService/${name}`),
        "pb.ChatService/ChatStream",
      ].sort(),
      stderr,
    );
  },
});

Deno.test({
  name: "buf curl checks the health without a token",
  ignore,
  async fn() {
    await using t = await startGrpcTest();
    const method = url(t, "grpc.health.v1.Health/Check");
    const data = JSON.stringify({ service: "pb.ChatService" });
    const { stdout, stderr } = await buf.run(...plain, "--data", data, method);
    assert.deepEqual(messages(stdout), [{ status: "SERVING" }], stderr);
  },
});

Deno.test({
  name: "buf curl chats over mutual TLS",
  ignore: ignore || requireProgram("openssl").ignore,
  async fn() {
    await using certificates = await makeCertificates();
    const tls = { ...certificates.server, clientCa: certificates.ca };
    await using t = await startGrpcTest({ tls });
    const { success, stdout, stderr } = await buf.run(
      ...["curl", "--protocol", "grpc", ...withToken, "--data", question("Hi")],
      ...["--cacert", certificates.path("ca.pem")],
      ...["--cert", certificates.path("client.pem"), "--key", certificates.path("client.key")],
      `https://${t.address}/pb.ChatService/ChatStream`,
    );
    assert.ok(success, stderr);
    assert.equal(messages(stdout).at(-1)?.content, "You said: Hi");
  },
});
