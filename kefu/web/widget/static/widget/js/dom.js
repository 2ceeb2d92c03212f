/* Makes elements. Text goes in as text: there is no way here to turn a string into markup. */
export function make(name, { text, label, ...attributes } = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  if (label) node.setAttribute("aria-label", label);
  if (text !== undefined) node.textContent = text;
  node.append(...children);
  return node;
}

/* A drawing from the sheet of icons. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const image = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  image.setAttribute("class", "icon");
  image.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${document.body.dataset.icons}#${name}`);
  image.append(use);
  return image;
}
