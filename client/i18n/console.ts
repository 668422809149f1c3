export const consoleMessages = { zh: {}, en: {} };
