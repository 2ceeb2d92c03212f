/** The key / goes to the search; not while somebody writes. */
const isWriting = (node) => node.isContentEditable || /^(input|textarea|select)$/i.test(node.tagName);

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
  const field = document.querySelector("[data-suggest] input[type=search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});
