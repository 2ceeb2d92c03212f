/* The list on the screen: entries in order, then what is on its way. Scrolls along only for who reads at the end. */
import * as bot from "./bot_view.js";
import { checklistItem, isChecklist } from "./checklist_view.js";
import { eventItem, isEvent } from "./event_view.js";
import * as message from "./message_view.js";
import { isReceipt, receiptItem } from "./receipt_view.js";
import { dayKey, dayName } from "./times.js";

const NEAR_PX = 80;
const SAME_BREATH_MS = 5 * 60_000;

const isShown = (entry) => [message.isMessage, isEvent, isChecklist, bot.isSaid, bot.isChosen].some((is) => is(entry));

export class LogView extends EventTarget {
  #scroller;
  #list;
  #log;
  #outbox;
  #parts;
  #previous = null;
  #pending = [];
  #isQueued = false;
  #wasAtEnd = true;
  #knownSizes = "";

  constructor({ scroller, list, log, outbox, parts }) {
    super();
    this.#scroller = scroller;
    this.#list = list;
    this.#log = log;
    this.#outbox = outbox;
    this.#parts = parts;
    log.addEventListener("entry", ({ detail }) => this.#add(detail));
    log.addEventListener("changed", ({ detail }) => this.#replace(detail));
    log.addEventListener("marks", () => this.#states());
    log.addEventListener("caught_up", () => this.#states());
    log.addEventListener("cleared", () => this.#clear());
    outbox.addEventListener("changed", () => this.#showPending());
    scroller.addEventListener("scroll", () => this.dispatchEvent(new Event("scrolled")), { passive: true });
    const sizes = new ResizeObserver(() => this.#resized());
    for (const sized of [scroller, list]) sizes.observe(sized);
  }

  get isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#wasAtEnd = true;
  }

  /* Called when scrolled; a change of size scrolls, too, but is no person's wish. */
  remember() {
    if (this.#sizes() === this.#knownSizes) this.#wasAtEnd = this.isAtEnd;
  }

  #resized() {
    if (this.#wasAtEnd) this.toEnd();
    this.#knownSizes = this.#sizes();
  }

  #sizes() {
    return `${this.#scroller.clientHeight} ${this.#scroller.scrollHeight}`;
  }

  #keepingEnd(act) {
    const stay = this.#wasAtEnd;
    act();
    if (stay) this.toEnd();
    this.#knownSizes = this.#sizes();
  }

  #add(entry) {
    if (!isShown(entry)) return;
    this.#keepingEnd(() => {
      if (!isReceipt(entry) || bot.isSaid(entry)) bot.withdrawOptions(this.#list);
      for (const item of this.#itemsFor(entry)) this.#list.insertBefore(item, this.#pending[0] ?? null);
    });
    this.#states();
  }

  #itemsFor(entry) {
    const at = new Date(entry.at);
    const before = this.#previous;
    const isNewDay = !before || dayKey(new Date(before.at)) !== dayKey(at);
    this.#previous = entry;
    const item = this.#itemOf(entry, isNewDay ? null : before);
    return isNewDay ? [message.dayItem(dayName(at)), item] : [item];
  }

  #itemOf(entry, before) {
    if (isChecklist(entry) && !entry.isRemoved) return checklistItem(entry, this.#parts);
    if (isReceipt(entry)) return receiptItem(entry, this.#parts);
    if (bot.isSaid(entry)) return bot.saidItem(entry, this.#parts);
    if (bot.isChosen(entry)) return this.#messageItem(bot.asMessage(entry), before);
    return isEvent(entry) ? eventItem(entry, this.#parts) : this.#messageItem(entry, before);
  }

  #messageItem(entry, before) {
    const isSame = before?.kind === "message" && before.mine === entry.mine && before.author?.id === entry.author?.id;
    const follows = Boolean(isSame && new Date(entry.at) - new Date(before.at) < SAME_BREATH_MS);
    if (follows) this.#list.querySelector(`[data-seq="${before.seq}"]`)?.classList.add("message--continued");
    return message.messageItem(entry, { ...this.#parts, follows });
  }

  #replace(entry) {
    const old = this.#list.querySelector(`[data-seq="${entry.seq}"]`);
    if (!old) return;
    const follows = old.classList.contains("message--follows");
    old.replaceWith(isEvent(entry) ? eventItem(entry, this.#parts) : message.messageItem(entry, { ...this.#parts, follows }));
    this.#states();
  }

  #showPending() {
    this.#keepingEnd(() => {
      for (const item of this.#pending) item.remove();
      this.#pending = this.#outbox.items.map((item) => message.pendingItem(item, this.#parts));
      this.#list.append(...this.#pending);
    });
    this.dispatchEvent(new Event("filled"));
  }

  /* Only the newest of mine says how far it got; once a frame is enough. */
  #states() {
    if (this.#isQueued) return;
    this.#isQueued = true;
    requestAnimationFrame(() => {
      this.#isQueued = false;
      const mine = [...this.#list.querySelectorAll(".message--mine[data-seq]")];
      const newest = mine.pop();
      for (const item of mine) message.showState(item, "");
      if (newest) message.showState(newest, this.#stateOf(Number(newest.dataset.seq)));
      this.dispatchEvent(new Event("filled"));
    });
  }

  #stateOf(seq) {
    const { delivered, read } = this.#log.marks;
    if (read >= seq) return "read";
    return delivered >= seq ? "delivered" : "sent";
  }

  #clear() {
    this.#previous = null;
    this.#list.replaceChildren();
    this.#showPending();
  }
}
