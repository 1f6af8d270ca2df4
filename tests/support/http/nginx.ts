import { requireProgram } from "../suite/requirements.ts";

const program = requireProgram("nginx");

/** For `Deno.test`: true if this machine has no nginx. */
export const lacksNginx = program.ignore;

/** A running nginx with the configuration of the docs. Disposing it stops it. */
export type Nginx = AsyncDisposable & {
  /** Its origin for pages: `http://host:port`. */
  readonly origin: string;
  /** Its address for gRPC: `host:port`. */
  readonly grpcAddress: string;
};

/** Ports of one process of Parley behind nginx. */
export type UpstreamPorts = { readonly web: number; readonly grpc: number };

/**
 * Starts nginx in front of two processes, with the docs' configuration, except paths and ports.
 *
 * @param changes Further lines to replace.
 */
export async function startNginx(
  [a, b]: readonly [UpstreamPorts, UpstreamPorts],
  changes: readonly (readonly [from: string, to: string])[] = [],
): Promise<Nginx> {
  await using stack = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "parley-nginx-" });
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const [web, grpc] = freePorts(2);
  const places = [
    ...changes,
    ["127.0.0.1:8081", `127.0.0.1:${a.web}`],
    ["127.0.0.1:8082", `127.0.0.1:${b.web}`],
    ["127.0.0.1:50061", `127.0.0.1:${a.grpc}`],
    ["127.0.0.1:50062", `127.0.0.1:${b.grpc}`],
    ["listen 8080;", `listen 127.0.0.1:${web};`],
    ["listen 50051 http2;", `listen 127.0.0.1:${grpc} http2;`],
    ["\nhttp {", `\nhttp {\n${temporaryPaths(folder)}\naccess_log off;`],
  ] as const;
  const config = places.reduce(replaceOnce, await readDocs());
  await Deno.writeTextFile(`${folder}/nginx.conf`, config);
  const main = `daemon off; pid ${folder}/pid; lock_file ${folder}/lock; ${userOf()}`;
  const nginx = new Deno.Command(program.path!, {
    args: ["-p", folder, "-c", `${folder}/nginx.conf`, "-e", `${folder}/error.log`, "-g", main],
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  stack.defer(async () => {
    nginx.kill("SIGTERM");
    await nginx.status;
  });
  await untilListening(web!, nginx);
  const owned = stack.move();
  return {
    origin: `http://127.0.0.1:${web}`,
    grpcAddress: `127.0.0.1:${grpc}`,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/**
 * Unused ports, below those that Linux gives to outgoing connections, so that a
 * process that restarts finds its own still free.
 */
export function freePorts(count: number): number[] {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = 12_000 + Math.floor(Math.random() * 20_000);
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      ports.add(port);
    } catch {
      // In use: tries the next one.
    }
  }
  return [...ports];
}

function readDocs(): Promise<string> {
  return Deno.readTextFile(new URL("../../../docs/nginx.conf", import.meta.url));
}

function replaceOnce(text: string, [from, to]: readonly [string, string]): string {
  if (text.split(from).length !== 2) throw new Error(`docs/nginx.conf has no single "${from}"`);
  return text.replace(from, to);
}

/** Debian's nginx writes to folders of root by default. */
function temporaryPaths(folder: string): string {
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return kinds.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join("\n");
}

/** As root, its workers would change to a user that can't read this folder. */
function userOf(): string {
  return Deno.uid() === 0 ? "user root;" : "";
}

async function untilListening(port: number, nginx: Deno.ChildProcess): Promise<void> {
  let hasEnded = false;
  nginx.status.then(() => hasEnded = true);
  for (;;) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch (error) {
      if (hasEnded) throw new Error("nginx did not start", { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
