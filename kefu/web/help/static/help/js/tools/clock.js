/** <section data-clock="address of the server's time">: how far this device's clock is off, and what that means for codes. */
import { Behaviour, behave } from "ui/behaviour.js";
import { locale } from "ui/words.js";
import { sampled } from "help/tools/samples.js";

const NEAR_MS = 5_000;
const FAR_MS = 30_000;
const times = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" });

class Clock extends Behaviour {
  #skewMs = 0;
  #timer;

  connect() {
    this.element.hidden = false;
    this.#part("again").addEventListener("click", () => this.#measure());
    this.#measure();
  }

  disconnect() {
    clearInterval(this.#timer);
  }

  async #measure() {
    clearInterval(this.#timer);
    this.#say("measuring");
    const { skewMs } = await sampled(this.element.dataset.clock);
    this.#part("times").hidden = skewMs === null;
    if (skewMs === null) return this.#say("failed");
    this.#skewMs = skewMs;
    this.#part("difference").textContent = this.#worded(skewMs);
    this.#tick();
    this.#timer = setInterval(() => this.#tick(), 1000);
    return this.#say(verdictOf(skewMs));
  }

  #tick() {
    this.#part("server").textContent = times.format(Date.now() - this.#skewMs);
    this.#part("device").textContent = times.format(Date.now());
  }

  #worded(skewMs) {
    const { fast, slow, same } = this.element.dataset;
    const seconds = (Math.abs(skewMs) / 1000).toFixed(1);
    if (seconds === "0.0") return same;
    return (skewMs > 0 ? fast : slow).replace("{seconds}", seconds);
  }

  #say(verdict) {
    for (const each of this.element.querySelectorAll("[data-verdict]")) each.hidden = each.dataset.verdict !== verdict;
  }

  #part(name) {
    return this.element.querySelector(`[data-${name}]`);
  }
}

function verdictOf(skewMs) {
  const off = Math.abs(skewMs);
  if (off < NEAR_MS) return "good";
  return off <= FAR_MS ? "near" : "far";
}

behave("data-clock", Clock);
