import { z } from "zod";
import type { BegunSignIn } from "../../domain/accounts/provider_sign_in.ts";

/** A sign-in that has begun at a provider, as its browser keeps it in a cookie. */
export type KeptSignIn = BegunSignIn & {
  /** Path of the page to show after signing in. */
  readonly next?: string;
};

/** How long a person may take at the provider, in milliseconds. */
export const SIGN_IN_MS = 15 * 60_000;

/** Longest path to come back to: the cookie must stay under the 4,096 bytes of RFC 6265, 6.1. */
const MAX_NEXT_LENGTH = 1_000;

const keptSignIn = z.object({
  provider: z.string(),
  proof: z.object({ state: z.string(), nonce: z.string(), verifier: z.string() }),
  next: z.string().optional(),
});

/** A sign-in as the text of a cookie. A path to come back to that is too long is left out. */
export function writeKeptSignIn({ next, ...begun }: KeptSignIn): string {
  const isShort = next !== undefined && next.length <= MAX_NEXT_LENGTH;
  const json = JSON.stringify({ ...begun, ...isShort && { next } });
  return new TextEncoder().encode(json).toBase64({ alphabet: "base64url", omitPadding: true });
}

/** The sign-in in a cookie, or `null` for any other text. */
export function readKeptSignIn(cookie: string | undefined): KeptSignIn | null {
  try {
    const bytes = Uint8Array.fromBase64(cookie ?? "", { alphabet: "base64url" });
    return keptSignIn.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return null;
  }
}
