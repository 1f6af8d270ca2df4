import type { Tree } from "../trees.ts";

/** The code that stores chats in a tree's database: each tree has its own columns. */
export async function storedChats({ root }: Tree): Promise<typeof import("./store_chat.ts")> {
  return await import(new URL("tests/bench/load/store_chat.ts", root).href);
}

/** The code that stores many of them. */
export async function manyStoredChats(
  { root }: Tree,
): Promise<typeof import("./store_many_chats.ts")> {
  return await import(new URL("tests/bench/load/store_many_chats.ts", root).href);
}
