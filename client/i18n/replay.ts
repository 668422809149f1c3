export const replayMessages = { zh: {}, en: {} };
