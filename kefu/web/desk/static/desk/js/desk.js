/** The desk's page: the kit, then one behaviour a file. The socket opens once, for all of them. */
import "ui/kit.js";
import "desk/alert.js";
import "desk/answering.js";
import "desk/attached.js";
import "desk/bulk.js";
import "desk/composer.js";
import "desk/connection.js";
import "desk/current.js";
import "desk/draft.js";
import "desk/failed.js";
import "desk/file.js";
import "desk/keys.js";
import "desk/limit.js";
import "desk/list.js";
import "desk/palette.js";
import "desk/picker.js";
import "desk/preference.js";
import "desk/presence.js";
import "desk/receipt.js";
import "desk/sending.js";
import "desk/thread.js";
import "desk/typing.js";
import "desk/view.js";
import "desk/walk.js";
import "desk/zone.js";
import { live } from "desk/socket.js";

live.open();
