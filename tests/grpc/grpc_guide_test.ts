import { status } from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { AppError, type ErrorCode } from "../../domain/app_error.ts";
import { said } from "../../domain/said.ts";
import { reading } from "../support/grpc/v1_requests.ts";
import { statusFromError } from "../../infra/grpc/status_from_error.ts";

/** Every code, and whether API calls can return it. */
const codes: Record<ErrorCode, boolean> = {
  malformed_request: true,
  invalid_argument: true,
  message_too_long: true,
  payload_too_large: true,
  unauthenticated: true,
  permission_denied: true,
  not_found: true,
  answer_in_progress: true,
  chat_ended: true,
  chat_changed: true,
  email_taken: false,
  storage_full: true,
  cannot_continue: true,
  rate_limited: true,
  unavailable: true,
  request_timeout: true,
};

const guide = await Deno.readTextFile(new URL("../../docs/grpc.md", import.meta.url));

Deno.test("docs/grpc.md lists every reason with its status", () => {
  const rows = [...guide.matchAll(/^\| `([A-Z_]+)` +\| `([A-Z_]+)`/gm)];
  const told = rows.map(([, code, reason]) => `${code} ${reason}`);
  const errors = Object.entries(codes).filter(([, isMet]) => isMet)
    .map(([code]) => new AppError(code as ErrorCode, said`Internal error`));
  const real = [...errors, new Error("a bug")].map((error) => {
    const { code, facts } = statusFromError(error);
    return `${status[code]} ${facts.reason}`;
  });
  const all = [...real, "UNIMPLEMENTED UNIMPLEMENTED"];
  assert.deepEqual(told.sort(), all.sort());
});

Deno.test("docs/grpc.md lists the methods that need only chat:read", () => {
  const [, sentence = ""] = /scope `chat:read` may call (.*?)\. All/s.exec(guide) ?? [];
  const names = [...sentence.matchAll(/`(\w+)`/g)].map(([, name]) => name!);
  assert.deepEqual(names.sort(), [...reading].sort());
});
