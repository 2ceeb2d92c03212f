// Before the first paint: the theme the visitor chose last. Without a choice the system's counts.
const KEY = "northwind-theme"
const root = document.documentElement
const chosen = localStorage.getItem(KEY)
if (chosen) root.dataset.theme = chosen

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-toggle]")) return
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches
  root.dataset.theme = isDark ? "light" : "dark"
  localStorage.setItem(KEY, root.dataset.theme)
})
