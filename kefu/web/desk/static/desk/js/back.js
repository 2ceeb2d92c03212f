/** <a data-goes-back> to a page of this tab: with the address that page had when it was left, so that its list is the same. */
const KEY = "kefu:left:";

addEventListener("pagehide", () => sessionStorage.setItem(KEY + location.pathname, location.search));
document.addEventListener("click", ({ target }) => {
  const link = target.closest?.("a[data-goes-back]");
  if (link) link.search = sessionStorage.getItem(KEY + link.pathname) ?? link.search;
});
