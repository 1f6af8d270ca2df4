import type { AppDeps } from "../domain/app_deps.ts";
import type { Clock } from "../domain/clock.ts";
import { ZipArchiveFiles } from "./archive/zip_archive_files.ts";
import type { Database } from "./db/database.ts";
import { SqlChatBin } from "./db/sql_chat_bin.ts";
import { SqlArchiveGateway } from "./db/sql_archive_gateway.ts";
import { SqlChatGateway } from "./db/sql_chat_gateway.ts";
import { SqlDeviceGateway } from "./db/sql_device_gateway.ts";
import { SqlErasureGateway } from "./db/sql_erasure_gateway.ts";
import { SqlRateLimiter } from "./db/sql_rate_limiter.ts";
import { SqlRightGateway } from "./db/sql_right_gateway.ts";
import { SqlSearchGateway } from "./db/sql_search_gateway.ts";
import { SqlShareGateway } from "./db/sql_share_gateway.ts";
import { SqlTextWiper } from "./db/sql_text_wiper.ts";
import { SqlStorageGateway } from "./db/sql_storage_gateway.ts";
import { SqlTokenGateway } from "./db/sql_token_gateway.ts";
import { SqlTurnGateway } from "./db/sql_turn_gateway.ts";
import { SqlUserGateway } from "./db/sql_user_gateway.ts";
import { LuciaSessionGateway } from "./lucia_session_gateway.ts";
import { ScryptPasswordHasher } from "./scrypt_password_hasher.ts";
import { TiktokenTokenizer } from "./tiktoken_tokenizer.ts";
import { uuidV7 } from "./uuid_v7.ts";
import { ZxcvbnPasswordStrength } from "./zxcvbn_password_strength.ts";

/** What the use cases need, but for what is up to the operator. */
export type Gateways = Omit<AppDeps, "settings" | "provider" | "models" | "log">;

/** Makes the gateways that are the same however Parley is configured. */
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
    devices: new SqlDeviceGateway(database, clock),
    sessions: new LuciaSessionGateway(database),
    tokens: new SqlTokenGateway(database),
    storage: new SqlStorageGateway(database),
    rights: new SqlRightGateway(database),
    erasures: new SqlErasureGateway(database),
    textWiper: new SqlTextWiper(database),
    passwords: new ScryptPasswordHasher(),
    passwordStrength: new ZxcvbnPasswordStrength(),
    rateLimiter: new SqlRateLimiter(database, clock),
    tokenizer: new TiktokenTokenizer(),
    clock,
    newId: uuidV7,
    newSecret,
  };
}

function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
