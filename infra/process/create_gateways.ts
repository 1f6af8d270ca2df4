import type { AppDeps, AppSettings } from "../../domain/app.ts";
import type { Clock } from "../../domain/clock.ts";
import { LuciaSessionGateway } from "../accounts/lucia_session_gateway.ts";
import { ScryptPasswordHasher } from "../accounts/scrypt_password_hasher.ts";
import { ZxcvbnPasswordStrength } from "../accounts/zxcvbn_password_strength.ts";
import { ZipArchiveFiles } from "../archive/zip_archive_files.ts";
import { SqlApiTokenGateway } from "../db/accounts/api_token_gateway.ts";
import { SqlDeviceGateway } from "../db/accounts/device_gateway.ts";
import { SqlErasureGateway } from "../db/accounts/erasure_gateway.ts";
import { SqlIdentityGateway } from "../db/accounts/identity_gateway.ts";
import { SqlRateLimiter } from "../db/accounts/rate_limiter.ts";
import { SqlRightGateway } from "../db/accounts/right_gateway.ts";
import { SqlStorageGateway } from "../db/accounts/storage_gateway.ts";
import { SqlUserGateway } from "../db/accounts/user_gateway.ts";
import { SqlTurnGateway } from "../db/answers/turn_gateway.ts";
import { SqlArchiveGateway } from "../db/archive/gateway.ts";
import { SqlChatBin } from "../db/chats/bin.ts";
import { SqlChatGateway } from "../db/chats/gateway.ts";
import { SqlTextWiper } from "../db/chats/text_wiper.ts";
import type { Database } from "../db/connection/database.ts";
import { SqlSearchGateway } from "../db/search/gateway.ts";
import { SqlShareGateway } from "../db/sharing/gateway.ts";
import { sha256 } from "../hashes/sha256.ts";
import { uuidV7 } from "../runtime/uuid_v7.ts";
import { TiktokenTokenizer } from "../tokens/tiktoken_tokenizer.ts";

/** The dependencies of the use cases that don't depend on the configuration. */
export type Gateways = Omit<AppDeps, keyof AppSettings | Configured>;

/** The dependencies that depend on the configuration, other than settings. */
type Configured = "provider" | "models" | "identityProviders" | "log" | "metrics";

/** Creates the gateways that are the same in every configuration. */
export function createGateways(database: Database, clock: Clock): Gateways {
  return {
    chats: new SqlChatGateway(database),
    bin: new SqlChatBin(database),
    search: new SqlSearchGateway(database),
    turns: new SqlTurnGateway(database),
    archives: new SqlArchiveGateway(database),
    archiveFiles: new ZipArchiveFiles(),
    shares: new SqlShareGateway(database),
    users: new SqlUserGateway(database),
    identities: new SqlIdentityGateway(database),
    devices: new SqlDeviceGateway(database, clock),
    sessions: new LuciaSessionGateway(database),
    apiTokens: new SqlApiTokenGateway(database),
    storage: new SqlStorageGateway(database),
    rights: new SqlRightGateway(database),
    erasures: new SqlErasureGateway(database),
    textWiper: new SqlTextWiper(database),
    passwords: new ScryptPasswordHasher(),
    passwordStrength: new ZxcvbnPasswordStrength(),
    rateLimiter: new SqlRateLimiter(database, clock),
    tokenizer: new TiktokenTokenizer(),
    clock,
    instanceId: uuidV7(),
    newId: uuidV7,
    newSecret,
    sha256,
  };
}

function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
