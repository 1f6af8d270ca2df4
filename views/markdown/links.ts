import type { StateCore, Token } from "markdown-it";
import { environmentOf } from "./environment.ts";

/** Schemes of allowed links. Relative links are not allowed: they would lead into this site. */
const ALLOWED_LINK = /^(https?|mailto):/i;

/** Whether a link in Markdown is allowed. */
export function isAllowedLink(url: string): boolean {
  return ALLOWED_LINK.test(url);
}

/**
 * Sets the attributes of links and images. An image from an origin that isn't allowed becomes a
 * link with its description; within a link, it becomes text.
 *
 * @param children Children of an inline token. The environment's `images` are the allowed origins,
 * as in the content security policy.
 */
export function withLinks(children: Token[], state: StateCore): Token[] {
  if (!children.some(({ type }) => type === "link_open" || type === "image")) return children;
  let isInLink = false;
  let isLeftOut = false;
  return children.flatMap((token) => {
    if (token.type === "link_open") {
      isInLink = true;
      isLeftOut = !isWithinBudget(token.attrGet("href"), state);
      if (isLeftOut) return new state.Token("plain_note", "", 0);
      token.attrs = linkAttributes(token.attrGet("href"));
    } else if (token.type === "link_close") {
      isInLink = false;
      if (isLeftOut) return [];
    }
    if (token.type !== "image") return token;
    if (!isWithinBudget(token.attrGet("src"), state)) return imageText(token, state);
    return shownImage(token, state) ?? linkedImage(token, isInLink, state);
  });
}

/** Whether the text's limit allows one more address: many links can share one definition. */
function isWithinBudget(address: string | number | null, { env }: StateCore): boolean {
  const { budget } = environmentOf(env);
  return !budget || budget.take("addresses", String(address).length);
}

/** An image that the browser loads when it comes into view, without a `Referer`. */
function shownImage(image: Token, { env, Token }: StateCore): Token | null {
  const url = URL.parse(String(image.attrGet("src")));
  const isAllowed = url?.protocol === "https:" && !url.username && !url.password &&
    environmentOf(env).images?.some((source) => source === "https:" || source === url.origin);
  if (!url || !isAllowed) return null;
  const shown = new Token("image", "img", 0);
  shown.children = image.children;
  shown.attrs = [
    ["src", url.href],
    ["alt", ""],
    ["loading", "lazy"],
    ["decoding", "async"],
    ["referrerpolicy", "no-referrer"],
  ];
  return shown;
}

function linkedImage(image: Token, isInLink: boolean, state: StateCore): Token[] {
  const src = String(image.attrGet("src") ?? "");
  const [text] = imageText(image, state);
  text.content ||= src;
  if (isInLink) return [text];
  const opening = new state.Token("link_open", "a", 1);
  opening.attrs = linkAttributes(src);
  return [opening, text, new state.Token("link_close", "a", -1)];
}

/** An image's description as text. */
function imageText(image: Token, { md, env, Token }: StateCore): [Token] {
  const text = new Token("text", "", 0);
  text.content = md.renderer.renderInlineAsText(image.children ?? [], md.options, env);
  return [text];
}

function linkAttributes(href: string | number | null): [string, string][] {
  const rel = "noopener noreferrer nofollow";
  return [["href", String(href ?? "")], ["rel", rel], ["target", "_blank"]];
}
