/* The one place of the chat where a string becomes elements: articles, which our own server cleaned. */
const policy = globalThis.trustedTypes?.createPolicy("kefu", { createHTML: (html) => html });

export function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = policy ? policy.createHTML(html) : html;
  return template.content;
}
