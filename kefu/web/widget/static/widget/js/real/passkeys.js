/* The way to one's own passkeys, which are made on a page of ours: a frame on another site may not. For the signed-in alone. */
import { make } from "../dom.js";
import { words } from "../words.js";

export function passkeysPart(session) {
  if (!session.isSigned) return [];
  const place = make("p", {}, words("loading"));
  session
    .call("/passkeys")
    .then(({ page, passkeys }) => place.replaceChildren(link(page, passkeys.length)))
    .catch((error) => (place.textContent = error.message || words("real_failed")));
  return [make("h3", { text: words("passkeys_title") }), make("p", { class: "sheet__note", text: words("passkeys_about") }), place];
}

function link(page, count) {
  const href = `${page}?locale=${document.body.dataset.locale}`;
  return make("a", { class: "button", href, target: "_blank", rel: "noopener noreferrer", text: words(count ? "passkeys_open" : "passkeys_make", { count }) });
}
