import type { Network } from "../domain/network_address.ts";

/** How many proxies are between clients and this server, or the networks that they are in. */
export type TrustedProxies = number | readonly Network[];

/** The operator's settings of the site. */
export type Site = {
  /** Origin under which browsers reach the page, e.g. `https://chat.example.com`. */
  readonly publicUrl: string | null;
  readonly signUpOpen: boolean;
  /** Whether people may sign in with passwords; by default they may. */
  readonly passwordSignIn?: boolean;
  /** Whether answers come from the built-in demo model; the page says so. */
  readonly isDemo: boolean;
  /** The proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: TrustedProxies;
  /** Where images in messages may be fetched from: origins, or `https:` for any. */
  readonly images: readonly string[];
  /** Origins whose pages may call the JSON API from the browser, or `*`; none by default. */
  readonly corsOrigins?: readonly string[];
};
