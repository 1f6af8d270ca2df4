import type { AssetUrls } from "../layout.tsx";
import { paths } from "../paths.ts";
import { PublicPage } from "../public_page.tsx";
import type { Texts } from "../texts/texts.ts";
import { curlCall } from "./call.ts";
import { ApiFields, fieldsOf, schemaName } from "./fields.tsx";
import { InlineCode } from "./inline_code.tsx";
import type { ApiDocument, JsonSchema } from "./open_api.ts";
import { ApiOperationView, Sample } from "./operation.tsx";

/** Props of the documentation of the JSON API. */
export type ApiDocsPageProps = {
  readonly t: Texts;
  readonly assets: AssetUrls;
  /** The server's origin, such as `https://chat.example.com`. */
  readonly origin: string;
  readonly document: ApiDocument;
  /** All problems (RFC 9457) that the API answers with. */
  readonly problems: readonly {
    readonly code: string;
    readonly status: number;
    readonly title: string;
    readonly meaning: string;
  }[];
};

/** The documentation of the JSON API, rendered from its OpenAPI document; without scripts. */
export function ApiDocsPage(props: ApiDocsPageProps) {
  const { t, assets, document } = props;
  return (
    <PublicPage t={t} title={t.api.title} assets={assets}>
      <div class="sections">
        <div class="prose">
          <p class="hint">
            {t.api.about} {t.api.documentIs} <a href={paths.openApi()}>openapi.json</a>.{" "}
            <a href={`${paths.account()}#tokens`}>{t.api.makeApiToken}</a>
          </p>
          <FirstCall {...props} />
          {document.info.description.split("\n\n").map((paragraph) => (
            <p lang="en">
              <InlineCode text={paragraph} />
            </p>
          ))}
        </div>
        {document.tags.map(({ name, description }) => (
          <Group {...props} name={name} description={description} />
        ))}
        <Objects {...props} />
        <Problems {...props} />
      </div>
    </PublicPage>
  );
}

/** An example of the shortest call: starting a chat. */
function FirstCall({ origin, document }: ApiDocsPageProps) {
  const operation = document.paths["/chats"]!.post!;
  const path = document.servers[0]!.url + "/chats";
  return <Sample text={curlCall({ origin, method: "post", path, operation })} />;
}

type GroupProps = ApiDocsPageProps & { readonly name: string; readonly description: string };

function Group({ t, origin, document, name, description }: GroupProps) {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).filter(([, { tags }]) => tags.includes(name))
      .map(([method, operation]) => ({ t, origin, document, method, path, operation }))
  );
  return (
    <section class="stack" aria-labelledby={name}>
      <h2 id={name} lang="en">{name}</h2>
      <p lang="en">{description}</p>
      {operations.map((operation) => <ApiOperationView {...operation} />)}
    </section>
  );
}

/** The schemas of results. Schemas of requests are shown with their operations. */
function Objects({ t, document }: ApiDocsPageProps) {
  const objects = Object.entries(document.components.schemas)
    .filter(([name]) => !name.endsWith("Request"));
  return (
    <section class="stack" aria-labelledby="objects">
      <h2 id="objects">{t.api.objects}</h2>
      {objects.map(([name, schema]) => (
        <details>
          <summary>
            <strong>
              <code>{name}</code>
            </strong>{" "}
            <span lang="en">
              <InlineCode text={schema.description ?? ""} />
            </span>
          </summary>
          <div id={name} class="prose">
            <hr />
            {schema.properties
              ? <ApiFields t={t} fields={fieldsOf(schema)} />
              : <Alternatives schema={schema} />}
          </div>
        </details>
      ))}
    </section>
  );
}

/** Links to the alternatives of a union. */
function Alternatives({ schema: { anyOf = [] } }: { readonly schema: JsonSchema }) {
  return (
    <ul>
      {anyOf.map(schemaName).map((name) => (
        <li>
          <a href={`#${name}`}>{name}</a>
        </li>
      ))}
    </ul>
  );
}

function Problems({ t, problems }: ApiDocsPageProps) {
  return (
    <section class="stack" aria-labelledby="problems">
      <h2 id="problems">{t.api.problems}</h2>
      <p>{t.api.problemsAre}</p>
      <div class="prose table" tabindex={0}>
        <table>
          <thead>
            <tr>
              <th>{t.api.code}</th>
              <th>{t.api.meaning}</th>
            </tr>
          </thead>
          <tbody>
            {problems.map(({ code, status, title, meaning }) => (
              <tr id={code}>
                <td>
                  <strong>{code}</strong>
                  <div class="hint">{status}</div>
                </td>
                <td lang="en">
                  {title}. <InlineCode text={meaning} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
