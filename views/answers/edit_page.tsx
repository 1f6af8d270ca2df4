import { Shell, type ShellProps, SidebarButton } from "../shell.tsx";
import { EditForm, type EditFormProps } from "./edit_form.tsx";

/** Props of the page that edits a question. */
export type EditPageProps = ShellProps & { readonly edit: EditFormProps };

/** The page that edits a question, for browsers without JavaScript. */
export function EditPage({ edit, ...shell }: EditPageProps) {
  const { editTitle } = shell.t.branches;
  return (
    <Shell {...shell} title={editTitle}>
      <main id="main" tabindex={-1} class="chat-page">
        <header class="page-header">
          <SidebarButton t={shell.t} />
          <h1>{editTitle}</h1>
        </header>
        <div class="messages">
          <EditForm {...edit} isAlone />
        </div>
      </main>
    </Shell>
  );
}
