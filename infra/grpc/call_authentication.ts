import { type Metadata, ServerInterceptingCall, type ServerInterceptor } from "@grpc/grpc-js";
import type { Acting } from "../../domain/accounts/acting_user.ts";
import type { App } from "../../domain/app.ts";
import type { Log } from "../../domain/log.ts";
import type { Principal } from "../../domain/accounts/user.ts";
import { isOwnMethod, noteUser } from "./call_observer.ts";
import type { ErrorTrailers } from "./error_trailers.ts";
import { failedCall } from "./failed_call.ts";

/** Names the principal in what is noted on a call's metadata; never sent. */
const PRINCIPAL = "parley.principal";

/** What calls are authenticated with. */
export type CallAuthenticationDeps = {
  readonly app: Pick<App, "authenticate">;
  /** Gets the errors that callers are not shown. */
  readonly log: Pick<Log, "error">;
  readonly errorTrailers: ErrorTrailers;
  /** Is told of the peer of a call that has a right token. */
  readonly recognize: (peer: string) => void;
};

/**
 * Looks at the token of each call of this project's own services when its metadata have come. Until it is
 * found to be right nothing of the call's message is read, so that HTTP/2's flow control lets the client
 * send little of it: one window, and what a stream buffers; 128 KiB.
 */
export function callAuthentication(
  { app, log, errorTrailers, recognize }: CallAuthenticationDeps,
): ServerInterceptor {
  async function authenticate(metadata: Metadata, peer: string): Promise<void> {
    const principal = await app.authenticate(metadata.get("authorization")[0]?.toString());
    recognize(peer);
    // Calls that are refused later have their user in the log, too.
    if (principal.kind === "user") noteUser(metadata, principal.userId);
    metadata.setOpaque(PRINCIPAL, principal);
  }

  return ({ path }, call) => {
    if (!isOwnMethod(path)) return new ServerInterceptingCall(call);
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          async onReceiveMetadata(metadata, next) {
            try {
              await authenticate(metadata, call.getPeer());
            } catch (error) {
              const failure = failedCall(error, { log, method: path, metadata });
              return call.sendStatus(errorTrailers.end(failure));
            }
            next(metadata);
          },
        }),
    });
  };
}

/** Who makes a call and for whom. */
export type KnownCaller = { readonly principal: Principal; readonly userId: string };

/** Finds out whom the call with this (received) metadata acts for, once it was authenticated. */
export async function actFor(
  metadata: Metadata,
  app: Pick<App, "actFor">,
  acting: Acting,
): Promise<KnownCaller> {
  const principal = metadata.getOpaque(PRINCIPAL) as Principal;
  const userId = await app.actFor(principal, acting);
  noteUser(metadata, userId);
  return { principal, userId };
}
