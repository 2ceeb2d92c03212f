/** <section data-connection>: what this browser reaches of us, line by line, and the result as a text to share. */
import "ui/copy.js";
import { Behaviour, behave } from "ui/behaviour.js";
import { sampled, median } from "help/tools/samples.js";
import { opened } from "help/tools/socket.js";

const SLOW_MS = 800;
const SLOW_SOCKET_MS = 3_000;
const OFF_MS = 5_000;
const WRONG_MS = 30_000;
const HANDED_OVER = "kefu-handed-over"; // read once by the chat, in this tab alone

class Connection extends Behaviour {
  connect() {
    this.element.hidden = false;
    this.element.querySelector("[data-again]").addEventListener("click", () => this.#test());
    this.element.querySelector("[data-send]").addEventListener("click", () => this.#send());
    this.#test();
  }

  async #test() {
    this.element.querySelector("[data-shared]").hidden = true;
    for (const line of this.#lines()) this.#mark(line.dataset.check, "waiting");
    const { times, skewMs } = await sampled(this.element.dataset.time);
    this.#reached(times);
    const socketMs = await opened(this.element.dataset.live);
    this.#mark("socket", socketMs === null ? "failed" : graded(socketMs, SLOW_SOCKET_MS), socketMs);
    this.#mark("proxy", proxy(times.length > 0, socketMs !== null));
    this.#clocked(skewMs);
    this.#share();
  }

  #reached(times) {
    this.#mark("reach", times.length ? "ok" : "failed");
    if (times.length) this.#mark("time", graded(median(times), SLOW_MS), median(times));
    else this.#mark("time", "unknown");
  }

  #clocked(skewMs) {
    if (skewMs === null) return this.#mark("clock", "unknown");
    const off = Math.abs(skewMs);
    const mark = off < OFF_MS ? "ok" : off <= WRONG_MS ? "off" : "failed";
    const sign = off < 50 ? "" : skewMs < 0 ? "−" : "+";
    const told = `${sign}${(off / 1000).toFixed(1)} s`;
    return this.#mark("clock", mark, told);
  }

  #mark(key, mark, measured = "") {
    const line = this.element.querySelector(`[data-check="${key}"]`);
    line.dataset.mark = mark;
    line.querySelector("[data-says]").textContent = this.element.dataset[`mark${mark[0].toUpperCase()}${mark.slice(1)}`];
    line.querySelector("[data-measured]").textContent = typeof measured === "number" ? `${Math.round(measured)} ms` : (measured ?? "");
    const advice = mark === "off" ? "slow" : mark;
    for (const each of line.querySelectorAll("[data-advice]")) each.hidden = each.dataset.advice !== advice;
  }

  /* What somebody may be shown: no address, no name, nothing that leads to a person. */
  #share() {
    const { title, browser } = this.element.dataset;
    const lines = [...this.#lines()].map((line) => {
      const [name, says, measured] = ["name", "says", "measured"].map((part) => line.querySelector(`[data-${part}]`).textContent);
      return measured ? `${name}: ${says} (${measured})` : `${name}: ${says}`;
    });
    const made = `${new Date().toISOString().slice(0, 19).replace("T", " ")} UTC`;
    const text = [`${title} · ${made}`, ...lines, browser].filter(Boolean).join("\n");
    const shared = this.element.querySelector("[data-shared]");
    shared.querySelector("[data-text]").value = text;
    shared.querySelector("[data-copy]").dataset.copy = text;
    shared.hidden = false;
  }

  #send() {
    const text = this.element.querySelector("[data-text]").value;
    try {
      sessionStorage.setItem(HANDED_OVER, JSON.stringify({ text, read: "", searched: "" }));
    } catch {
      // where a browser keeps nothing, the chat opens empty and the copy is pasted
    }
    location.assign(this.element.dataset.chat);
  }

  #lines() {
    return this.element.querySelectorAll("[data-check]");
  }
}

function graded(tookMs, slowMs) {
  return tookMs < slowMs ? "ok" : "slow";
}

/* Only where pages come through and the live connection does not, something between us cuts it. */
function proxy(isReached, isOpen) {
  if (!isReached) return "unknown";
  return isOpen ? "ok" : "failed";
}

behave("data-connection", Connection);
