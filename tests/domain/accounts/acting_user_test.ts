import assert from "node:assert/strict";
import { actingUser } from "../../../domain/accounts/acting_user.ts";
import type { AppError } from "../../../domain/app_error.ts";

const service = { kind: "service" } as const;
const scope = "chat:read";

function problemWith(userId: string): string | undefined {
  let problem: string | undefined;
  const call = () => actingUser(service, { userId, scope, field: "x-parley-user" });
  assert.throws(call, (error: AppError) => {
    assert.equal(error.code, "invalid_argument");
    problem = error.details.fields?.["x-parley-user"];
    return true;
  });
  return problem;
}

Deno.test("actingUser() takes the service's user ids as they are sent", () => {
  for (const userId of ["user-1", "a b", "José, the second", "😀", "ABC"]) {
    assert.equal(actingUser(service, { userId, scope }), userId);
  }
});

Deno.test("actingUser() takes a UUID in any case as the same user", () => {
  const id = "01890a5d-ac96-774b-bcce-b302099a8057";
  const owner = { kind: "user", userId: id, apiTokenId: "token", scopes: [scope] } as const;
  for (const userId of [id, id.toUpperCase(), id.replaceAll("b", "B")]) {
    assert.equal(actingUser(service, { userId, scope }), id);
    assert.equal(actingUser(owner, { userId, scope }), id);
  }
});

Deno.test("actingUser() refuses ids that a transport would alter, and says why", () => {
  assert.match(problemWith("")!, /^x-parley-user is empty/);
  for (const userId of [" bob", "bob ", "\tbob", "bob\u00a0", "\ufeffbob", "bob\n"]) {
    assert.equal(problemWith(userId), "x-parley-user begins or ends with white space", userId);
  }
  assert.match(problemWith("half \ud83d")!, /surrogate/);
  assert.match(problemWith("a\0b")!, /control/);
});
