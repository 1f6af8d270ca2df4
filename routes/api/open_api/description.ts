import type { GROUPS } from "./operation.ts";

/** What to know before the first call, in paragraphs. */
export const apiDescription = [
  "Chats with models, for programs: ask, stream, resume, stop, and everything else that the page can " +
  "do. The names are those of the gRPC service `parley.v1.ChatService`.",
  "Every call needs a token: `Authorization: Bearer <token>`. A user's own token acts for that user; " +
  "with the service token, `X-Parley-User` names the user. Calls that only read need the scope " +
  "`chat:read`, sharing needs `chat:share` or both others, and all other calls need `chat:write`. A " +
  "token without `chat:read` gets no earlier text from any call.",
  "Calls that begin or follow answers return them in one piece when they have ended, or, with `Accept: " +
  "text/event-stream`, as events: `begun`, then `thinking` and `delta` for each piece of thinking and " +
  "of text, and at the end `ended` for each answer. The id of an event says how much the client has " +
  "received: for each answer, separated by commas, the position in its text (after `t`, in its " +
  "thinking), or `end`. Send it as `Last-Event-ID` to resume there, " +
  "by following an answer or by repeating the call with its `Idempotency-Key`: no text is lost or comes " +
  "twice, and the repeated call begins with `begun` again. A stream that ends before its answers have " +
  "ended can be resumed.",
  "A failed answer is not a failed call: the call succeeds, and the answer's `state` and `error_reason` " +
  "say what happened. Refused calls return a problem (RFC 9457), whose `code` never changes.",
  "Lists come page by page: `next_page_token` is the `page_token` of the next page, and null on the " +
  "last. Unknown fields are refused, so that a misspelt name does not go unnoticed; results may get " +
  "more fields. Times are RFC 3339 in UTC.",
].join("\n\n");

/** The subject of each group of operations. */
export const groupDescriptions: Readonly<Record<typeof GROUPS[number], string>> = {
  Chats: "Conversations, with their settings.",
  Messages: "Questions and answers. They form a tree; one of its branches is shown.",
  Answers: "Making, following, continuing and stopping answers.",
  Search: "Searching titles and messages.",
  Files: "Export and import of chats.",
  Models: "The models that answer.",
  Storage: "How much a user has stored, and the limit.",
};
