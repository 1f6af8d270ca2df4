import { dirname } from "node:path";
import type { BrowserContextOptions, Page } from "playwright-core";
import { storeChat } from "../../bench/load/store_chat.ts";
import { type BrowserSite, signUp, startBrowserSite } from "../browser/browser_site.ts";
import type { FakeExchange } from "../upstream/fake_openai.ts";
import { stagedAnswers, type StagedQuestion, stagedTitles } from "./staged_talk.ts";

/** Limits that the preparation doesn't reach. */
const plenty = { SENDS_PER_MINUTE: "1000", SIGN_INS_PER_MINUTE: "1000", ANSWERS_PER_USER: "10" };

/** Number of messages of the longest chat. */
export const LONG_CHAT = 1_000;

/** The whole program, with users and chats in every state that tests look at. */
export type Stage = AsyncDisposable & {
  readonly site: BrowserSite;
  /** Paths of the chats. */
  readonly chats: Readonly<Record<StagedQuestion | "long", string>>;
  /** A page of the user with the chats. */
  open(options?: BrowserContextOptions): Promise<Page>;
  /** A page of a new user. */
  openEmpty(options?: BrowserContextOptions): Promise<Page>;
  /** A page without a session. */
  openSignedOut(options?: BrowserContextOptions): Promise<Page>;
};

/** Starts the program with its browser and prepares everything. */
export async function startStage(): Promise<Stage> {
  await using stack = new AsyncDisposableStack();
  const url = `sqlite:${await Deno.makeTempDir({ prefix: "parley-stage-" })}/parley.db`;
  stack.defer(() => Deno.remove(dirname(url.replace("sqlite:", "")), { recursive: true }));
  const site = stack.use(await startBrowserSite({ env: { DATABASE_URL: url, ...plenty }, reply }));
  const visitors = await Promise.all(["owner", "newcomer"].map(() => site.newPage()));
  const email = await signUp(visitors[0]!);
  await signUp(visitors[1]!);
  const [owner, newcomer] = await Promise.all(
    visitors.map((page) => page.context().storageState()),
  );
  const long = await storeChat(url, {
    email,
    title: "A very long talk",
    messages: LONG_CHAT,
    question: { content: "What would you say of this? ".repeat(2), tokens: 14 },
    answer: { content: "There is **a lot** to be said about it. ".repeat(30), tokens: 300 },
  });
  for (const title of stagedTitles) await ask(visitors[0]!, title);
  const chats: Record<string, string> = { long: `/chats/${long}` };
  for (const question of Object.keys(stagedAnswers) as StagedQuestion[]) {
    chats[question] = await ask(visitors[0]!, question);
  }
  for (const page of visitors) await page.context().close();
  const owned = stack.move();
  return {
    site,
    chats: chats as Stage["chats"],
    open: (options) => site.newPage({ storageState: owner, ...options }),
    openEmpty: (options) => site.newPage({ storageState: newcomer, ...options }),
    openSignedOut: (options) => site.newPage(options),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Starts a chat. @returns its path, when its answer has ended or streams. */
async function ask(page: Page, message: string): Promise<string> {
  await page.goto("/");
  await page.getByRole("textbox", { name: "Message" }).fill(message);
  await page.getByRole("textbox", { name: "Message" }).press("Enter");
  await page.locator(".answer .prose *").first().waitFor();
  if (message !== "Why are there tides?") await page.locator(".answer:not([aria-busy])").waitFor();
  return new URL(page.url()).pathname;
}

/** Answers as the model. */
async function reply(exchange: FakeExchange): Promise<void> {
  const question = exchange.request.body.messages.findLast(({ role }) => role === "user")?.content;
  const answer = stagedAnswers[question as StagedQuestion] ?? "With pleasure.";
  await exchange.text(answer);
  if (question === "Why are there tides?") return;
  if (question === "How do I make sourdough?") return exchange.reset();
  await exchange.usage(120, 240);
  await exchange.complete();
}
