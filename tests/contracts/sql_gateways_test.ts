import { SqlChatBin } from "../../infra/db/chats/bin.ts";
import { sql } from "kysely";
import { SqlChatGateway } from "../../infra/db/chats/gateway.ts";
import { SqlDeviceGateway } from "../../infra/db/accounts/device_gateway.ts";
import { SqlErasureGateway } from "../../infra/db/accounts/erasure_gateway.ts";
import { SqlIdentityGateway } from "../../infra/db/accounts/identity_gateway.ts";
import { SqlRateLimiter } from "../../infra/db/accounts/rate_limiter.ts";
import { SqlSearchGateway } from "../../infra/db/search/gateway.ts";
import { enterQueued } from "../../infra/db/search/search_indexer.ts";
import { SqlArchiveGateway } from "../../infra/db/archive/gateway.ts";
import { SqlShareGateway } from "../../infra/db/sharing/gateway.ts";
import { SqlApiTokenGateway } from "../../infra/db/accounts/api_token_gateway.ts";
import { SqlTurnGateway } from "../../infra/db/answers/turn_gateway.ts";
import { SqlUserGateway } from "../../infra/db/accounts/user_gateway.ts";
import type { Database } from "../../infra/db/connection/database.ts";
import { openDatabase } from "../../infra/db/connection/open_database.ts";
import { LuciaSessionGateway } from "../../infra/accounts/lucia_session_gateway.ts";
import { type DatabaseKind, databases } from "../support/databases/databases.ts";
import { chatBinContract } from "./chat_bin_contract.ts";
import { chatGatewayContract } from "./chat_gateway_contract.ts";
import { chatRevisionContract } from "./chat_revision_contract.ts";
import { deviceGatewayContract } from "./device_gateway_contract.ts";
import type { GatewayKind, Gateways, TestGateways } from "./gateway_kind.ts";
import { sampleTime } from "./sample_turns.ts";
import { erasureGatewayContract } from "./erasure_gateway_contract.ts";
import { identityGatewayContract } from "./identity_gateway_contract.ts";
import { lookupContract, searchGatewayContract } from "./search_gateway_contract.ts";
import { archiveGatewayContract } from "./archive_gateway_contract.ts";
import { shareGatewayContract } from "./share_gateway_contract.ts";
import { turnGatewayContract } from "./turn_gateway_contract.ts";
import { userGatewayContract } from "./user_gateway_contract.ts";

for (const database of databases()) {
  const kind = sqlGateways(database);
  chatGatewayContract(kind);
  chatRevisionContract(kind);
  chatBinContract(kind);
  turnGatewayContract(kind);
  userGatewayContract(kind);
  deviceGatewayContract(kind);
  identityGatewayContract(kind);
  erasureGatewayContract(kind);
  searchGatewayContract(kind);
  archiveGatewayContract(kind);
  shareGatewayContract(kind);
  if (database.name === "MySQL") lookupContract(withoutFullText(database));
}

/** Such as TiDB. */
function withoutFullText(database: DatabaseKind): GatewayKind {
  return sqlGateways({
    ...database,
    name: `${database.name} without full text`,
    async open() {
      const opened = await database.open();
      await sql`alter table search_entries drop index search_entries_by_word`.execute(opened.db);
      return opened;
    },
  });
}

function sqlGateways({ name, ignore, open }: DatabaseKind): GatewayKind {
  return {
    name,
    ignore,
    async open() {
      await using stack = new AsyncDisposableStack();
      const database = stack.use(await open());
      const second = await openDatabase(database.url);
      stack.defer(() => second.close());
      const clock = {
        time: sampleTime.getTime(),
        now: () => new Date(clock.time),
        sleep: () => Promise.resolve(),
      };
      const owned = stack.move();
      return {
        ...gatewaysOver(database, clock),
        other: gatewaysOver(second, clock),
        clock,
        [Symbol.asyncDispose]: () => owned.disposeAsync(),
      };
    },
  };
}

function gatewaysOver(database: Database, clock: TestGateways["clock"]): Gateways {
  return {
    chats: new SqlChatGateway(database),
    bin: new SqlChatBin(database),
    search: new SqlSearchGateway(database),
    turns: new SqlTurnGateway(database),
    archives: new SqlArchiveGateway(database),
    shares: new SqlShareGateway(database),
    users: new SqlUserGateway(database),
    devices: new SqlDeviceGateway(database, clock),
    identities: new SqlIdentityGateway(database),
    sessions: new LuciaSessionGateway(database),
    apiTokens: new SqlApiTokenGateway(database),
    erasures: new SqlErasureGateway(database),
    rateLimiter: new SqlRateLimiter(database, clock),
    async enterQueued() {
      while (await enterQueued(database, "instance") > 0);
    },
  };
}
