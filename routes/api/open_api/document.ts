import type {
  ApiContent,
  ApiDocument,
  ApiOperation,
  ApiParameter,
  ApiResponse,
} from "../../../views/api_docs/open_api.ts";
import type { Scope } from "../../../domain/accounts/user.ts";
import { API_ROOT, EVENT_STREAM } from "../api.ts";
import { apiDescription, groupDescriptions } from "./description.ts";
import { ComponentSchemas, fieldSchemas } from "./component_schemas.ts";
import { exampleOf } from "./example_of.ts";
import { GROUPS, type Operation } from "./operation.ts";
import { type ProblemCode, problemKinds, statusOf } from "../../problems/kinds.ts";
import { problemSchema } from "../../problems/json.ts";
import { answerEventSchema } from "../answers/schema.ts";

/** Names the user for whom the holder of the service token acts. */
const onBehalfOf: ApiParameter = {
  name: "X-Parley-User",
  in: "header",
  description: "With the service token: id of the user to act for. A user's own token needs none.",
  schema: { type: "string", maxLength: 255 },
};

const headers = {
  ETag: { description: "Changes whenever the chat does.", schema: { type: "string" } },
  Location: { description: "Path of the new chat or message.", schema: { type: "string" } },
  "Content-Disposition": { description: "Has the file's name.", schema: { type: "string" } },
  "Retry-After": { description: "Seconds after which to try again.", schema: { type: "integer" } },
  "WWW-Authenticate": { description: "How to authenticate.", schema: { type: "string" } },
};

/** Describes operations in OpenAPI 3.1, with the schemas that validate their requests. */
export function openApiDocument(operations: readonly Operation[]): ApiDocument {
  const writer = new OperationWriter(new ComponentSchemas(operations));
  const paths: Record<string, Record<string, ApiOperation>> = {};
  for (const operation of operations) {
    const path = operation.path.replace(/:(\w+)/g, "{$1_id}");
    (paths[path] ??= {})[operation.method] = writer.write(operation);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Parley",
      version: "1",
      description: apiDescription,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: API_ROOT }],
    tags: GROUPS.map((name) => ({ name, description: groupDescriptions[name] })),
    paths,
    components: {
      schemas: writer.components.schemas,
      headers,
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: "A user's API token, made on the account page or by the operator, or the " +
            "operator's service token.",
        },
      },
    },
  };
}

class OperationWriter {
  readonly components: ComponentSchemas;

  constructor(components: ComponentSchemas) {
    this.components = components;
  }

  write(operation: Operation): ApiOperation {
    const { id, group, summary, description, scope } = operation;
    return {
      operationId: id,
      tags: [group],
      summary,
      description,
      security: securityOf(scope),
      parameters: parametersOf(operation),
      ...this.#requestBody(operation),
      responses: { ...this.#successes(operation), ...this.#problems(operation) },
    };
  }

  #requestBody({ body, files, bodyTypes = ["application/json"], example }: Operation) {
    if (files) return { requestBody: { required: true, content: eachOf(files, {}) } };
    if (!body) return {};
    const content = {
      schema: this.components.refer(body),
      ...example !== undefined && { example },
    };
    return { requestBody: { required: true, content: eachOf(bodyTypes, content) } };
  }

  #successes({ result, streams }: Operation): Record<string, ApiResponse> {
    const { status, description, schema, files, headers, others = {} } = result;
    const content = {
      ...schema && { "application/json": this.#content(schema) },
      ...files && eachOf(files, {}),
    };
    const events = { [EVENT_STREAM]: this.#content(answerEventSchema) };
    const isOnlyStatus = status === 200 || !streams;
    return {
      ...!isOnlyStatus && { 200: { description: "Events, as they happen.", content: events } },
      [status]: {
        description,
        ...headers && { headers: refer(headers) },
        ...(schema || files) &&
          { content: { ...content, ...isOnlyStatus && streams && events } },
      },
      ...Object.fromEntries(
        Object.entries(others).map(([status, description]) => [status, { description }]),
      ),
    };
  }

  #content(schema: NonNullable<Operation["body"]>): ApiContent {
    const reference = this.components.refer(schema);
    return { schema: reference, example: exampleOf(reference, this.components.schemas) };
  }

  #problems(operation: Operation): Record<string, ApiResponse> {
    const byStatus = Map.groupBy(problemsOf(operation), statusOf);
    return Object.fromEntries([...byStatus].map(([status, codes]) => [status, {
      description: codes.map((code) => `\`${code}\`: ${problemKinds[code].title}.`).join(" "),
      ...status in headersOfProblem && { headers: refer(headersOfProblem[status]!) },
      content: { "application/problem+json": { schema: this.components.refer(problemSchema) } },
    }]));
  }
}

/** Sets of scopes, each of which suffices. */
function securityOf(scope: Scope): ApiOperation["security"] {
  const sets: Scope[][] = [[scope]];
  if (scope === "chat:share") sets.push(["chat:read", "chat:write"]);
  return sets.map((token) => ({ token }));
}

const headersOfProblem: Readonly<Record<number, readonly (keyof typeof headers)[]>> = {
  401: ["WWW-Authenticate"],
  429: ["Retry-After"],
  503: ["Retry-After"],
};

/** The problems that an operation may report, in the order of {@link problemKinds}. */
function problemsOf(operation: Operation): ProblemCode[] {
  const { errors = [], query, headers, body, files, result, path } = operation;
  const codes = new Set<ProblemCode>([
    ...["malformed_request", "unauthenticated", "permission_denied"] as const,
    ...["invalid_argument", "internal", "unavailable"] as const,
    ...errors,
  ]);
  if (path.includes(":")) codes.add("not_found");
  if (query || headers || body) codes.add("invalid_argument");
  if (result.schema) codes.add("not_acceptable");
  if (body || files) {
    codes.add("payload_too_large").add("unsupported_media_type").add("request_timeout");
  }
  return (Object.keys(problemKinds) as ProblemCode[]).filter((code) => codes.has(code));
}

function parametersOf({ path, query, headers }: Operation): ApiParameter[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]): ApiParameter => ({
    name: `${name}_id`,
    in: "path",
    required: true,
    description: `Id of the ${name}.`,
    schema: { type: "string", format: "uuid" },
  }));
  return [
    ...inPath,
    ...parametersIn("query", query),
    ...parametersIn("header", headers),
    onBehalfOf,
  ];
}

function parametersIn(place: "query" | "header", fields: Operation["query"]): ApiParameter[] {
  if (!fields) return [];
  const { properties = {}, required = [] } = fieldSchemas(fields);
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    ...required.includes(name) && { required: true },
    ...description && { description },
    schema,
  }));
}

function eachOf(types: readonly string[], content: ApiContent): Record<string, ApiContent> {
  return Object.fromEntries(types.map((type) => [type, content]));
}

function refer(names: readonly (keyof typeof headers)[]): Record<string, { $ref: string }> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
