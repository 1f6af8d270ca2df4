import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { findBuf } from "../support/grpc/buf.ts";

const buf = findBuf();
const { ignore } = buf;
const proto = fileURLToPath(new URL("../../proto", import.meta.url));

/** The contracts of the last release, stored by `deno task freeze-proto`. */
const released = fileURLToPath(new URL("./released.binpb", import.meta.url));

Deno.test({
  name: "buf lint finds no problem in the contracts",
  ignore,
  async fn() {
    const { success, stdout, stderr } = await buf.run("lint", proto);
    assert.ok(success, stdout + stderr);
  },
});

Deno.test({
  name: "buf breaking finds no incompatible change since the last release",
  ignore,
  async fn() {
    const { success, stdout, stderr } = await buf.run("breaking", proto, "--against", released);
    assert.ok(success, stdout + stderr);
  },
});

Deno.test({
  name: "buf breaking would find an incompatible change",
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
