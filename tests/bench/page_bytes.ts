import { launchBrowser } from "../support/browser/launch_browser.ts";
import { loadAfresh, type PageLoad } from "../support/browser/page_load.ts";
import { questions } from "./load/questions.ts";

/** The responses to a browser with an empty cache for a new account's first page. */
export type PageBytes = PageLoad & {
  /** From pressing Enter to the first text of the answer in the page, in milliseconds. */
  readonly firstText: number[];
};

/** Signs up in Chromium, loads the first chat page with an empty cache, and sends messages. */
export async function measurePage(origin: string, sends: number): Promise<PageBytes> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ baseURL: origin });
    await page.goto("/sign-up");
    await page.getByLabel("Name").fill("Bench");
    await page.getByLabel("E-mail").fill(`bench-${crypto.randomUUID()}@example.com`);
    await page.getByLabel("Password").fill("correct horse battery");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("textbox", { name: "Message" }).waitFor();

    const { bytes, responses } = await loadAfresh(page, "/");

    const firstText: number[] = [];
    for (let i = 0; i < sends; i++) {
      await page.goto("/");
      await page.getByRole("textbox", { name: "Message" }).fill(questions.word);
      firstText.push(await page.evaluate(timeFirstText));
      await page.locator(".answer:not([aria-busy])").waitFor();
    }
    return { bytes, responses, firstText };
  } finally {
    await browser.close();
  }
}

/** Runs in the page. */
function timeFirstText(): Promise<number> {
  return new Promise((resolve) => {
    const start = performance.now();
    new MutationObserver((_, observer) => {
      if (!document.querySelector(".answer .prose")?.textContent?.trim()) return;
      observer.disconnect();
      resolve(performance.now() - start);
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
    document.querySelector<HTMLFormElement>("#composer-form")!.requestSubmit();
  });
}
