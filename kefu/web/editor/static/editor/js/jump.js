/** <button data-jump="12">: the caret stands in that line of the text, in sight. */
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-jump]");
  const text = document.querySelector("[data-body]");
  if (!button || !text) return;
  const lines = text.value.split("\n");
  const line = Math.min(Number(button.dataset.jump), lines.length) - 1;
  const start = lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0);
  text.focus();
  text.setSelectionRange(start, start); // a browser scrolls to a caret, not to a selection
  text.blur();
  text.focus();
  text.setSelectionRange(start, start + lines[line].length);
  const height = Number.parseFloat(getComputedStyle(text).lineHeight) || 20;
  const share = lines.length > 1 ? line / (lines.length - 1) : 0;
  const most = text.scrollHeight - text.clientHeight;
  if (most > height) text.scrollTop = Math.max(0, share * text.scrollHeight - text.clientHeight / 2);
});
