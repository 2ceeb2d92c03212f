/* The page's language: what the person chose here, else what the host or the identity says, else the browser's. */
import * as store from "./store.js";

const { locale, chosen } = document.body.dataset;
const spoken = (wanted) => (/^zh\b/i.test(wanted) ? "zh-hans" : "en");

/* The language to change to, or null if the page speaks it already. */
export function chosenLocale(ofIdentity) {
  const wanted = store.read("locale") ?? (chosen ? null : ofIdentity);
  return wanted && spoken(wanted) !== locale ? spoken(wanted) : null;
}

/* Loads the page again in that language; an unspent identity goes along in the fragment, which is removed at once. */
export function goToLocale(wanted, jwt) {
  const address = new URL(location.href);
  address.searchParams.set("locale", spoken(wanted));
  address.hash = jwt && !document.body.dataset.host ? `identity=${jwt}` : "";
  store.carry();
  location.replace(address);
}

export function choose(wanted, jwt) {
  store.write("locale", spoken(wanted));
  goToLocale(wanted, jwt);
}
