/** What the palette found, as groups of options: [{ name, label, items }] into a listbox. Options carry what they run. */

export function drawGroups(list, groups) {
  list.replaceChildren(...groups.map(drawnGroup));
  list.querySelectorAll("[role=option]").forEach((option, at) => (option.id = `palette-${at}`));
}

function drawnGroup({ name, label, items }) {
  const group = document.createElement("div");
  Object.assign(group, { className: "palette__group", role: "group" });
  group.setAttribute("aria-label", label);
  group.dataset.group = name;
  const heading = group.appendChild(span("palette__heading", label));
  heading.setAttribute("aria-hidden", "true");
  group.append(...items.map(drawn));
  return group;
}

function drawn({ key, label, hint, said, kind, run }) {
  const option = document.createElement("div");
  Object.assign(option, { className: "palette__item", role: "option", run });
  option.setAttribute("aria-selected", "false");
  Object.assign(option.dataset, { key, kind: kind ?? "action" });
  option.append(span("palette__label", label), ...(said ? [span("palette__said", said)] : []));
  if (hint) option.append(Object.assign(document.createElement("kbd"), { className: "key push", textContent: hint }));
  return option;
}

function span(className, textContent) {
  return Object.assign(document.createElement("span"), { className, textContent });
}
