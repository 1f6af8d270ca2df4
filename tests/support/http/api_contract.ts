import assert from "node:assert/strict";
import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { ApiDocument, ApiOperation, JsonSchema } from "../../../views/api_docs/open_api.ts";

/** Validates responses against the API's document. */
export class ApiContract {
  readonly #document: ApiDocument;
  readonly #ajv: Ajv2020;
  readonly #checks = new Map<string, ValidateFunction>();

  constructor(document: ApiDocument) {
    this.#document = document;
    this.#ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(this.#ajv);
    const schemas = Object.entries(document.components.schemas);
    const closed = Object.fromEntries(schemas.map(([name, schema]) => [name, close(schema)]));
    this.#ajv.addSchema({ $id: "parley", components: { schemas: closed } });
  }

  /** Fails when the document doesn't describe the response. @param path Below `/api/v1`. */
  check(call: { method: string; path: string }, response: Response, body: string): void {
    if (call.method === "HEAD") return;
    const name = `${call.method} ${call.path}: ${response.status}`;
    const operation = this.#find(call);
    assert.ok(operation, `${name} of an operation that isn't documented`);
    const documented = operation.responses[response.status];
    assert.ok(documented, `${name} isn't documented`);
    for (const header of Object.keys(documented.headers ?? {})) {
      assert.ok(response.headers.has(header), `${name} without ${header}`);
    }
    const type = response.headers.get("Content-Type")?.split(";")[0] ?? "";
    if (!documented.content) return assert.equal(body, "", name);
    const content = documented.content[type];
    assert.ok(content, `${name} has the type ${type}`);
    if (!type.endsWith("json") || !content.schema) return;
    this.validate(content.schema.$ref!, JSON.parse(body), name);
  }

  /** Fails when a value doesn't fit the schema at a reference in the document. */
  validate(ref: string, value: unknown, name: string): void {
    let check = this.#checks.get(ref);
    if (!check) this.#checks.set(ref, check = this.#ajv.compile({ $ref: `parley${ref}` }));
    assert.ok(check(value), `${name} ${this.#ajv.errorsText(check.errors)}`);
  }

  #find({ method, path }: { method: string; path: string }): ApiOperation | undefined {
    const [name] = path.split("?");
    const patterns = Object.keys(this.#document.paths);
    const pattern = patterns.find((pattern) => pattern === name) ??
      patterns.find((pattern) =>
        new RegExp(`^${pattern.replace(/\{\w+\}/g, "[^/]+")}$`).test(name!)
      );
    return pattern ? this.#document.paths[pattern]![method.toLowerCase()] : undefined;
  }
}

/** The schema without additional properties. */
function close(schema: JsonSchema): JsonSchema {
  const { properties, items, anyOf } = schema;
  return {
    ...schema,
    ...items && { items: close(items) },
    ...anyOf && { anyOf: anyOf.map(close) },
    ...properties && {
      additionalProperties: false,
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, field]) => [name, close(field)]),
      ),
    },
  };
}
