/** The texts that scripts show, translated by the page: <template data-words data-copied="..."> */
export function word(name, fields = {}) {
  const text = document.querySelector("[data-words]")?.dataset[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, field) => fields[field] ?? whole);
}

/** "zh-hans" for Django is "zh-Hans" for Intl. */
export const locale = document.documentElement.lang || "en";
