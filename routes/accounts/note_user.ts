import type { RouteEnv } from "../route_deps.ts";

/** A request whose user can be noted. */
type Noting = {
  readonly env?: RouteEnv["Bindings"];
  set(name: "userId", userId: string): void;
};

/** Notes for whom a program calls: for the log, and since its connection is no stranger's any more. */
export function noteUser(c: Noting, userId: string): void {
  c.set("userId", userId);
  c.env?.recognize?.(userId);
}
