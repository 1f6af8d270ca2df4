import { type Metadata, ServerInterceptingCall, type ServerInterceptor } from "@grpc/grpc-js";
import type { Acting } from "../../domain/accounts/acting_user.ts";
import type { App } from "../../domain/app.ts";
import type { Log } from "../../domain/log.ts";
import type { Principal } from "../../domain/accounts/user.ts";
import { isOwnMethod, noteUser } from "./call_observer.ts";
import type { ErrorTrailers } from "./error_trailers.ts";
import { failedCall } from "./failed_call.ts";

/** Key under which a call's principal is kept on its metadata; never sent. */
const PRINCIPAL = "parley.principal";

/** What authentication of calls needs. */
export type CallAuthenticationDeps = {
  readonly app: Pick<App, "authenticate">;
  /** Logs the errors that callers are not told. */
  readonly log: Pick<Log, "error">;
  readonly errorTrailers: ErrorTrailers;
  /** Called with the peer of a call that has a valid token. */
  readonly recognize: (peer: string) => void;
};

/**
 * Checks the token of each call to Parley's own services as soon as its metadata has arrived. The
 * message isn't read before that, so HTTP/2's flow control lets a client without a valid token send
 * at most 128 KiB of it: one window, and a stream's buffer.
 */
export function callAuthentication(
  { app, log, errorTrailers, recognize }: CallAuthenticationDeps,
): ServerInterceptor {
  async function authenticate(metadata: Metadata, peer: string): Promise<void> {
    const principal = await app.authenticate(metadata.get("authorization")[0]?.toString());
    recognize(peer);
    // So that the log names the user also when the call is refused later.
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

/** The holder of a call's token, and the user for whom it acts. */
export type KnownCaller = { readonly principal: Principal; readonly userId: string };

/** Finds the user for whom the authenticated call with this (received) metadata acts. */
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
