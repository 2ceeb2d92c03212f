// The page's own ways into the chat, beside the button that the widget brings. The wallet is drawn anew: listen above it.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-chat]")) window.Kefu?.open()
})
