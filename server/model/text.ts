/** A text in the two languages of the program. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}
