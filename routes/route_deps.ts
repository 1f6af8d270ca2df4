import type { App } from "../domain/app.ts";
import type { Log } from "../domain/log.ts";
import type { TransportMetrics } from "../domain/metrics.ts";
import type { Network } from "../domain/network_address.ts";
import type { StreamLimit } from "../domain/answers/stream_limit.ts";
import type { Principal, User } from "../domain/accounts/user.ts";
import type { Texts } from "../views/texts/texts.ts";
import type { BodyPace } from "./http/body_parts.ts";
import type { Renderer } from "./rendering/renderer.ts";

/** A file of the page, at a path that changes when its content does. */
export type Asset = {
  readonly contentType: string;
  /** The content in this encoding; compressed once, when first asked for. */
  body(encoding: "br" | "gzip" | "identity"): Promise<Uint8Array<ArrayBuffer>>;
};

/** The files that pages load. */
export interface Assets {
  /** URL of the file with this name, e.g. `parley.css`. @throws {Error} when there is none. */
  url(name: string): string;
  /** The file at this path, e.g. `0f3a2b9c41/parley.css`. */
  find(path: string): Asset | undefined;
}

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

/** All that the HTTP routes need. */
export type RouteDeps = {
  readonly app: App;
  readonly log: Log;
  /** What counts requests; by default nothing does. */
  readonly metrics?: TransportMetrics;
  readonly site: Site;
  readonly assets: Assets;
  /** Makes HTML of what models have written. */
  readonly renderer: Renderer;
  /** How many streams of answers a user may have open, over whichever transport. */
  readonly streams: StreamLimit;
  /** How slowly files may come in; {@link UPLOAD_PACE} by default. */
  readonly uploadPace?: BodyPace;
  /** Whether this process takes questions: it isn't stopping, and the database answers. */
  readonly ready: () => Promise<boolean>;
  /** Makes gzip of a page; without it pages go out as they are, for a proxy to compress. */
  readonly gzip?: (
    page: Uint8Array<ArrayBuffer>,
  ) => Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
};

/** What Hono carries along with a request: facts about it, never services. */
export type RouteEnv = {
  Bindings: {
    /** Network address of the peer, from the server's connection. */
    readonly clientAddress?: string;
    /** The method as it was sent, where the server hands on HEAD as GET. */
    readonly method?: string;
    /** To be called once it is known who asks: the connection counts as a stranger's until then. */
    readonly recognize?: (userId: string) => void;
  };
  Variables: {
    requestId: string;
    /** Whose session the cookie names. */
    user: User | null;
    /** Which program calls, once its token was seen. */
    principal?: Principal;
    /** For whom a program calls, once that is known; for the log. */
    userId?: string;
    /** The session itself, as forms name it. */
    sessionId: string | null;
    /** In the language of whoever asks. */
    t: Texts;
  };
};
