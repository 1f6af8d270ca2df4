import { type ImportReport, MAX_FILE_BYTES } from "../../domain/archive/imports.ts";
import { OMITTED_KINDS } from "../../domain/archive/omissions.ts";
import type { RefusedForm } from "../accounts/form.tsx";
import { AccountSection } from "../accounts/section.tsx";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";

/** Props of the section for exporting and importing chats. */
export type ArchiveSectionProps = {
  readonly t: Texts;
  /** Result of an import that has just finished. */
  readonly report?: ImportReport;
  readonly refused?: RefusedForm;
};

/** The section of the account page for exporting and importing chats. */
export function ArchiveSection({ t, report, refused }: ArchiveSectionProps) {
  const { archive, format } = t;
  return (
    <AccountSection t={t} id="archive" title={archive.title}>
      {report && <ReportNote t={t} report={report} />}
      <p>{archive.exportAllMeans}</p>
      <p>
        <a class="button" href={paths.exportAccount()} download>{archive.exportAll}</a>
      </p>
      <ImportForm
        t={t}
        error={refused?.form === "import" ? refused.errors.file ?? refused.message : undefined}
        hint={archive.importMeans(format.bytes(MAX_FILE_BYTES))}
      />
    </AccountSection>
  );
}

type ImportFormProps = {
  readonly t: Texts;
  readonly error: string | undefined;
  readonly hint: string;
};

function ImportForm({ t: { archive: t }, error, hint }: ImportFormProps) {
  return (
    <form
      class="stack"
      action={`${paths.importChats()}#archive`}
      method="post"
      enctype="multipart/form-data"
    >
      <div class="field">
        <label for="file">{t.importFile}</label>
        <input
          id="file"
          name="file"
          type="file"
          accept=".zip,.json,application/zip,application/json"
          required
          aria-invalid={error ? "true" : undefined}
          aria-describedby={error ? "file-error file-hint" : "file-hint"}
          autofocus={error !== undefined}
        />
        {error && <p id="file-error" class="field-error">{error}</p>}
        <p id="file-hint" class="hint">{hint}</p>
      </div>
      <div>
        <button type="submit" class="button">{t.importChats}</button>
      </div>
    </form>
  );
}

/** The result of an import. */
function ReportNote({ t, report }: { readonly t: Texts; readonly report: ImportReport }) {
  const { archive, format, say } = t;
  const { imported, present, failed, failures } = report;
  const counts = [
    archive.imported(format.number(imported), imported === 1),
    ...(present > 0 ? [archive.present(format.number(present), present === 1)] : []),
    ...(failed > 0 ? [archive.failed(format.number(failed), failed === 1)] : []),
  ];
  const unlisted = failed - failures.length;
  const omitted = OMITTED_KINDS.map((kind) => ({ kind, count: report.omitted?.[kind] ?? 0 }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => archive.omitted[kind](format.number(count), count === 1));
  return (
    <div class="note" role="status">
      <p>{counts.join(" · ")}</p>
      {omitted.length > 0 && <p>{archive.leftOut(omitted.join(" · "))}</p>}
      {failures.length > 0 && (
        <ul>
          {failures.map(({ name, reason }) => <li>{name}: {say(reason)}</li>)}
          {unlisted > 0 && <li>{archive.more(format.number(unlisted))}</li>}
        </ul>
      )}
    </div>
  );
}
