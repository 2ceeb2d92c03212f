/** Where somebody signs in nobody is yet: the customers' names that a desk kept in this tab (desk/js/recent.js) go. */
if (document.querySelector("[data-nobody]")) sessionStorage.removeItem("kefu-opened");
