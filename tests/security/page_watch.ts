import type { BrowserContext } from "playwright-core";
import { allowedHtml } from "../support/browser/allowed_html.ts";

/** Paths that pages may request. */
const EXPECTED_PATH =
  /^\/(assets\/\w+\/[\w.-]+|chats(\/[\w-]+){0,4}|sign-(in|up|out)|account)?(\?|$)/;

/**
 * Watches all pages of a context for effects of hostile text: scripts, requests, breaches of the
 * content security policy, and forbidden markup, even if only for a moment.
 *
 * @returns The effects seen so far; grows while pages are open.
 */
export async function watchPages(context: BrowserContext, origin: string): Promise<string[]> {
  const seen: string[] = [];
  context.on("dialog", (dialog) => {
    seen.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on("console", (message) => {
    const isRefusal = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !isRefusal) seen.push(`console: ${message.text()}`);
  });
  context.on("weberror", (error) => seen.push(`error ${error.error()}`));
  context.on("request", (request) => {
    const url = new URL(request.url());
    const isExpected = url.origin === origin && EXPECTED_PATH.test(url.pathname + url.search);
    if (!isExpected) seen.push(`request to ${url}`);
  });
  context.on("page", (page) => void page.on("popup", (popup) => seen.push(`popup ${popup.url()}`)));
  await context.exposeBinding("report", (_, what: string) => void seen.push(what));
  await context.addInitScript(watchDocument, allowedHtml);
  return seen;
}

/** Runs in each document before the page's own scripts. */
function watchDocument(allowedHtml: Record<string, Record<string, string>>): void {
  const { report } = globalThis as unknown as { report: (what: string) => void };
  const notices = (name: string) => (what: unknown) => report(`${name}(${what}) was called`);
  for (const name of ["xss", "alert", "confirm", "prompt", "print", "open"]) {
    Object.assign(globalThis, { [name]: notices(name) });
  }
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => {
    report(`policy breached: ${violatedDirective} ${blockedURI} ${sample}`);
  });
  const textOnly = ".bubble, h1, option, title, textarea, .account-name, .note, .field-error";
  const nowhere = "object, embed, base, frame, frameset, applet, portal, audio, video, style, " +
    "script:not([src^='/assets/']), iframe:not(.live), meta[http-equiv]:not([content='0'], " +
    "[content='2']), link:not([rel='stylesheet'], [rel='icon'], [rel='manifest'], [rel='apple-touch-icon'])";

  new MutationObserver((records) => {
    for (const { addedNodes, target } of records) {
      if (target instanceof Element) inspect(target);
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        inspect(node);
        for (const element of node.querySelectorAll("*")) inspect(element);
      }
    }
  }).observe(document, { childList: true, subtree: true });

  function inspect(element: Element): void {
    const problem = problemOf(element);
    if (problem) report(`${problem}: ${element.outerHTML.slice(0, 200)}`);
  }

  function problemOf(element: Element): string | null {
    if (element.matches(nowhere)) return "element that belongs nowhere";
    if (element.parentElement?.closest(textOnly)) return "element within text";
    for (const { name, value } of element.attributes) {
      if (/^on|^style$|^srcdoc$|hx-on/.test(name)) return `attribute ${name}`;
      const isUrl = /^((xlink:)?href|src|action|formaction|data|ping|poster|background)$/.test(
        name,
      );
      const url = isUrl && URL.parse(value, location.href);
      if (url && !/^(https?|mailto):$/.test(url.protocol)) {
        return `address in ${name}`;
      }
    }
    return element.parentElement?.closest(".prose") ? problemInMessage(element) : null;
  }

  function problemInMessage({ localName, attributes }: Element): string | null {
    const allowed = allowedHtml[localName];
    if (!allowed) return "element in a message";
    for (const { name, value } of attributes) {
      const pattern = allowed[name];
      if (pattern === undefined) return `attribute ${name} in a message`;
      if (!new RegExp(`^(${pattern})$`).test(value)) return `value of ${name} in a message`;
    }
    return null;
  }
}
