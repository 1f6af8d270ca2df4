import type { App } from "../../domain/app.ts";
import { paths } from "../../views/paths.ts";
import type { TestSite } from "./test_site.ts";
import { location, type Visitor } from "./visitor.ts";

/** A new visitor with an answered chat, and its path. */
export async function startedChat(site: TestSite) {
  const { visitor } = await site.signUp();
  const sent = await visitor.post(paths.chats(), { message: "Hello" });
  await finished(site.app, visitor, location(sent)!);
  return { visitor, url: location(sent)! };
}

/** Waits for the end of the answer that a chat's page streams. */
export async function finished(app: App, visitor: Visitor, url: string): Promise<void> {
  const { user } = (await app.findSession(visitor.cookies.get("session")!))!;
  const chat = await app.getChat(user.id, url.split("/")[2]!);
  const key = { userId: user.id, chatId: chat.id, answerId: chat.activeLeaf };
  for await (const { ended } of app.followAnswer(key)) if (ended) return;
}
