/* An article over the chat. Links to other articles open here, that to the chat closes it, all others open beside; the way back is one button or Esc. */
import { call } from "../api.js";
import { icon, make } from "../dom.js";
import { words } from "../words.js";
import { fragment } from "./markup.js";

const CHAT = /^\/help\/[^/]+\/chat$/; // it is right behind
const ARTICLE = /^\/help\/[^/]+\/articles\/([^/?#]+)$/;

export class Panel {
  #dialog = make("dialog", { class: "panel" });
  #trail = [];
  #asked = 0;
  #locale;

  constructor({ locale }) {
    this.#locale = locale;
    this.read = [];
    document.body.append(this.#dialog);
    this.#dialog.addEventListener("click", (event) => this.#follow(event));
    this.#dialog.addEventListener("close", () => {
      this.#asked += 1;
      this.#trail = [];
      this.#dialog.replaceChildren();
    });
  }

  async show(slug) {
    const asked = ++this.#asked;
    this.#trail.push(slug);
    if (!this.#dialog.open) {
      this.#draw(make("p", { class: "panel__text", text: words("loading") }));
      this.#dialog.showModal();
    }
    try {
      const found = await call(`/articles/${encodeURIComponent(slug)}?locale=${this.#locale}`);
      if (asked !== this.#asked) return;
      this.#fill(found);
      this.read.push(found.article.slug);
    } catch {
      if (asked === this.#asked) this.#draw(make("p", { class: "panel__text", role: "alert", text: words("no_article") }));
    }
  }

  #fill({ article, html, checks = [] }) {
    const body = make("div", { class: "prose", lang: article.locale });
    body.append(fragment(html));
    for (const link of body.querySelectorAll("a[href]")) beside(link);
    const title = make("h2", { class: "panel__title", lang: article.locale, text: article.title });
    const whole = make("a", { class: "panel__whole", href: article.url, target: "_blank", rel: "noopener", text: words("in_help_centre") });
    this.#dialog.setAttribute("aria-label", article.title);
    this.#draw(title, body, ...checks.map(check), whole);
  }

  #draw(...inside) {
    const back = make("button", { class: "panel__button", type: "button" }, icon("back"), words("to_chat"));
    back.addEventListener("click", () => this.#back());
    if (this.#trail.length > 1) back.lastChild.textContent = words("article_back");
    const page = make("div", { class: "panel__page", tabindex: "0" }, ...inside);
    this.#dialog.replaceChildren(make("div", { class: "panel__top" }, back), page);
    back.focus();
  }

  #back() {
    this.#trail.pop();
    const before = this.#trail.pop();
    if (before) this.show(before);
    else this.#dialog.close();
  }

  #follow(event) {
    const link = event.target.closest?.(".prose a[href]");
    const anchor = link?.getAttribute("href").startsWith("#") ? link.getAttribute("href").slice(1) : null;
    const slug = link && ARTICLE.exec(link.pathname)?.[1];
    const isChat = link && CHAT.test(link.pathname);
    if (anchor === null && ((!slug && !isChat) || link.origin !== location.origin)) return;
    event.preventDefault();
    if (isChat) this.#dialog.close();
    else if (anchor !== null) document.getElementById(decodeURIComponent(anchor))?.scrollIntoView();
    else this.show(decodeURIComponent(slug));
  }
}

/* A check of one's own facts has a page, beside. */
function check({ title, intro, url }) {
  const told = make("span", { class: "offered__told" }, make("strong", { text: title }), make("span", { text: intro }));
  return make("a", { class: "offered panel__check", href: url, target: "_blank", rel: "noopener" }, icon("search"), told);
}

/* What leads elsewhere never takes the chat's own place. */
function beside(link) {
  if (link.getAttribute("href").startsWith("#")) return;
  link.target = "_blank";
  link.rel = "noopener";
}
