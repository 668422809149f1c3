import type { Role } from './procedure.ts';
import type { Text } from './text.ts';

/** The papers of a case: form, bulletin, report on the situation, daily report, closing assessment. */
export const PAPER_KINDS = ['approval-form', 'bulletin', 'situation', 'daily', 'closing'] as const;
export type PaperKind = (typeof PAPER_KINDS)[number];

/** A part of a paper: labelled facts, a table, or a paragraph. */
export type Block =
  | { readonly kind: 'facts'; readonly title: Text | null; readonly rows: readonly { label: Text; value: Text }[] }
  | {
      readonly kind: 'table';
      readonly title: Text;
      readonly columns: readonly Text[];
      readonly rows: readonly (readonly Text[])[];
    }
  | { readonly kind: 'text'; readonly title: Text | null; readonly text: Text };

/** What a paper says of itself: of a drill, or of the demo; null: it is what it is. */
export type PaperMark = 'drill' | 'demo' | null;

/** A paper of a case, as data; the screen lays it out and prints it. */
export interface Paper {
  readonly kind: PaperKind;
  readonly mark: PaperMark;
  readonly title: Text;
  readonly plan: Text;
  readonly place: Text;
  /** Event time at which it was compiled, epoch ms. */
  readonly at: number;
  /** Signatures that it has room for, by role; `name` is who has signed. */
  readonly signatures: readonly { readonly role: Role; readonly label: Text; readonly name: string | null }[];
  readonly blocks: readonly Block[];
}
