import type { StateCore, Token } from "markdown-it";
import { environmentOf } from "./environment.ts";

/** What a link may lead to; a relative one would lead somewhere on this site. */
const ALLOWED_LINK = /^(https?|mailto):/i;

/** Whether Markdown may link to an address. */
export function isAllowedLink(url: string): boolean {
  return ALLOWED_LINK.test(url);
}

/**
 * Readies links. Images that may not be fetched become links with their description, or text inside of
 * a link.
 *
 * @param children What an inline token has. The environment's `images` says where images may be
 * fetched from, as the content security policy does: origins, or `https:` for any.
 */
export function withLinks(children: Token[], state: StateCore): Token[] {
  if (!children.some(({ type }) => type === "link_open" || type === "image")) return children;
  let isInLink = false;
  let isLeftOut = false;
  return children.flatMap((token) => {
    if (token.type === "link_open") {
      isInLink = true;
      isLeftOut = !affords(token.attrGet("href"), state);
      if (isLeftOut) return new state.Token("plain_note", "", 0);
      token.attrs = linkAttributes(token.attrGet("href"));
    } else if (token.type === "link_close") {
      isInLink = false;
      if (isLeftOut) return [];
    }
    if (token.type !== "image") return token;
    if (!affords(token.attrGet("src"), state)) return imageText(token, state);
    return shownImage(token, state) ?? linkedImage(token, isInLink, state);
  });
}

/** Whether this address may stand in the page as well: a text can repeat one that it holds only once. */
function affords(address: string | number | null, { env }: StateCore): boolean {
  const { budget } = environmentOf(env);
  return !budget || budget.take("addresses", String(address).length);
}

/** An image that is fetched when it comes into view, without saying from where. */
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

/** What an image shows, in words. */
function imageText(image: Token, { md, env, Token }: StateCore): [Token] {
  const text = new Token("text", "", 0);
  text.content = md.renderer.renderInlineAsText(image.children ?? [], md.options, env);
  return [text];
}

function linkAttributes(href: string | number | null): [string, string][] {
  const rel = "noopener noreferrer nofollow";
  return [["href", String(href ?? "")], ["rel", rel], ["target", "_blank"]];
}
