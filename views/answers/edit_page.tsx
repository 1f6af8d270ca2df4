import { type ShellProps, TitledPage } from "../shell.tsx";
import { EditForm, type EditFormProps } from "./edit_form.tsx";

/** Props of the page that edits a question. */
export type EditPageProps = ShellProps & { readonly edit: EditFormProps };

/** The page that edits a question, for browsers without JavaScript. */
export function EditPage({ edit, ...shell }: EditPageProps) {
  return (
    <TitledPage {...shell} title={shell.t.branches.editTitle} mainClass="chat-page">
      <div class="messages">
        <EditForm {...edit} isAlone />
      </div>
    </TitledPage>
  );
}
