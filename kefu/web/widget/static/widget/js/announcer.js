/* Says each thing once to a screen reader, after what it is saying now. The shown log itself stays silent. */
export class Announcer {
  #region;

  constructor(region) {
    this.#region = region;
  }

  say(text) {
    const line = document.createElement("p");
    line.textContent = text;
    this.#region.append(line);
    while (this.#region.childElementCount > 5) this.#region.firstElementChild.remove();
  }
}
