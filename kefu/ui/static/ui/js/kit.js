/** Everything a page of ours may use; each file binds one behaviour to its data- attribute. */
import "ui/htmx.js";
import "ui/copy.js";
import "ui/dialog.js";
import "ui/menu.js";
import "ui/resize.js";
import "ui/submit.js";
import "ui/tabs.js";
import "ui/theme.js";
import "ui/time.js";
import "ui/toast.js";
import "ui/zone.js";
