import { z } from "zod";
import type { JsonSchema } from "../../../views/api_docs/open_api.ts";
import {
  answerUsageSchema,
  changedChatSchema,
  chatSchema,
  chatSettingsSchema,
  newSettingsSchema,
  settingsPatchSchema,
  tokenUsageSchema,
} from "../chats/schema.ts";
import { answerDetailsSchema, messageSchema } from "../chats/message_schema.ts";
import type { Operation } from "./operation.ts";
import { problemSchema } from "../../problems/json.ts";
import {
  answerEndedSchema,
  answerEventSchema,
  textDeltaSchema,
  thinkingDeltaSchema,
  turnBegunSchema,
  turnSchema,
} from "../answers/schema.ts";

const REF = "#/components/schemas/";

/** Schemas of results that have a name of their own. */
const results = {
  Chat: chatSchema,
  ChangedChat: changedChatSchema,
  ChatSettings: chatSettingsSchema,
  TokenUsage: tokenUsageSchema,
  AnswerTokenUsage: answerUsageSchema,
  Message: messageSchema,
  AnswerDetails: answerDetailsSchema,
  Turn: turnSchema,
  AnswerEvent: answerEventSchema,
  TurnBegun: turnBegunSchema,
  TextDelta: textDeltaSchema,
  ThinkingDelta: thinkingDeltaSchema,
  AnswerEnded: answerEndedSchema,
  Problem: problemSchema,
};

/** Schemas of parts of requests that have a name of their own. */
const requests = { NewChatSettings: newSettingsSchema, ChatSettingsPatch: settingsPatchSchema };

/** The schemas of all bodies as JSON Schema, by name. */
export class ComponentSchemas {
  /** The schemas by name. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  readonly #names = new Map<z.ZodType, string>();

  constructor(operations: readonly Operation[]) {
    const output: Record<string, z.ZodType> = { ...results };
    const input: Record<string, z.ZodType> = { ...requests };
    const shared = new Set<z.ZodType>(Object.values(results));
    for (const { id, body, result: { schema } } of operations) {
      const name = id[0]!.toUpperCase() + id.slice(1);
      if (body) input[`${name}Request`] = body;
      if (schema && !shared.has(schema)) output[`${name}Response`] = schema;
    }
    this.schemas = { ...this.#convert(output, "output"), ...this.#convert(input, "input") };
  }

  /** A reference to a schema by its name. */
  refer(schema: z.ZodType): JsonSchema {
    return { $ref: REF + this.#names.get(schema)! };
  }

  #convert(schemas: Readonly<Record<string, z.ZodType>>, io: "input" | "output") {
    const registry = z.registry<{ id: string }>();
    for (const [id, schema] of Object.entries(schemas)) {
      registry.add(schema, { id });
      this.#names.set(schema, id);
    }
    const converted = z.toJSONSchema(registry, { io, uri: (id) => REF + id, override: tidy });
    // zod sets `$id` to a reference within the document, which is not valid there.
    for (const schema of Object.values(converted.schemas)) {
      delete schema.$id;
      delete schema.$schema;
    }
    return converted.schemas as unknown as Record<string, JsonSchema>;
  }
}

/** The fields of a query or of headers, as JSON Schema. */
export function fieldSchemas(fields: z.ZodObject): JsonSchema {
  return z.toJSONSchema(fields, { io: "input", override: tidy }) as unknown as JsonSchema;
}

type Converted = { zodSchema: z.core.$ZodTypes; jsonSchema: z.core.JSONSchema.BaseSchema };

/** Removes limits that tell readers nothing, and promises that later versions may not keep. */
function tidy({ zodSchema, jsonSchema }: Converted): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  const isStrict = zodSchema._zod.def.type === "object" && zodSchema._zod.def.catchall;
  if (jsonSchema.additionalProperties === false && !isStrict) {
    delete jsonSchema.additionalProperties;
  }
}
