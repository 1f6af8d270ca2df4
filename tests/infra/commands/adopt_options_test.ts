import assert from "node:assert/strict";
import { adoptOptions } from "../../../infra/commands/adopt_options.ts";
import { UsageError } from "../../../infra/commands/usage_error.ts";

const own = "sqlite:data/parley.db";
const from = "mysql://me:s3cr3t@db.example:3306/chats";

Deno.test("adoptOptions() takes the URL of a MySQL database", () => {
  assert.equal(adoptOptions([`--from=${from}`], own), from);
  assert.equal(adoptOptions([`--from=${from}`], "mysql://me:x@db.example/other"), from);
  assert.equal(adoptOptions([`--from=${from}`], "mysql://me:x@db.example:3307/chats"), from);
});

Deno.test("adoptOptions() names every problem, and no password", () => {
  const cases: [args: string[], databaseUrl: string, reason: RegExp][] = [
    [[], own, /^--from is missing$/],
    [["--from="], own, /^--from has no value$/],
    [["--from"], own, /^--from has no value$/],
    [["--from=postgres://me:s3cr3t@x/chats"], own, /must be mysql:.*postgres:\/\/me:\*\*\*@x/],
    [["--from=mysql://me:s3cr3t@localhost"], own, /must be mysql:/],
    [["--from=mysql://me@localhost?password=s3cr3t"], own, /localhost\?password=\*\*\*/],
    [["--from=mysql://me:s3cr3t@localhost/a/b"], own, /must be mysql:/],
    [
      ["--from=data/chats.db", "--all", from],
      own,
      /no option --all\n.*Unexpected argument.*\n.*must be/,
    ],
    [[`--from=${from}`], "mysql://other@db.example/chats", /is the database that Parley is/],
    [["--from=mysql://a@[::1]/x"], "mysql://a@localhost/x", /is the database that Parley is/],
  ];
  for (const [args, databaseUrl, reason] of cases) {
    assert.throws(() => adoptOptions(args, databaseUrl), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, reason);
      assert.doesNotMatch(error.message, /s3cr3t/);
      return true;
    });
  }
});
