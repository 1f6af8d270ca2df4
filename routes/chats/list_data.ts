import type { App } from "../../domain/app.ts";
import type { ChatsPageProps } from "../../views/chats/chats_page.tsx";
import type { Deletion } from "../../views/chats/undo_notice.tsx";
import type { ChatsPlace } from "../../views/paths.ts";
import type { ShellData } from "./shell_data.ts";
import type { Viewer } from "../accounts/viewer.ts";

/** Chats in one page of all chats. */
const CHATS_PER_PAGE = 100;

type Deps = { readonly app: App; readonly shell: ShellData };

/** Gathers the props of the page of all chats. */
export async function chatsPageProps(
  { app, shell }: Deps,
  viewer: Viewer,
  { archived = false, before, deletedAt }: ChatsPlace,
): Promise<ChatsPageProps> {
  const page = { before, archived, limit: CHATS_PER_PAGE + 1 };
  const [around, chats, deletion] = await Promise.all([
    shell.props(viewer),
    app.listChats(viewer.user.id, page),
    findDeletion(app, viewer, deletedAt),
  ]);
  const hasMore = chats.length > CHATS_PER_PAGE;
  const facts = { archived, before, deletion, hasMore, now: new Date() };
  return { ...around, ...facts, chats: chats.slice(0, CHATS_PER_PAGE) };
}

/** The deletion at this time, or `undefined` if it can't be undone any more. */
export async function findDeletion(
  app: App,
  { user }: Viewer,
  deletedAt?: Date,
): Promise<Deletion | undefined> {
  const count = deletedAt ? await app.countDeleted(user.id, deletedAt) : 0;
  return deletedAt && count > 0 ? { deletedAt, count } : undefined;
}

/** Reads the time of a deletion out of a URL: milliseconds since 1970, else `undefined`. */
export function deletionTime(text: string | undefined): Date | undefined {
  return /^\d{1,15}$/.test(text ?? "") ? new Date(Number(text)) : undefined;
}
