/* What is held of who sits here: a copy to carry away, and to be erased. Asked for once more before anything goes. */
import { make } from "../dom.js";
import { words } from "../words.js";
import { carried } from "./carried.js";

const WAITS_MS = 3000;

export class OwnData {
  #session;
  #place = null;
  #timer = null;

  constructor({ session }) {
    this.#session = session;
  }

  /* Nothing for guests: only who is signed in at the exchange can be told apart from whoever says so. */
  part() {
    const title = make("h3", { text: words("data_title") });
    if (!this.#session.isSigned) return [title, make("p", { class: "sheet__note", text: words("data_guests") })];
    this.#place = make("div", { class: "real__part" }, make("p", { text: words("loading") }));
    this.#call("GET", "");
    return [title, this.#place];
  }

  leave() {
    clearTimeout(this.#timer);
    this.#place = null;
  }

  async #call(method, path, place = this.#place) {
    const { who } = this.#session;
    try {
      const told = await this.#session.call(`/own-data${path}`, { method });
      if (who === this.#session.who && place === this.#place) this.#show(told);
    } catch (error) {
      place?.append(make("p", { class: "sheet__note", role: "alert", text: error.message || words("real_failed") }));
    }
  }

  #show({ takeaway, erasure }) {
    const place = this.#place;
    if (!place) return;
    clearTimeout(this.#timer);
    place.replaceChildren(...this.#copy(takeaway), ...this.#erasure(erasure));
    if (takeaway?.state === "asked") this.#timer = setTimeout(() => this.#call("GET", "", place), WAITS_MS);
  }

  #copy(found) {
    const about = make("p", { class: "sheet__note", text: words("data_copy_about") });
    const state = found && words(`data_copy_${found.state}`, { time: when(found.expires_at ?? found.asked_at), again: when(found.again_at) });
    const told = make("p", { class: "sheet__note", role: "status", text: state ?? "" });
    const parts = [about, told];
    if (found?.state === "ready") parts.push(this.#button("data_copy_fetch", (told) => this.#fetch(found.id, told), told, "button button--primary"));
    else if (!found || new Date(found.again_at) <= new Date()) parts.push(this.#button("data_copy_ask", () => this.#call("POST", "/copies"), told));
    return parts;
  }

  #erasure(asked) {
    if (asked) {
      const told = make("p", { class: "sheet__note", role: "status", text: words("data_erase_asked", { time: when(asked.due_at) }) });
      return [told, this.#button("data_erase_withdraw", () => this.#call("DELETE", "/erasure"), told)];
    }
    const sure = make("details", { class: "real__sure" }, make("summary", { text: words("data_erase_ask") }));
    sure.append(make("p", { class: "sheet__note", text: words("data_erase_about") }), this.#button("data_erase_act", () => this.#call("PUT", "/erasure"), null, "button button--danger"));
    return [sure];
  }

  #button(name, act, told, kind = "button") {
    const button = make("button", { class: kind, type: "button", text: words(name) });
    button.addEventListener("click", async () => {
      button.disabled = true;
      await act(told);
      button.disabled = false;
    });
    return make("p", {}, button);
  }

  /* Once: whether it came whole, the browser says; another one can be made tomorrow. */
  async #fetch(id, told) {
    const came = await carried(this.#session, `/own-data/copies/${id}/file`, { method: "POST", name: "my-data.zip" });
    if (came) await this.#call("GET", "");
    else told.textContent = words("real_failed");
  }
}

function when(moment) {
  const shown = { dateStyle: "medium", timeStyle: "short" };
  return moment ? new Intl.DateTimeFormat(document.documentElement.lang, shown).format(new Date(moment)) : "";
}
