import assert from "node:assert/strict";
import { paths } from "../../../views/paths.ts";
import { startGrpcTestV1 } from "../../support/grpc/v1_test_server.ts";

Deno.test("ShareChat() makes a public path, GetShare() returns it, UnshareChat() revokes it", async () => {
  await using t = await startGrpcTestV1();
  const { begun } = await t.v1.read("StartChat", { message: "Hi" });
  const { chat_id } = begun!;
  const { path, share_time } = await t.v1.ask("ShareChat", { chat_id });
  const share = await t.app.findShare("user-1", chat_id);
  assert.equal(path, paths.sharedChat(share!.linkSecret));
  assert.equal(Number(share_time!.seconds), Math.floor(share!.createdAt.getTime() / 1000));
  assert.deepEqual(await t.v1.ask("GetShare", { chat_id }), { path, share_time });
  assert.equal((await t.v1.ask("ShareChat", { chat_id })).path, path);
  await t.v1.ask("UnshareChat", { chat_id });
  await t.v1.ask("UnshareChat", { chat_id });
  assert.equal(await t.app.findShare("user-1", chat_id), null);
  const unshared = { path: "", share_time: null };
  assert.deepEqual(await t.v1.ask("GetShare", { chat_id }), unshared);
});
