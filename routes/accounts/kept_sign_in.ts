import { z } from "zod";
import type { BegunSignIn } from "../../domain/accounts/provider_sign_in.ts";

/** A sign-in that has begun at a provider, as its browser keeps it in a cookie. */
export type KeptSignIn = BegunSignIn & {
  /** Path of the page to show after signing in. */
  readonly next?: string;
  /** Id of the user whose account is to be linked; without it, someone signs in. */
  readonly linkTo?: string;
};

/** How long a person may take at the provider, in milliseconds. */
export const SIGN_IN_MS = 15 * 60_000;

/** Longest path to come back to: the cookie must stay under the 4,096 bytes of RFC 6265, 6.1. */
const MAX_NEXT_LENGTH = 1_000;

const keptSignIn = z.object({
  provider: z.string(),
  proof: z.object({ state: z.string(), nonce: z.string(), verifier: z.string() }),
  next: z.string().optional(),
  linkTo: z.string().optional(),
});

/** A sign-in as the text of a cookie. A path to come back to that is too long is left out. */
export function writeKeptSignIn({ next, ...begun }: KeptSignIn): string {
  const isShort = next !== undefined && next.length <= MAX_NEXT_LENGTH;
  const json = JSON.stringify({ ...begun, ...isShort && { next } });
  return toBase64Url(json);
}

/** The sign-in in a cookie, or `null` for any other text. */
export function readKeptSignIn(cookie: string | undefined): KeptSignIn | null {
  return readJson(keptSignIn, cookie);
}

/** The provider through which a browser has signed in, as it keeps it in a cookie. */
export type KeptProvider = {
  readonly provider: string;
  /** Tells the provider whom to sign out. */
  readonly hint?: string;
};

/** Longest hint: an ID token with many claims doesn't fit into a cookie. */
const MAX_HINT_LENGTH = 2_500;

const keptProvider = z.object({ provider: z.string(), hint: z.string().optional() });

/** A provider as the text of a cookie. A hint that is too long is left out. */
export function writeKeptProvider({ provider, hint }: KeptProvider): string {
  const isShort = hint !== undefined && hint.length <= MAX_HINT_LENGTH;
  return toBase64Url(JSON.stringify({ provider, ...isShort && { hint } }));
}

/** The provider in a cookie, or `null` for any other text. */
export function readKeptProvider(cookie: string | undefined): KeptProvider | null {
  return readJson(keptProvider, cookie);
}

function toBase64Url(text: string): string {
  return new TextEncoder().encode(text).toBase64({ alphabet: "base64url", omitPadding: true });
}

function readJson<T>(schema: z.ZodType<T>, cookie: string | undefined): T | null {
  try {
    const bytes = Uint8Array.fromBase64(cookie ?? "", { alphabet: "base64url" });
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return null;
  }
}
