export const wallMessages = { zh: {}, en: {} };
