import type { Acting } from "../../domain/accounts/acting_user.ts";
import type { App } from "../../domain/app.ts";
import type { Principal } from "../../domain/accounts/user.ts";
import type { RouteEnv } from "../route_env.ts";

/** What is wanted of a call, whatever else Hono carries along with it. */
type ProgramCall = {
  readonly req: { header(name: string): string | undefined };
  readonly env?: RouteEnv["Bindings"];
  readonly var: Pick<RouteEnv["Variables"], "principal">;
  set(name: "principal", principal: Principal): void;
  set(name: "userId", userId: string): void;
};

/** Finds out who calls. The log gets the user of a token at once, also where the call is refused later. */
export async function authenticate(c: ProgramCall, app: App): Promise<Principal> {
  const principal = await app.authenticate(c.req.header("Authorization"));
  c.set("principal", principal);
  if (principal.kind === "user") noteUser(c, principal.userId);
  return principal;
}

/** Finds out whom a call acts for, once it is known who calls. */
export async function actFor(c: ProgramCall, app: App, acting: Acting): Promise<string> {
  const userId = await app.actFor(c.var.principal!, acting);
  noteUser(c, userId);
  return userId;
}

/** For the log, and since the connection is no stranger's any more. */
function noteUser(c: ProgramCall, userId: string): void {
  c.set("userId", userId);
  c.env?.recognize?.(userId);
}
