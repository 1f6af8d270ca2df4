import type { Principal, User } from "../domain/accounts/user.ts";
import type { Texts } from "../views/texts/texts.ts";

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
