import assert from "node:assert/strict";
import { HTTPException } from "hono/http-exception";
import { AppError, invalidArgument } from "../../../domain/app_error.ts";
import { problemFromError } from "../../../routes/problems/problem.ts";
import { said } from "../../../domain/said.ts";

Deno.test("problemFromError() gives every refusal its status and keeps its message", () => {
  const error = invalidArgument("message", said`Cannot send a blank message`);
  assert.deepEqual(problemFromError(error), {
    status: 422,
    code: "invalid_argument",
    words: said`Cannot send a blank message`,
    fields: { message: said`Cannot send a blank message` },
    details: { fields: { message: "Cannot send a blank message" } },
  });
  assert.equal(problemFromError(new AppError("chat_ended", said`Ended`))?.status, 409);
  assert.equal(problemFromError(new HTTPException(403))?.code, "permission_denied");
});

Deno.test("problemFromError() is null for unexpected errors", () => {
  assert.equal(problemFromError(new TypeError("password is hunter2")), null);
  assert.equal(problemFromError(new HTTPException(500, { message: "secret" })), null);
});
