const SPACE = /[ \t\n\r]*/y;
const SCALAR =
  // oxlint-disable-next-line no-control-regex -- JSON strings hold none
  /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Where a text stops being JSON: the offset of the first token that cannot stand there, the length of the text when it
 * ends too early, -1 when it is JSON. The platform's own parser often does not say.
 */
export function findJsonError(text: string): number {
  let at = 0;
  const skipSpace = (): void => {
    SPACE.lastIndex = at;
    SPACE.test(text);
    at = SPACE.lastIndex;
  };
  const skipScalar = (): boolean => {
    SCALAR.lastIndex = at;
    if (!SCALAR.test(text)) return false;
    at = SCALAR.lastIndex;
    return true;
  };
  /** Reads `"key":`. */
  const skipKey = (): boolean => {
    if (text[at] !== '"' || !skipScalar()) return false;
    skipSpace();
    if (text[at] !== ':') return false;
    at++;
    skipSpace();
    return true;
  };

  const open: ('{' | '[')[] = [];
  skipSpace();
  for (;;) {
    // A value stands here.
    const first = text[at];
    if (first === '{' || first === '[') {
      at++;
      skipSpace();
      const isEmpty = text[at] === (first === '{' ? '}' : ']');
      if (!isEmpty) {
        open.push(first);
        if (first === '{' && !skipKey()) return at;
        continue;
      }
      at++;
    } else if (!skipScalar()) return at;
    // A value has ended: close what it ends, or go on after a comma.
    for (;;) {
      skipSpace();
      const within = open.at(-1);
      if (within === undefined) return at === text.length ? -1 : at;
      if (text[at] === ',') {
        at++;
        skipSpace();
        if (within === '{' && !skipKey()) return at;
        break;
      }
      if (text[at] !== (within === '{' ? '}' : ']')) return at;
      at++;
      open.pop();
    }
  }
}
