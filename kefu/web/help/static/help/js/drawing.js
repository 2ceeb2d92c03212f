/** A drawing from the pages' own sprite. */
const SPACE = "http://www.w3.org/2000/svg";

export function drawing(name) {
  const image = document.createElementNS(SPACE, "svg");
  const use = document.createElementNS(SPACE, "use");
  image.setAttribute("class", "icon");
  image.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${document.querySelector("[data-words]").dataset.icons}#${name}`);
  image.append(use);
  return image;
}
