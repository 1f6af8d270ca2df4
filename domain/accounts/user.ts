import type { ModelSettings } from "../models/settings.ts";

/** Languages of the page, as BCP 47 names them; the first is the default. */
export const LANGUAGES = ["en", "pt-BR"] as const;

/** A language of the page. */
export type Language = typeof LANGUAGES[number];

/** What a user prefers; what is absent is left to the browser or the operator. */
export type UserSettings = {
  readonly language?: Language;
  /** What new chats begin with. */
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
  /** Names the session in forms; nobody can sign in with it. */
  readonly id: string;
  /** What the browser said of itself, of any content; empty when it said nothing. */
  readonly userAgent: string;
  readonly createdAt: Date;
  /** Right to a few minutes. */
  readonly lastSeenAt: Date;
};

/**
 * What API tokens may be limited to. None of them includes another, but whoever reads and writes may
 * share, too.
 *
 * - `chat:read`: reading chats and following answers
 * - `chat:write`: asking, and stopping, changing and deleting what there is
 * - `chat:share`: letting anyone with a link read a chat, the token's holder included
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

/** Who calls: the service, which may name any user and do anything, or one user with a token. */
export type Principal =
  | { readonly kind: "service" }
  | {
    readonly kind: "user";
    readonly userId: string;
    readonly tokenId: string;
    readonly scopes: readonly Scope[];
  };
