import assert from "node:assert/strict";
import { apiTokenOptions } from "../../../infra/commands/api_token_options.ts";

const both = ["--email=a@example.com", "--name=laptop"];

Deno.test("tokenOptions() reads scopes and days", () => {
  const needed = { email: "a@example.com", name: "laptop" };
  const usual = { ...needed, scopes: undefined, expiresInDays: null };
  assert.deepEqual(apiTokenOptions(both), usual);
  assert.deepEqual(apiTokenOptions([...both, "--expires=never"]), usual);
  const args = [...both, "--scopes", "chat:read, chat:write", "--expires", "90d"];
  const scopes = ["chat:read", "chat:write"];
  assert.deepEqual(apiTokenOptions(args), { ...needed, scopes, expiresInDays: 90 });
});

Deno.test("tokenOptions() names every invalid option", () => {
  const cases: [string[], RegExp][] = [
    [[], /^--email is missing\n--name is missing$/],
    [["--name=", "--email"], /^--email has no value\n--name has no value$/],
    [[...both, "--scope=chat:read"], /^There is no option --scope$/],
    [[...both, "more"], /^Unexpected argument more$/],
    [[...both, "--scopes=", "--expires"], /^--scopes has no value\n--expires has no value$/],
    [[...both, "--expires=90"], /^--expires must be a number of days such as 90d.*is 90$/],
    [[...both, "--expires=d"], /^--expires must be/],
    [[...both, "--expires=-1d"], /^--expires must be/],
  ];
  for (const [args, message] of cases) {
    assert.throws(() => apiTokenOptions(args), { name: "UsageError", message });
  }
});
