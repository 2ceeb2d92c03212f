/** An article: codes that copy, where in it one is, whether it helped, that it was read. */
import "ui/copy.js";
import "help/codes.js";
import "help/sitting.js";
import "help/toc.js";
import "help/vote.js";
