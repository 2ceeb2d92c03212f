/** The list under a search: articles that answer, then questions that begin so. Text goes in as text. */
import { word } from "ui/words.js";
import { drawing } from "help/drawing.js";

export function drawn({ words = [], articles = [] }, place) {
  const titles = new Set(articles.map(({ title }) => title));
  const options = [
    ...articles.map(({ title, address, urgent }) => ({ text: title, address, icon: urgent ? "triangle-alert" : "file-text" })),
    ...words.filter((each) => !titles.has(each)).map((text) => ({ text, words: text, icon: "search" })),
  ];
  const nodes = options.map((each, at) => option(each, `${place}-${at}`));
  return [group("articles", nodes.slice(0, articles.length)), group("questions", nodes.slice(articles.length))].filter(Boolean);
}

function group(name, options) {
  if (!options.length) return null;
  const box = document.createElement("div");
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", word(name));
  const title = document.createElement("div");
  title.className = "suggested__group";
  title.setAttribute("aria-hidden", "true");
  title.textContent = word(name);
  box.append(title, ...options);
  return box;
}

function option({ text, address = "", words = "", icon }, id) {
  const node = document.createElement("div");
  node.className = "suggested__option";
  node.id = id;
  node.setAttribute("role", "option");
  node.setAttribute("aria-selected", "false");
  Object.assign(node.dataset, { address, words });
  const label = document.createElement("span");
  label.textContent = text;
  node.append(drawing(icon), label);
  return node;
}
