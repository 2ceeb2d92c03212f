/**
 * htmx under our rules: its HTML goes through a Trusted Types policy, scripts in answers stay dead, attributes that hold
 * code (hx-on, js: values, filters) are refused. An answer that refuses replaces nothing unless it says where it belongs:
 * its sentence goes to whoever listens for `kefu:refused`, else into a toast. There is no settling (a delay of 0 in the page's
 * htmx-config): it would carry an open menu's place over as an inline style, which the policy of the pages refuses.
 */
import htmx from "htmx";
import { fragment } from "ui/html.js";
import { toast } from "ui/toast.js";
import { word } from "ui/words.js";

const pass = { createHTML: (html) => html, createScript: () => "" };

function refuse() {
  throw new Error("htmx may not run code from attributes here.");
}

function tell(element, text) {
  const event = new CustomEvent("kefu:refused", { bubbles: true, cancelable: true, detail: { text } });
  const target = element?.isConnected ? element : document.body;
  if (target.dispatchEvent(event)) toast(text);
}

/** The server's own sentence; a page that is not ours (a proxy's, say) is not shown. */
function sentence(text) {
  return fragment(text).querySelector(".banner__text")?.textContent.trim() || word("failed");
}

htmx.registerExtension("kefu", {
  init(api) {
    api.initSecurity(globalThis.trustedTypes?.createPolicy("htmx", pass) ?? pass, refuse, refuse);
  },

  htmx_after_request(element, { ctx }) {
    if (ctx.response.status < 400 || ctx.hx.retarget) return true;
    tell(element, sentence(ctx.text));
    return false;
  },

  htmx_error(element) {
    tell(element, word("offline"));
  },
});

export default htmx;
