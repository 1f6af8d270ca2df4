import type { Principal, User } from "../domain/accounts/user.ts";
import type { Texts } from "../views/texts/texts.ts";

/** Facts that Hono carries along with a request; never services. */
export type RouteEnv = {
  Bindings: {
    /** Network address of the peer, from the server's connection. */
    readonly clientAddress?: string;
    /** The method as it was sent, if the server passes HEAD on as GET. */
    readonly method?: string;
    /** Call it once the user is known: until then the connection counts as a guest's. */
    readonly recognize?: (userId: string) => void;
  };
  Variables: {
    requestId: string;
    /** The user of the session that the cookie names. */
    user: User | null;
    /** The program that calls, once its token was checked. */
    principal?: Principal;
    /** The user for whom a program calls, once known; for the log. */
    userId?: string;
    /** The session's id, as forms name it. */
    sessionId: string | null;
    /** The texts in the language of the user or browser. */
    t: Texts;
  };
};
