/** The number of a clause in one piece: `4.2.1 (6)` does not break before its item, the name of another document does. */
export const unbroken = (clause: string): string => clause.replaceAll(/ (?=[(（①-⑳措])/gu, '\u00A0');
