/**
 * <section data-list data-box data-rows-url>: lines that changed are fetched together and put in place. Nothing moves
 * under the hand: while pointer or keyboard are at the lines each changes where it stands, and what is new waits above.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { fragment } from "ui/html.js";
import { word } from "ui/words.js";
import htmx from "htmx";
import { live } from "desk/socket.js";
import { idsOf, isHeld, place, sort } from "desk/order.js";

const GATHER_MS = 150;
const LONGEST_WAIT_MS = 30_000;

class List extends Behaviour {
  #changed = new Set();
  #waiting = new Map();
  #listening = new AbortController();
  #timer;
  #tries = 0;
  #wasLost = false;

  connect() {
    const { signal } = this.#listening;
    live.on("inbox", ({ changed }) => this.gather(changed), { signal });
    live.on("lost", () => (this.#wasLost = true), { signal });
    live.on("welcome", () => this.#back(), { signal });
    document.addEventListener("desk:read", ({ detail }) => this.#read(detail.conversation), { signal });
    document.addEventListener("htmx:after:swap", () => this.mark(), { signal });
    this.#lines.addEventListener("pointerleave", () => this.#settle(), { signal });
    this.#lines.addEventListener("focusout", () => this.#settle(), { signal });
    this.#newest.addEventListener("click", () => this.#showNew());
    this.#remember();
    this.mark();
  }

  disconnect() {
    this.#listening.abort();
    clearTimeout(this.#timer);
  }

  get #lines() {
    return this.element.querySelector("#lines");
  }

  get #newest() {
    return this.element.querySelector("[data-newest]");
  }

  line(id) {
    return this.#lines.querySelector(`[data-line="${id}"]`);
  }

  /** The open conversation's line is the current one. */
  mark() {
    for (const link of this.#lines.querySelectorAll("[aria-current]")) link.removeAttribute("aria-current");
    this.line(document.querySelector("[data-thread]")?.dataset.thread)?.querySelector(".line").setAttribute("aria-current", "page");
  }

  /** The address keeps the list that is shown, for a reload and for the way back. */
  #remember() {
    const url = new URL(location.href);
    const view = url.searchParams.get("view");
    url.search = this.element.dataset.query + (view ? `&view=${view}` : "");
    history.replaceState(history.state, "", url);
  }

  gather(ids, wait_ms = GATHER_MS) {
    for (const id of ids) this.#changed.add(id);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fetch(), wait_ms);
  }

  /** After a lost connection anything may have changed: lines, counters and what came on top are asked for again. */
  #back() {
    if (this.#wasLost) this.gather(idsOf(this.#lines));
  }

  async #fetch() {
    const ids = [...this.#changed].slice(0, 100);
    ids.forEach((id) => this.#changed.delete(id));
    const { rowsUrl, query } = this.element.dataset;
    const answer = await fetch(`${rowsUrl}?${query}&ids=${ids.join(",")}${this.#wasLost ? "&first=1" : ""}`).catch(() => null);
    if (!this.element.isConnected) return;
    if (!answer?.ok) return this.gather(ids, Math.min(LONGEST_WAIT_MS, 1000 * 2 ** this.#tries++));
    this.#tries = 0;
    if (live.ready) this.#wasLost = false;
    const came = fragment(await answer.text());
    for (const part of document.querySelectorAll("#boxes, #more-count, #appeals-count")) {
      part.replaceChildren(...came.querySelector(`#${part.id}`).childNodes);
      htmx.process(part);
    }
    for (const id of new Set([...ids, ...idsOf(came)])) this.#put(id, came.querySelector(`[data-line="${id}"]`));
    this.#settle();
    this.mark();
    if (this.#changed.size) this.gather([]);
  }

  #put(id, line) {
    const shown = this.line(id);
    if (shown && line) this.#renew(shown, line);
    else if (shown) this.#leave(shown);
    else if (line) this.#waiting.set(id, line);
    if (!line) this.#waiting.delete(id);
  }

  #renew(shown, line) {
    const { activeElement } = document;
    const focused = shown.contains(activeElement) && (activeElement.matches(".line__pick") ? ".line__pick" : ".line");
    line.querySelector(".line__pick").checked = shown.querySelector(".line__pick").checked;
    shown.replaceWith(line);
    htmx.process(line);
    if (focused) line.querySelector(focused).focus({ preventScroll: true });
  }

  /** A line that belongs here no more goes at once, unless the pointer is among the lines or the keyboard on it. */
  #leave(line) {
    line.querySelector(".line__pick").checked = false;
    if (this.#lines.matches(":hover") || line.contains(document.activeElement)) line.dataset.gone = "";
    else line.remove();
  }

  #settle() {
    queueMicrotask(() => {
      this.#newest.hidden = !this.#waiting.size;
      this.#newest.querySelector("span").textContent = word("newLines", { count: this.#waiting.size });
      if (isHeld(this.#lines)) return;
      for (const line of this.#lines.querySelectorAll("[data-gone]")) line.remove();
      sort(this.#lines);
      if (this.#lines.scrollTop < 8) this.#showNew();
    });
  }

  #showNew() {
    for (const line of this.#waiting.values()) if (place(this.#lines, line)) htmx.process(line);
    if (this.#waiting.size) this.#lines.scrollTop = 0;
    this.#waiting.clear();
    this.#newest.hidden = true;
    sort(this.#lines);
    this.mark();
  }

  #read(id) {
    const link = this.line(id)?.querySelector(".line--unread");
    link?.classList.remove("line--unread");
    link?.querySelector(".dot--unread")?.remove();
  }
}

behave("data-list", List);
