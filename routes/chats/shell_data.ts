import type { App } from "../../domain/app.ts";
import type { ChatCursor } from "../../domain/chats/gateway.ts";
import type { ChatListProps } from "../../views/chats/list.tsx";
import type { AssetUrls } from "../../views/layout.tsx";
import type { ShellProps } from "../../views/shell.tsx";
import type { Viewer } from "../accounts/viewer.ts";

/** Chats in one page of the list. */
const CHATS_PER_PAGE = 30;

type ShellDeps = {
  readonly app: App;
  readonly assets: AssetUrls;
  readonly isDemo: boolean;
};

/** Gathers the props of the shell around a page, above all its chat list. */
export class ShellData {
  readonly #deps: ShellDeps;

  constructor(deps: ShellDeps) {
    this.#deps = deps;
  }

  /**
   * Props of the shell.
   *
   * @param currentId The chat on screen, if any.
   */
  async props(viewer: Viewer, currentId: string | null = null): Promise<ShellProps> {
    const { app, assets, isDemo } = this.#deps;
    // A question is likely to follow; the page doesn't wait for the preparation.
    void app.prepare();
    const { user, t } = viewer;
    return { user, t, assets, isDemo, list: await this.list(viewer, currentId) };
  }

  /** Props of a page of the user's chats. */
  async list(
    { user, t }: Viewer,
    currentId: string | null,
    before?: ChatCursor,
  ): Promise<ChatListProps> {
    const page = { before, limit: CHATS_PER_PAGE + 1 };
    const chats = await this.#deps.app.listChatTitles(user.id, page);
    const hasMore = chats.length > CHATS_PER_PAGE;
    const now = new Date();
    return {
      t,
      chats: chats.slice(0, CHATS_PER_PAGE),
      currentId,
      hasMore,
      after: before,
      now,
      hasArchived: chats.length === 0 && await this.#hasArchived(user.id),
    };
  }

  async #hasArchived(userId: string): Promise<boolean> {
    return (await this.#deps.app.listChats(userId, { archived: true, limit: 1 })).length > 0;
  }
}
