/** What every page of the help centre does beyond what it does without scripts; each file binds one behaviour. */
import "help/language.js";
import "help/slash.js";
import "help/suggest.js";
