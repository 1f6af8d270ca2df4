import { curlCall } from "./call.ts";
import { ApiFields, fieldsOf, schemaName } from "./fields.tsx";
import { InlineCode } from "./inline_code.tsx";
import type { ApiDocument, ApiOperation, ApiResponse } from "./open_api.ts";
import type { Texts } from "../texts/texts.ts";

/** Props of an operation. */
export type ApiOperationProps = {
  readonly t: Texts;
  readonly origin: string;
  readonly document: ApiDocument;
  readonly method: string;
  readonly path: string;
  readonly operation: ApiOperation;
};

/** Header of all operations, which the introduction explains. */
const EXPLAINED = "X-Parley-User";

/**
 * An operation: how to call it, and its responses. Its id is within the `<details>`, so that a link
 * to it opens them.
 */
export function ApiOperationView(props: ApiOperationProps) {
  const { t, method, operation } = props;
  const { operationId, summary, description, security } = operation;
  const path = props.document.servers[0]!.url + props.path;
  const scopes = security.map(({ token = [] }) => token.join(" + ")).join(" / ");
  return (
    <details>
      <summary>
        <strong>
          <code>{method.toUpperCase()} {path}</code>
        </strong>{" "}
        <span lang="en">{summary}</span>
      </summary>
      <div id={operationId} class="prose">
        <hr />
        <p class="hint">
          <a href={`#${operationId}`}>{operationId}</a> · {t.api.needs(scopes)}
        </p>
        <p lang="en">
          <InlineCode text={description} />
        </p>
        <Parameters {...props} />
        <RequestBody {...props} />
        <h3>{t.api.call}</h3>
        <Sample text={curlCall({ ...props, path })} />
        <Responses {...props} />
      </div>
    </details>
  );
}

function Parameters({ t, operation: { parameters } }: ApiOperationProps) {
  const fields = parameters.filter(({ name }) => name !== EXPLAINED)
    .map(({ name, schema, description, required: isRequired = false }) => ({
      name,
      schema,
      description,
      isRequired,
    }));
  if (fields.length === 0) return null;
  return (
    <>
      <h3>{t.api.parameters}</h3>
      <ApiFields t={t} fields={fields} />
    </>
  );
}

function RequestBody({ t, document, operation: { requestBody } }: ApiOperationProps) {
  if (!requestBody) return null;
  const types = Object.keys(requestBody.content);
  const { schema, example } = requestBody.content[types[0]!]!;
  const name = schema && schemaName(schema);
  return (
    <>
      <h3>{t.api.body}</h3>
      <p class="hint">{types.join(", ")}</p>
      {name && <ApiFields t={t} fields={fieldsOf(document.components.schemas[name]!)} />}
      {example !== undefined && <Sample text={JSON.stringify(example, null, 2)} />}
    </>
  );
}

function Responses({ t, document, operation: { responses } }: ApiOperationProps) {
  const isProblem = ({ content = {} }: ApiResponse) => "application/problem+json" in content;
  const [problems, successes] = [true, false].map((which) =>
    Object.entries(responses).filter(([, response]) => isProblem(response) === which)
  );
  return (
    <>
      <h3>{t.api.answers}</h3>
      {successes!.map(([status, response]) => (
        <Success t={t} document={document} status={status} response={response} />
      ))}
      <div class="table" tabindex={0}>
        <table>
          <tbody>
            {problems!.map(([status, { description }]) => (
              <tr>
                <td>{status}</td>
                <td lang="en">
                  <InlineCode text={description} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

type SuccessProps = {
  readonly t: Texts;
  readonly document: ApiDocument;
  readonly status: string;
  readonly response: ApiResponse;
};

function Success(
  { t, document, status, response: { description, content = {}, headers = {} } }: SuccessProps,
) {
  const { "application/json": json, "text/event-stream": events } = content;
  const name = json?.schema && schemaName(json.schema);
  const event = events?.schema && schemaName(events.schema);
  return (
    <>
      <p>
        {status} {name && <a href={`#${name}`}>{name}</a>} <span lang="en">{description}</span>{" "}
        {Object.keys(headers).map((header) => <code>{header}</code>)}
      </p>
      {event && (
        <p>
          {t.api.events}: <a href={`#${event}`}>{event}</a>{" "}
          <span lang="en">
            <InlineCode text={document.components.schemas[event]!.description!} />
          </span>
        </p>
      )}
      {json?.example !== undefined && <Sample text={JSON.stringify(json.example, null, 2)} />}
    </>
  );
}

/** An example as a block of code. */
export function Sample({ text }: { readonly text: string }) {
  return (
    <div class="code">
      <pre tabindex={0}><code>{text}</code></pre>
    </div>
  );
}
