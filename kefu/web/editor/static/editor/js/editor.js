/** The editors' pages: the desk's, and one behaviour a file. */
import "editor/chooses.js";
import "editor/draft.js";
import "editor/inserts.js";
import "editor/jump.js";
import "editor/pictures.js";
import "editor/toolbar.js";
import "editor/walk.js";
