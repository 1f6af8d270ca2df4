import { EditForm } from "./edit_form.tsx";
import type { EditPageProps } from "../page_props.ts";
import { Shell, SidebarButton } from "../shell.tsx";

/** The page on which a question is changed without JavaScript. */
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
