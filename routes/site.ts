import type { Network } from "../domain/network_address.ts";

/** How many proxies there are between clients and us, or the networks that they are in. */
export type TrustedProxies = number | readonly Network[];

/** What the operator decided about the site. */
export type Site = {
  /** Origin under which browsers reach the page, e.g. `https://chat.example.com`. */
  readonly publicUrl: string | null;
  readonly signUpOpen: boolean;
  /** Whether answers come from the built-in demo model, which the page says. */
  readonly isDemo: boolean;
  /** Whose word on their clients' addresses, in `X-Forwarded-For`, is believed. */
  readonly trustedProxies: TrustedProxies;
  /** Where images in messages may be fetched from: origins, or `https:` for any. */
  readonly images: readonly string[];
  /** Origins whose pages may call the JSON API from the browser, or `*`; nobody's by default. */
  readonly corsOrigins?: readonly string[];
};
