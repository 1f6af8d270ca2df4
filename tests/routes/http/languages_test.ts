import assert from "node:assert/strict";
import type { App } from "../../../domain/app.ts";
import type { Turn } from "../../../domain/chats/message.ts";
import { VERSION } from "../../../domain/version.ts";
import { said } from "../../../domain/said.ts";
import { createTexts } from "../../../views/texts/texts.ts";
import { answered } from "../../support/app/test_app.ts";
import { startTestSite } from "../test_site.ts";
import type { Visitor } from "../visitor.ts";

/** Texts of people, models and browsers, and names: the same in every language. */
const DATA = [
  VERSION,
  ...["Parley", "Owner", "E-mail", "OPENAI_API_KEY", "Chrome", "Linux", "English", "Português"],
  ...["fake-model", "token", "tokens", "API", "JSON", "Markdown", "ZIP", "ChatGPT", "gRPC"],
  ...["chat:read", "chat:write", "chat:share"],
  ...["Question", "Hello", "You said", "Temperature", "Top P"],
  ...["Ctrl", "Alt", "Shift", "Esc", "Enter"],
];

Deno.test("every page is wholly in the visitor's language", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const { chatId, question, answers } = await askTwice(site.app, user.id);
  const pages = [
    ...["/", "/?message=Hello", "/?settings=open", "/chats", "/chats?archived=on"],
    ...["/chats?q=Question", "/chats?q=nothing", "/account", "/nowhere"],
    ...["", "/settings", "/share", `/messages/${question.id}/edit`].map((end) =>
      `/chats/${chatId}${end}`
    ),
    `/chats/${chatId}/messages?before=${answers[0]!.id}`,
  ];
  for (const path of pages) await assertTranslated(visitor, path);
  for (const path of ["/sign-in", "/sign-up"]) await assertTranslated(site.visitor(), path);
});

Deno.test("refusals are in the visitor's language", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const headers = { "Accept-Language": "pt-BR" };
  const refused = await visitor.post("/chats", { message: " " }, { headers });
  const portuguese = createTexts("pt-BR", "UTC").say(said`Cannot send a blank message`);
  assert.ok((await refused.text()).includes(portuguese));
});

async function askTwice(app: App, userId: string): Promise<Turn> {
  const turn = await app.startChat({ userId, message: "Question" });
  await answered(app, turn);
  const { chatId, question } = turn;
  const again = await app.regenerateAnswer({ userId, chatId, questionId: question.id });
  await answered(app, again);
  return again;
}

async function assertTranslated(visitor: Visitor, path: string): Promise<void> {
  const read = async (language: string) => {
    const response = await visitor.get(path, { headers: { "Accept-Language": language } });
    return new Set(textsOf(await response.text()));
  };
  const [english, portuguese] = [await read("en"), await read("pt-BR")];
  const untranslated = [...portuguese].filter((text) => english.has(text));
  assert.deepEqual(untranslated, [], path);
}

/** The text of a page, with the labels of its parts. */
function textsOf(html: string): string[] {
  const page = html.replaceAll(/<(svg|code|option)\b.*?<\/\1>/gs, "");
  const text = page.split(/<[^>]*>/);
  const names = [
    ...page.matchAll(/\s(?:aria-label|title|placeholder|alt|data-(?!copy)\w+)="([^"]*)"/g),
  ];
  return [...text, ...names.map(([, name]) => name!)].filter(isSaid);
}

function isSaid(text: string): boolean {
  const own = DATA.reduce((rest, data) => rest.replaceAll(data, ""), text)
    .replaceAll(/[\da-f]{8}-[\da-f-]{27}(@example\.com)?|&[^;]+;|\bnew\b|\banswer-/g, "");
  return /\p{L}{3}/u.test(own);
}
