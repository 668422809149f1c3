export const plansMessages = { zh: {}, en: {} };
