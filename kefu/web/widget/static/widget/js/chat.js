/* Puts the chat together: who is there, the line to the server, the log, what is on its way, and the screen. */
import { Announcer } from "./announcer.js";
import { Appeals } from "./appeals.js";
import { Full } from "./box.js";
import { Choices } from "./choices.js";
import { Composer } from "./composer.js";
import { Earlier } from "./earlier.js";
import { takeDrops, takePastes } from "./drops.js";
import { Files } from "./files.js";
import { Guide } from "./guide.js";
import { Host } from "./host.js";
import { Lightbox } from "./lightbox.js";
import { Line } from "./line.js";
import { Links } from "./links.js";
import { Log } from "./log.js";
import { LogView } from "./log_view.js";
import { Next } from "./next.js";
import { Notices } from "./notices.js";
import { Others } from "./others.js";
import { Outbox } from "./outbox.js";
import { OwnPage } from "./own_page.js";
import { Papers } from "./papers.js";
import { Particulars } from "./particulars.js";
import { Person } from "./person.js";
import { Pictures } from "./picture_view.js";
import { Real } from "./real/real.js";
import { Recorder } from "./recorder.js";
import { Refused } from "./refused.js";
import { Reading } from "./reading.js";
import { Screen } from "./screen.js";
import { Session } from "./session.js";
import { Spotted } from "./spotted.js";
import { Status } from "./status.js";
import { Standing } from "./standing.js";
import { StepUps } from "./stepups.js";
import * as store from "./store.js";
import { Ticks } from "./ticks.js";
import { Tray } from "./tray.js";
import { Typing } from "./typing.js";
import { words } from "./words.js";

const body = document.body;
const one = (name) => document.querySelector(`[data-part="${name}"]`);

const isFramed = body.dataset.host !== "" && parent !== window;
const page = isFramed ? new Host(body.dataset.host) : new OwnPage({ takesFragment: body.dataset.fragment === "yes" });
const session = new Session(page, { liveUrl: body.dataset.liveUrl });
const line = new Line(session);
const log = new Log(line, session);
const files = new Files({ session, line });
const outbox = new Outbox({ line, log, session, page, files });
const announcer = new Announcer(one("announcer"));
const status = new Status(one("banner"), line);
const pictures = new Pictures(new Links(session), new Lightbox());
const refused = new Refused(one("refused"));
const complain = (text) => (refused.add(text), announcer.say(text));
const tray = new Tray({ files, list: one("tray"), complain });
const draft = () => store.keyOf(session.who, "draft");
const drafts = { read: () => store.read(draft()), write: (text) => (text ? store.write(draft(), text) : store.forget(draft())) };
const composer = new Composer({ form: one("composer"), tray, drafts });
new Spotted({ form: one("composer"), place: one("spotted") });
const earlier = new Earlier({ session, pictures });
const real = new Real({ session, line, log, button: one("real"), place: one("word") });
const parts = {
  proof: real,
  appeals: new Appeals({ session, line, button: one("appeals"), complain }),
  pictures,
  choices: new Choices({ session, log }),
  papers: new Papers({ session }),
  announce: (text) => announcer.say(text),
  ticks: new Ticks({ session, log, line }),
  earlier: (entry, item, own) => earlier.show(entry, item, own),
  onFollow: (id) => log.follow(id),
  files,
  stepups: new StepUps({ session, log }),
  onEdit: (item) => {
    tray.show(outbox.takeBack(item.id));
    composer.fill(item.body);
    composer.focus();
  },
  onDiscard: ({ id }) => outbox.discard(id),
};
new Standing({ log, session, composer, place: one("standing") });
const view = new LogView({ scroller: one("scroller"), list: one("log"), log, outbox, parts });
const reading = new Reading({ log, line, view, page });
const screen = new Screen({ one, log, outbox, view, reading, announcer });
new Next({ log, session, view, place: one("next") });
new Typing({ log, line, composer, announcer, place: one("typing"), view });
const notices = new Notices({ page, session, log, place: one("notices"), isNear: body.dataset.near === "yes" });
const particulars = new Particulars({ form: one("particulars"), session });
const isBegun = () => Boolean(log.id) || outbox.items.length > 0;
const guide = new Guide({ one, isBegun, isFramed });
const person = new Person({ page, session, line, log, outbox, status });
new Others({ log, line, person, announcer, place: one("others") });

composer.addEventListener("send", ({ detail }) => {
  try {
    outbox.add(detail.body, detail.uploads, isBegun() ? null : guide.told(particulars.told));
    guide.sent();
    line.open();
    refused.sent();
    view.toEnd();
  } catch (error) {
    if (!(error instanceof Full)) throw error;
    detail.refuse(words("full"));
  }
});
files.addEventListener("ready", ({ detail }) => detail.isPicture && pictures.keep(detail.file.id, detail.blob));
outbox.addEventListener("gone", () => guide.stored());
outbox.addEventListener("left", ({ detail }) => tray.show(detail));
new Recorder({ button: one("record"), bar: one("recording"), take: (file) => tray.add([file]), complain });
tray.addEventListener("changed", () => {
  if (!tray.isEmpty) line.open();
});
person.addEventListener("changed", ({ detail: { isFirst } }) => {
  if (!isFirst) tray.take();
  if (!isFirst) refused.clear();
  pictures.clear();
  guide.begin(drafts, { isFirst });
  composer.begin({ isFirst });
  screen.restart(session);
  notices.restart();
  real.restart();
  particulars.begin();
});
session.addEventListener("renewed", () => screen.greet(session));
const isPhone = () => matchMedia("(pointer: coarse)").matches && innerWidth >= screen.width; // its keyboard would cover the topics
page.addEventListener("shown", ({ detail }) => detail && !isPhone() && composer.focus());
one("picker").addEventListener("change", ({ target }) => {
  tray.add(target.files);
  target.value = "";
  composer.focus();
});
one("minimise").addEventListener("click", () => page.close());
one("minimise").hidden = !page.isFrame;
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open]")) page.close();
});
addEventListener("beforeunload", (event) => {
  if (store.endsWithPage() && (outbox.items.length || drafts.read())) event.preventDefault();
});
takePastes((files) => tray.add(files));
takeDrops(body, (files) => tray.add(files));
store.onForeignWrite((key) => {
  if (key.includes(":outbox:")) outbox.adopt();
  else if (key === "who") person.check();
  else if (key === store.keyOf(session.who, "conversation") && !log.id) person.follow(store.read(key));
});
page.begin();
person.begin();
