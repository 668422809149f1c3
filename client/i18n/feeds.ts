export const feedsMessages = { zh: {}, en: {} };
