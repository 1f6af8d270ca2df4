import type { ChatBin } from "../../domain/chats/bin.ts";
import type { ArchiveGateway } from "../../domain/archive/gateway.ts";
import type { ChatGateway } from "../../domain/chats/gateway.ts";
import type { Clock } from "../../domain/clock.ts";
import type { SearchGateway } from "../../domain/search/gateway.ts";
import type { ShareGateway } from "../../domain/sharing/gateway.ts";
import type { TurnGateway } from "../../domain/answers/turn_gateway.ts";
import type { DeviceGateway } from "../../domain/accounts/device_gateway.ts";
import type { ErasureGateway } from "../../domain/accounts/erasure_gateway.ts";
import type { IdentityGateway } from "../../domain/accounts/identity_gateway.ts";
import type { SessionGateway } from "../../domain/accounts/session_gateway.ts";
import type { ApiTokenGateway } from "../../domain/accounts/api_token_gateway.ts";
import type { RateLimiter } from "../../domain/accounts/rate_limiter.ts";
import type { UserGateway } from "../../domain/accounts/user_gateway.ts";

/** The gateways over one connection. */
export type Gateways = {
  readonly chats: ChatGateway;
  readonly bin: ChatBin;
  readonly search: SearchGateway;
  readonly turns: TurnGateway;
  readonly archives: ArchiveGateway;
  readonly shares: ShareGateway;
  readonly users: UserGateway;
  readonly identities: IdentityGateway;
  readonly sessions: SessionGateway;
  readonly devices: DeviceGateway;
  readonly apiTokens: ApiTokenGateway;
  readonly erasures: ErasureGateway;
  readonly rateLimiter: RateLimiter;
  /** Enters what was stored into the search index, as each process does twice a second. */
  readonly enterQueued: () => Promise<void>;
};

/** Empty storage for one test. */
export type TestGateways = Gateways & AsyncDisposable & {
  /** The gateways of another process on the same storage. */
  readonly other: Gateways;
  /** The clock that the rate limiter reads; it stands still until it is set. */
  readonly clock: Clock & { time: number };
};

/** An implementation of the gateways to run the contracts against. */
export type GatewayKind = {
  readonly name: string;
  readonly ignore: boolean;
  open(): Promise<TestGateways>;
};

/** Declares a test of a contract on fresh storage. */
export function contract(
  kind: GatewayKind,
  name: string,
  test: (gateways: TestGateways) => Promise<void>,
): void {
  Deno.test({
    name: `${kind.name}: ${name}`,
    ignore: kind.ignore,
    async fn() {
      await using gateways = await kind.open();
      await test(gateways);
    },
  });
}
