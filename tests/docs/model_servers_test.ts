import assert from "node:assert/strict";
import { modelServers } from "../support/upstream/model_servers.ts";
import { withServerTables } from "../support/upstream/model_servers_page.ts";

const page = await Deno.readTextFile(new URL("../../docs/model_servers.md", import.meta.url));

Deno.test("docs/model_servers.md has the servers that the tests play (deno task model-servers)", () => {
  assert.equal(unaligned(page), unaligned(withServerTables(page)));
});

Deno.test("Each server and each of its behaviours is played once", () => {
  for (const names of [modelServers, ...modelServers.map(({ cases }) => cases)]) {
    const keys = names.map((item) => "name" in item ? item.name : item.behaviour);
    assert.deepEqual(keys, [...new Set(keys)]);
  }
});

/** Without the spaces and dashes that `deno fmt` aligns tables with. */
function unaligned(page: string): string {
  return page.replace(/ *\| */g, "|").replace(/-{3,}/g, "---");
}
