// The page's own way into the chat, beside the button that the widget brings.
document.querySelector("[data-chat]").addEventListener("click", () => window.Kefu?.open())
