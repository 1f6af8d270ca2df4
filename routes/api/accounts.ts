import { z } from "zod";
import type { App } from "../../domain/app.ts";
import type { Api } from "./api.ts";
import { operation } from "./open_api/operation.ts";

/** Reads how much a user has stored. */
const getStorageOperation = operation({
  id: "getStorage",
  group: "Storage",
  method: "get",
  path: "/storage",
  scope: "chat:read",
  summary: "Get the storage used and its limit",
  description: "A call that would exceed the limit is refused with storage_full.",
  result: {
    status: 200,
    description: "The storage used and its limit, in bytes.",
    schema: z.object({
      stored_bytes: z.int().meta({
        examples: [48_213],
        description:
          "The texts of messages, titles and system messages in UTF-8, and 200 bytes for each message " +
          "and chat. Deleted chats count until they are removed for good, about an hour later.",
      }),
      limit_bytes: z.int().nullable().meta({
        examples: [1_073_741_824],
        description:
          "The most that the user may store; null if there is no limit. An answer that has begun is " +
          "stored to its end, even beyond the limit.",
      }),
    }),
  },
});

/** Serves the operations on a user's account. */
export function serveAccounts(api: Api, app: App): void {
  api.serve(getStorageOperation, async ({ c, userId }) => {
    const { storedBytes, limitBytes } = await app.getStorage(userId);
    return c.json({ stored_bytes: storedBytes, limit_bytes: limitBytes });
  });
}
