import type { ModelSettings } from "../models/settings.ts";

/** Languages of the page, as BCP 47 names them; the first is the default. */
export const LANGUAGES = ["en", "pt-BR"] as const;

/** A language of the page. */
export type Language = typeof LANGUAGES[number];

/** A user's preferences; an absent one falls back to the browser's or the operator's default. */
export type UserSettings = {
  readonly language?: Language;
  /** Settings of new chats: this and the next two. */
  readonly model?: string;
  readonly systemMessage?: string;
  readonly config?: Partial<ModelSettings>;
  /** Whether chats get their titles from the model. */
  readonly autoTitles?: boolean;
};

/** An account. `email` is trimmed and lower-cased. */
export type User = {
  /** UUIDv7. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly settings: UserSettings;
  readonly createdAt: Date;
};

/** A user's session in a browser. */
export type Session = {
  /** Names the session in forms; it is not the secret, so it gives no access. */
  readonly id: string;
  /** The browser's `User-Agent` header, any text; empty when it sent none. */
  readonly userAgent: string;
  readonly createdAt: Date;
  /** Accurate to a few minutes. */
  readonly lastSeenAt: Date;
};

/**
 * What an API token can be limited to. No scope includes another, but a token that reads and writes
 * may also share.
 *
 * - `chat:read`: reading chats and following answers
 * - `chat:write`: asking questions; stopping, changing and deleting answers and chats
 * - `chat:share`: letting anyone with a link read a chat, including the token's holder
 */
export const SCOPES = ["chat:read", "chat:write", "chat:share"] as const;

/** One of {@link SCOPES}. */
export type Scope = typeof SCOPES[number];

/** A user's credential for programs. The token itself is shown once and stored as a hash. */
export type ApiToken = {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  /** What it may be used for; at least one. */
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  /** When it stops working; `null` for never. */
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
};

/**
 * A caller: the service, which may name any user and do anything, or a user's program with a token.
 */
export type Principal =
  | { readonly kind: "service" }
  | {
    readonly kind: "user";
    readonly userId: string;
    readonly apiTokenId: string;
    readonly scopes: readonly Scope[];
  };
