import type { Config } from "../../config/config.ts";
import { type Finding, ok, problem, reasonOf } from "./finding.ts";

/** A port that is to be listened on. */
type Place = { readonly name: string; readonly host: string; readonly port: number };

/** The findings on ports, and whether pages are served by a Parley that runs already. */
export type PortFindings = { readonly findings: Finding[]; readonly isRunning: boolean };

/** Checks that each configured port is free, or taken by a Parley that runs already. */
export async function checkPorts(config: Config): Promise<PortFindings> {
  const { host, webPort, grpcPort, serve, metrics } = config;
  const isRunning = serve.web && await isParley(host, webPort);
  const places: Place[] = [
    ...serve.web ? [{ name: "WEB_SERVER_PORT", host, port: webPort }] : [],
    ...serve.grpc ? [{ name: "GRPC_SERVER_PORT", host, port: grpcPort }] : [],
    ...metrics ? [{ name: "METRICS_PORT", ...metrics }] : [],
  ];
  return { findings: places.map((place) => checkPort(place, isRunning)), isRunning };
}

function checkPort({ name, host, port }: Place, isRunning: boolean): Finding {
  const place = `${host}:${port}`;
  try {
    Deno.listen({ hostname: host, port }).close();
    return ok(name, `${place} is free`);
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      if (isRunning) return ok(name, `${place} is in use; Parley runs`);
      const advice = `End the program that has it, or set another ${name}`;
      return problem(name, `${place} is taken by another program`, advice);
    }
    const advice = error instanceof Deno.errors.PermissionDenied
      ? `Set ${name} to 1024 or more, which needs no special right`
      : "Set HOST to an address of this machine, or 0.0.0.0 for all";
    return problem(name, `${place}: ${reasonOf(error)}`, advice);
  }
}

async function isParley(host: string, port: number): Promise<boolean> {
  const name = ["0.0.0.0", "::"].includes(host) ? "127.0.0.1" : host;
  const url = `http://${name.includes(":") ? `[${name}]` : name}:${port}/readyz`;
  return await saysParley(url);
}

/** Whether a Parley answers at a URL of `/readyz`. */
export async function saysParley(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3_000) });
    return /^Parley /m.test(await response.text());
  } catch {
    return false;
  }
}
