import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { findBuf } from "../support/grpc/buf.ts";

const buf = findBuf();
const { ignore } = buf;
const proto = fileURLToPath(new URL("../../proto", import.meta.url));

/** The contracts of the last release, as `deno task freeze-proto` kept them. */
const released = fileURLToPath(new URL("./released.binpb", import.meta.url));

Deno.test({
  name: "buf lint finds nothing in the contracts",
  ignore,
  async fn() {
    const { success, stdout, stderr } = await buf.run("lint", proto);
    assert.ok(success, stdout + stderr);
  },
});

Deno.test({
  name: "buf breaking finds nothing that the last release promised and is gone",
  ignore,
  async fn() {
    const { success, stdout, stderr } = await buf.run("breaking", proto, "--against", released);
    assert.ok(success, stdout + stderr);
  },
});

Deno.test({
  name: "buf breaking would find it",
  ignore,
  async fn() {
    const copy = await Deno.makeTempDir({ prefix: "parley-contract-" });
    try {
      for (const file of ["buf.yaml", "chat.proto"]) {
        await Deno.copyFile(`${proto}/${file}`, `${copy}/${file}`);
      }
      const { success, stdout } = await buf.run("breaking", copy, "--against", released);
      assert.equal(success, false);
      assert.match(stdout, /parley\/v1\/chat_service\.proto" was deleted/);
    } finally {
      await Deno.remove(copy, { recursive: true });
    }
  },
});
