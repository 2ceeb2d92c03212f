/** A page of the desk that shows customers' data and needs no news of it: it goes when the session ends. */
import "ui/kit.js";
import "desk/signed_out.js";
import { live } from "desk/socket.js";

live.open();
