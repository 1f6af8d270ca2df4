import { type Context, Hono } from "hono";
import { z } from "zod";
import { ownCallsOf, rightOf } from "../../domain/accounts/acting_user.ts";
import { AppError } from "../../domain/app_error.ts";
import type { App } from "../../domain/app.ts";
import { excerpt } from "../../domain/excerpt.ts";
import { meantField } from "../../domain/chats/field_names.ts";
import { type Answer, secondsUntilRetry } from "../../domain/chats/message.ts";
import { answerNote } from "../../views/answers/note.ts";
import { chatTexts } from "../../views/texts/chat.ts";
import { LEGACY_PATH } from "../http/program_paths.ts";
import type { RouteEnv } from "../route_env.ts";
import { problemBody, setRetryAfter } from "../problems/view.tsx";
import { httpStatusFromCompletionError, type Problem, problem } from "../problems/problem.ts";
import { inputIssues } from "../http/input_issues.ts";
import { type FieldIssue, invalidFields, MAX_NAMED } from "../http/valid_form.ts";
import { type BoundByRight, boundByRight } from "../../domain/accounts/held_rights.ts";
import { toIdempotencyKey } from "../../domain/answers/idempotency_key.ts";
import { type Said, said } from "../../domain/said.ts";
import { normalizeId } from "../../domain/id.ts";
import { actFor, authenticate } from "./caller.ts";
import { assertUtf8 } from "./request_body.ts";
import { surrogateProblem } from "../../domain/text_input.ts";

/** Any text, as an unknown id starts a chat; except for text that can't be sent back as UTF-8. */
const chatIdField = z.string().superRefine((text, context) => {
  const message = surrogateProblem(text);
  if (message) context.addIssue({ code: "custom", message: String(message) });
}).transform(normalizeId);

const chatRequest = z.object({
  chat_id: chatIdField.nullish(),
  user_id: z.string(),
  user_message: z.string(),
});

/**
 * `POST /chat`, the JSON of the Go and Next.js predecessor: a question in, the whole answer out.
 * The body is read as JSON whatever its declared type, as the predecessor did.
 */
export function legacyRoutes(app: App): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>();

  routes.post(LEGACY_PATH, async (c) => {
    const principal = await authenticate(c, app);
    const request = await readRequest(c);
    const userId = await actFor(c, app, { userId: request.user_id, scope: "chat:write" });
    const idempotencyKey = toIdempotencyKey(c.req.header(IDEMPOTENCY_KEY), IDEMPOTENCY_KEY);
    const turn = await app.continueOrStartChat({
      userId,
      idempotencyKey,
      caller: ownCallsOf(principal),
      chatId: request.chat_id ?? undefined,
      message: request.user_message,
    }).catch(throwInContractNames);
    const { chatId, answers } = turn;
    const key = { userId, chatId, answerId: answers[0]!.id };
    using wait = boundByRight(app, rightOf(principal, userId), c.req.raw.signal);
    const answer = await waitForAnswer(app, key, { wait, isKept: !!idempotencyKey });
    const failure = problemOf(answer);
    if (failure) {
      setRetryAfter(c, failure);
      return c.json(problemBody(failure), failure.status);
    }
    return c.json({ chat_id: chatId, user_id: userId, content: answer.content });
  });

  return routes;
}

async function readRequest(c: Context): Promise<z.infer<typeof chatRequest>> {
  await assertUtf8(c);
  const body: unknown = await c.req.json().catch((cause) => {
    throw new AppError("malformed_request", said`Cannot read the body: it is not JSON`, { cause });
  });
  const result = chatRequest.safeParse(body);
  if (result.success) return result.data;
  const issues = inputIssues(chatRequest, result.error);
  throw invalidFields(issues.map((issue) => ({ ...issue, ...misnamed(body, issue) })));
}

/** The message about a missing field that seems to have been sent under another name. */
function misnamed(body: unknown, { path: [field] }: FieldIssue): { message?: Said } {
  if (typeof body !== "object" || body === null || !field || field in body) return {};
  const sent = Object.keys(body).slice(0, MAX_NAMED)
    .find((name) => meantField(name, [String(field)]) !== undefined);
  return sent === undefined ? {} : { message: said`Is missing; you sent ${excerpt(sent)}` };
}

/** The header that makes a call idempotent. */
const IDEMPOTENCY_KEY = "Idempotency-Key";

/** The names of the domain's fields in this API. */
const fieldNames = { message: "user_message", idempotencyKey: IDEMPOTENCY_KEY };

/** Throws the error with its fields named as in this API. */
function throwInContractNames(error: unknown): never {
  const { fields = {} } = error instanceof AppError ? error : {};
  const issues = Object.entries(fieldNames).flatMap(([name, path]) => {
    const message = fields[name];
    return message === undefined ? [] : [{ path: [path], message }];
  });
  throw issues.length === 0 ? error : invalidFields(issues);
}

/**
 * Waits until the answer has ended. A caller that hangs up or loses its right stops the answer,
 * unless other callers wait for it, or the call had a key, so that the caller can come back for it.
 */
async function waitForAnswer(
  app: App,
  key: { userId: string; chatId: string; answerId: string },
  { wait, isKept }: { wait: BoundByRight; isKept: boolean },
): Promise<Answer> {
  for await (const { ended } of app.followAnswer({ ...key, signal: wait.signal })) {
    if (ended) return ended;
  }
  try {
    if (!isKept) await app.leaveAnswer(key);
  } finally {
    // Before an error about the answer: when the account is gone, its answers are gone, too.
    wait.assertRight();
  }
  return await app.getAnswer(key.userId, key.chatId, key.answerId);
}

function problemOf(answer: Answer): Problem | null {
  const words = said`${answerNote({ chat: chatTexts.en }, answer) ?? ""}`;
  if (answer.state === "interrupted") return problem(503, { code: "unavailable", words });
  if (answer.state !== "failed") return null;
  const code = answer.errorCode ?? "internal";
  const details = { retryAfterSeconds: secondsUntilRetry(answer, new Date()) };
  return problem(httpStatusFromCompletionError[code], { code, words, details });
}
