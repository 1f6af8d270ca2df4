import type { Acting } from "../../domain/accounts/acting_user.ts";
import type { App } from "../../domain/app.ts";
import type { Principal } from "../../domain/accounts/user.ts";
import type { RouteEnv } from "../route_env.ts";

/** The parts of Hono's context that these functions need, so that they take any context type. */
type ProgramCall = {
  readonly req: { header(name: string): string | undefined };
  readonly env?: RouteEnv["Bindings"];
  readonly var: Pick<RouteEnv["Variables"], "principal">;
  set(name: "principal", principal: Principal): void;
  set(name: "userId", userId: string): void;
};

/** Authenticates the caller. A token's user is logged even if the call is refused later. */
export async function authenticate(c: ProgramCall, app: App): Promise<Principal> {
  const principal = await app.authenticate(c.req.header("Authorization"));
  c.set("principal", principal);
  if (principal.kind === "user") noteUser(c, principal.userId);
  return principal;
}

/** Finds the user for whom an authenticated caller acts. */
export async function actFor(c: ProgramCall, app: App, acting: Acting): Promise<string> {
  const userId = await app.actFor(c.var.principal!, acting);
  noteUser(c, userId);
  return userId;
}

/** Tells the log and the server, which limits connections of unknown users more strictly. */
function noteUser(c: ProgramCall, userId: string): void {
  c.set("userId", userId);
  c.env?.recognize?.(userId);
}
