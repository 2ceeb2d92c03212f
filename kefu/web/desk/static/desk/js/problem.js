/** The sentence about what did not go out stands beside what was typed (#problem of its form), not in a corner. */
export function tell(form, text) {
  const place = form.querySelector("#problem");
  place.replaceChildren();
  if (!text) return;
  const banner = place.appendChild(document.createElement("p"));
  banner.className = "banner banner--danger";
  banner.textContent = text;
}
