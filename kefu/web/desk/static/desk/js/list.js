/**
 * <section data-list data-box data-rows-url>: lines that changed are fetched together and put in place. Nothing moves
 * under the pointer or the keyboard: a line changes where it stands, and goes to the top when nobody is at the list.
 */
import { Behaviour, behave } from "ui/behaviour.js";
import { fragment } from "ui/html.js";
import htmx from "htmx";
import { live } from "desk/socket.js";

const GATHER_MS = 150;

class List extends Behaviour {
  #changed = new Set();
  #listening = new AbortController();
  #timer;
  #wasLost = false;

  connect() {
    const { signal } = this.#listening;
    live.on("inbox", ({ changed }) => this.#gather(changed), { signal });
    live.on("lost", () => (this.#wasLost = true), { signal });
    live.on("welcome", () => this.#back(), { signal });
    document.addEventListener("desk:read", ({ detail }) => this.#read(detail.conversation), { signal });
    document.addEventListener("htmx:after:swap", () => this.mark(), { signal });
    this.element.addEventListener("pointerleave", () => this.#sort(), { signal });
    this.element.addEventListener("focusout", () => this.#sort(), { signal });
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

  line(id) {
    return this.#lines.querySelector(`[data-line="${id}"]`);
  }

  /** The open conversation's line is the current one. */
  mark() {
    const open = document.querySelector("[data-thread]")?.dataset.thread;
    for (const line of this.#lines.querySelectorAll("[data-line]")) {
      const link = line.querySelector("a");
      if (line.dataset.line === open) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  /** The address keeps the list that is shown, for a reload and for the way back. */
  #remember() {
    const url = new URL(location.href);
    url.searchParams.set("box", this.element.dataset.box);
    url.searchParams.delete("cursor");
    history.replaceState(history.state, "", url);
  }

  #gather(ids) {
    for (const id of ids) this.#changed.add(id);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fetch(), GATHER_MS);
  }

  /** After a lost connection anything may have changed: the lines in sight and the counters are asked for again. */
  #back() {
    if (this.#wasLost) this.#gather([...this.#lines.querySelectorAll("[data-line]")].map((line) => line.dataset.line));
    this.#wasLost = false;
  }

  async #fetch() {
    const ids = [...this.#changed].slice(0, 100);
    ids.forEach((id) => this.#changed.delete(id));
    const { rowsUrl, box } = this.element.dataset;
    const answer = await fetch(`${rowsUrl}?box=${box}&ids=${ids.join(",")}`).catch(() => null);
    if (!answer?.ok) return;
    const came = fragment(await answer.text());
    const boxes = this.element.querySelector("#boxes");
    boxes.replaceChildren(...came.querySelector("#boxes").childNodes);
    htmx.process(boxes);
    for (const id of ids) this.#put(id, came.querySelector(`[data-line="${id}"]`));
    this.#sort();
    this.mark();
    if (this.#changed.size) this.#gather([]);
  }

  #put(id, line) {
    const shown = this.line(id);
    const isHeld = shown?.contains(document.activeElement);
    if (!line) shown?.remove();
    else if (shown) shown.replaceWith(line);
    else this.#lines.prepend(line);
    if (!line) return;
    htmx.process(line);
    if (isHeld) line.querySelector("a").focus({ preventScroll: true });
  }

  #sort() {
    if (this.element.matches(":hover") || this.element.contains(document.activeElement)) return;
    const lines = [...this.#lines.querySelectorAll("[data-line]")];
    const sorted = lines.toSorted((one, other) => new Date(other.dataset.at) - new Date(one.dataset.at));
    if (sorted.some((line, at) => line !== lines[at])) this.#lines.prepend(...sorted);
  }

  #read(id) {
    const link = this.line(id)?.querySelector(".line--unread");
    link?.classList.remove("line--unread");
    link?.querySelector(".dot--unread")?.remove();
  }
}

behave("data-list", List);
