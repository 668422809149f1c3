const ISO =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Epoch ms of an ISO 8601 instant with an offset; NaN when the text is none, or names a day that does not exist. */
export function parseIsoInstant(text: string): number {
  const match = ISO.exec(text);
  if (match === null) return Number.NaN;
  const day = Number(match[3]);
  // Date.parse takes 30 February for 1 March.
  if (day > 28 && new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, day)).getUTCDate() !== day) {
    return Number.NaN;
  }
  return Date.parse(text);
}
