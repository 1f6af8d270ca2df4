import type { GROUPS } from "./operation.ts";

/** What there is to know before the first call, in paragraphs. */
export const apiDescription = [
  "Chats with models, for programs: ask, stream, resume, stop, and everything else that the page can " +
  "do. Names are those of the gRPC service `parley.v1.ChatService`.",
  "Every call needs a token: `Authorization: Bearer <token>`. A user's own token acts for that user; the " +
  "holder of the service token names the user in `X-Parley-User`. Calls that only read need the scope " +
  "`chat:read`, sharing `chat:share` or else reading and writing, all others `chat:write`. A call that " +
  "writes tells a token that may not read nothing that was there before.",
  "Calls that begin or follow answers return them in one piece once they have ended; with `Accept: text/event-stream` " +
  "as events: `begun`, then `delta` for each piece of text, last of all `ended` for each " +
  "answer. The id of an event says how much the client has with it: for each answer, with commas " +
  "between them, the position in its text, or `end`. Sent as `Last-Event-ID`, when an answer is followed " +
  "or the same call repeated with its `Idempotency-Key`, the stream goes on right there: no text is " +
  "lost or comes twice, while the repeated call begins with `begun` again. A stream that ends before its " +
  "answers have ended can be gone on with.",
  "A failed answer is an answer: its call succeeds, and its `state` and `error_reason` tell what happened. " +
  "Calls that are refused are answered with a problem (RFC 9457), whose `code` never changes.",
  "Lists come page by page: `next_page_token` is the `page_token` of the next one, and null at the end. " +
  "Fields that there aren't are refused, so that no misspelt one goes unnoticed; results may get more " +
  "fields. Times are RFC 3339 in UTC.",
].join("\n\n");

/** What the operations of a group are about. */
export const groupDescriptions: Readonly<Record<typeof GROUPS[number], string>> = {
  Chats: "Conversations, with their settings.",
  Messages: "Questions and answers. They form a tree, of which one branch is shown.",
  Answers: "Answers while they are made, and after.",
  Search: "Finding things again.",
  Files: "Chats as files, out and in.",
  Models: "What answers.",
  Storage: "How much there is.",
};
