/*
 * Kefu's door on a host page: a button, and on first use a frame from Kefu's own origin.
 * Called by the server with { origin, words }; nothing on the page around it can change either.
 */
((kefu) => {
  "use strict";
  if (window.Kefu?.open) return;
  const tag = document.currentScript;
  const given = tag instanceof HTMLScriptElement && tag.src.startsWith(kefu.origin + "/") ? { ...tag.dataset } : {};
  let locale = given.locale || document.documentElement.lang || navigator.language;
  let frame, spoken; // its language, which it may still be loading in
  let isOpen = false;
  let isReady = false;
  let unread = 0;
  let memory = {}; // whoever opened the chat in this tab hears of answers on its next pages too
  let source; // a JWT, a function that gets a fresh one, or null for nobody

  try {
    memory = sessionStorage;
  } catch {} // no storage: the chat loads when it is opened

  const set = (node, attributes) => {
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    return node;
  };
  const make = (name, attributes) => {
    const space = /svg|path/.test(name) ? "2000/svg" : "1999/xhtml";
    return set(document.createElementNS("http://www.w3.org/" + space, name), attributes);
  };
  const styles = new CSSStyleSheet();
  styles.replaceSync(`
    :host{all:initial!important;position:fixed!important;inset:auto 0 0 auto!important;z-index:2147483647!important}
    button{all:unset;position:fixed;inset:auto 20px max(20px,env(safe-area-inset-bottom)) auto;width:60px;height:60px;border-radius:50%;display:grid;place-items:center;cursor:pointer;color:#fff;background:#155a6b;box-shadow:0 4px 20px #0005}
    button:hover{background:#0e4958}
    button:focus-visible{outline:3px solid #fff;box-shadow:0 0 0 6px #1c6fd0}
    svg{width:28px;fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round}
    .open svg,svg+svg,b:empty,[hidden]{display:none}
    .open svg+svg{display:block}
    b{position:absolute;inset:-4px -4px auto auto;min-width:10px;padding:0 7px;border-radius:12px;background:#b3261e;font:600 13px/24px system-ui,sans-serif;text-align:center}
    iframe{position:fixed;inset:auto 20px 92px auto;width:380px;height:min(600px,calc(100dvh - 112px));border:0;border-radius:14px;background:Canvas;box-shadow:0 0 0 1px #8884,0 4px 40px #0005}
    @media(max-width:480px),(max-height:440px){iframe{inset:0;width:100%;height:100dvh;border-radius:0}.open{display:none}}
`);

  const icon = (d) => {
    const image = make("svg", { viewBox: "0 0 24 24" });
    image.append(make("path", { d }));
    return image;
  };
  const element = make("kefu-widget");
  const root = element.attachShadow({ mode: "open" });
  const badge = make("b");
  const button = make("button", { type: "button" });
  button.append(icon("M21 12a8 8 0 0 1-8 8H4l1.8-3A8 8 0 1 1 21 12z"), icon("m6 9 6 6 6-6"), badge);
  root.adoptedStyleSheets = [styles];
  root.append(button);

  function show() {
    const words = kefu.words[/^zh/i.test(locale) ? "zh-hans" : "en"];
    const name = isOpen ? words.close : unread ? words.unread.replace("%(count)s", unread) : words.open;
    set(button, { "aria-label": name, "aria-expanded": isOpen, class: isOpen ? "open" : "" });
    badge.textContent = isOpen || !unread ? "" : Math.min(unread, 99);
    if (frame) {
      frame.title = words.title;
      frame.hidden = !isOpen;
    }
  }

  function tell(type, more) {
    if (isReady) frame.contentWindow.postMessage({ kefu: 1, type, ...more }, kefu.origin);
  }

  function load() {
    if (frame) return;
    frame = make("iframe", {
      src: kefu.origin + "/chat?" + new URLSearchParams({ host: location.origin, locale }),
      sandbox: "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals",
      allow: "display-capture",
    });
    root.prepend(frame);
    spoken = locale;
    memory.kefu = 1;
  }

  function turn(open) {
    if (open) load();
    isOpen = open;
    show();
    (open ? frame : button).focus();
    tell("shown", { shown: open });
  }

  async function fetched() {
    const answer = await fetch(given.identityUrl, { credentials: "include" });
    if ([204, 401, 403].includes(answer.status)) return null;
    if (!answer.ok) throw answer.status;
    return (await answer.text()).match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/)?.[0];
  }

  async function answer(id) {
    try {
      if (source === undefined && given.identityUrl) source = fetched;
      const jwt = (await (typeof source === "function" ? source() : source)) || null;
      tell("identity", { id, jwt });
    } catch {
      tell("identity", { id, failed: true });
    }
  }

  function identify(how) {
    source = how;
    tell("changed");
  }

  addEventListener("message", ({ origin, source: from, data }) => {
    if (origin !== kefu.origin || !frame || from !== frame.contentWindow || data?.kefu !== 1) return;
    if (data.type === "ready") {
      isReady = true;
      tell("shown", { shown: isOpen, page: location.href.split(/[?#]/)[0] });
      if (locale !== spoken) tell("locale", { locale: (spoken = locale) });
    } else if (data.type === "who") answer(data.id);
    else if (data.type === "close") turn(false);
    else if (data.type === "unread") {
      unread = data.count >>> 0;
      show();
    }
  });
  button.addEventListener("click", () => turn(!isOpen));

  function start() {
    document.body.append(element);
    if (memory.kefu) load();
    show();
  }

  window.Kefu = Object.freeze({
    open: () => turn(true),
    close: () => isOpen && turn(false),
    identify,
    signOut: () => identify(null),
    setLocale(wanted) {
      locale = String(wanted);
      show();
      tell("locale", { locale });
      if (isReady) spoken = locale;
    },
  });
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
  dispatchEvent(new Event("kefu:ready"));
});
