/**
 * htmx under our rules: its HTML goes through a Trusted Types policy, scripts in answers stay dead,
 * and attributes that hold code (hx-on, js: values, filters) are refused.
 */
import htmx from "htmx";

const pass = { createHTML: (html) => html, createScript: () => "" };

function refuse() {
  throw new Error("htmx may not run code from attributes here.");
}

htmx.registerExtension("kefu", {
  init(api) {
    api.initSecurity(globalThis.trustedTypes?.createPolicy("htmx", pass) ?? pass, refuse, refuse);
  },
});

export default htmx;
