import assert from "node:assert/strict";
import {
  inspectDatabase,
  missingPrivileges,
} from "../../../../infra/db/connection/inspect_database.ts";
import { databases, testsOn } from "../../../support/databases/databases.ts";

for (const kind of databases()) {
  testsOn(kind)("inspectDatabase() reads version, charset, rights and clock", async (database) => {
    const found = await inspectDatabase(database, () => Date.now() - 60_000);
    assert.match(found.product, /\d+\.\d+\.\d+/);
    assert.match(found.charset, /^(UTF-8|\w+, \w+)$/);
    assert.equal(found.isReadOnly, false);
    assert.deepEqual(found.missingPrivileges, []);
    assert.ok(Math.abs(found.clockAhead - 60_000) < 1_000, `${found.clockAhead}`);
  });
}

Deno.test("missingPrivileges() reads grants of MySQL and MariaDB", () => {
  const missing = (...grants: string[]) => missingPrivileges(grants, "parley_1");
  const usage = "GRANT USAGE ON *.* TO `parley`@`%`";
  const some = "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, INDEX";
  assert.deepEqual(missing("GRANT ALL PRIVILEGES ON *.* TO `root`@`%` WITH GRANT OPTION"), []);
  for (const target of ["`parley_1`", "`parley\\_1`", "`par%`", "`parley\\__`"]) {
    const grant = `GRANT ${some} ON ${target}.* TO \`parley\`@\`%\``;
    assert.deepEqual(missing(usage, grant), ["ALTER"], target);
  }
  assert.equal(missing(usage, "GRANT ALL PRIVILEGES ON `parley\\_2`.* TO `parley`@`%`")?.length, 8);
  assert.equal(missing("GRANT ALL PRIVILEGES ON `parley_1`.`chats` TO `parley`@`%`")?.length, 8);
  // What a role may do is not in the list.
  assert.equal(missing(usage, "GRANT `writer`@`%` TO `parley`@`%`"), null);
});
