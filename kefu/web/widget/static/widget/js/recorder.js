/*
 * The person's own screen as a file: they are told first, choose what is shown, see a red mark all the while, stop when they
 * like, and look at it before it goes. Never sound; at most three minutes and what one file may hold.
 */
import { MOST_BYTES } from "./file_kinds.js";
import { RecorderDialog } from "./recorder_dialog.js";
import { words } from "./words.js";

const MOST_MS = 180_000;
const ROOM_BYTES = 512 * 1024; // for what the last second may add
const TYPES = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm", "video/mp4"];

export class Recorder {
  #button;
  #bar;
  #take;
  #complain;
  #dialog = new RecorderDialog();
  #stream = null;
  #recorder = null;
  #pieces = [];
  #startedAt = 0;
  #ticking = null;

  constructor({ button, bar, take, complain }) {
    this.#button = button;
    this.#bar = bar;
    this.#take = take;
    this.#complain = complain;
    button.hidden = !isPossible();
    button.addEventListener("click", () => this.#ask());
    bar.querySelector("[data-stop]").addEventListener("click", () => this.#stop());
    addEventListener("pagehide", () => this.#release());
  }

  async #ask() {
    if (this.#stream || !(await this.#dialog.consent())) return;
    try {
      const video = { frameRate: { ideal: 12, max: 20 }, width: { max: 1_920 }, height: { max: 1_200 } };
      this.#stream = await navigator.mediaDevices.getDisplayMedia({ video, audio: false, preferCurrentTab: true, surfaceSwitching: "include" });
    } catch (error) {
      if (error.name !== "NotAllowedError") this.#complain(words("record_failed")); // the person's own no needs no words
      return;
    }
    this.#record();
  }

  #record() {
    for (const track of this.#stream.getAudioTracks()) track.stop();
    const video = new MediaStream(this.#stream.getVideoTracks());
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    const videoBitsPerSecond = Math.min(2_500_000, Math.floor(((MOST_BYTES - ROOM_BYTES) * 8_000 * 0.85) / MOST_MS));
    this.#recorder = new MediaRecorder(video, { mimeType, videoBitsPerSecond });
    this.#pieces = [];
    this.#recorder.addEventListener("dataavailable", ({ data }) => this.#came(data));
    this.#recorder.addEventListener("stop", () => this.#done());
    video.getVideoTracks()[0].addEventListener("ended", () => this.#stop()); // by the browser's own bar
    this.#recorder.start(1_000);
    this.#startedAt = performance.now();
    this.#show(true);
  }

  #came(data) {
    this.#pieces.push(data);
    const bytes = this.#pieces.reduce((sum, { size }) => sum + size, 0);
    if (bytes > MOST_BYTES - ROOM_BYTES) this.#stop();
  }

  #tick() {
    const ms = performance.now() - this.#startedAt;
    const left = Math.max(0, Math.ceil((MOST_MS - ms) / 1_000));
    this.#bar.querySelector("[data-left]").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (!left) this.#stop();
  }

  #stop() {
    if (this.#recorder?.state === "recording") this.#recorder.stop();
  }

  async #done() {
    const { mimeType } = this.#recorder;
    this.#release();
    const type = mimeType.split(";")[0];
    const blob = new Blob(this.#pieces, { type });
    this.#pieces = [];
    const chosen = blob.size ? await this.#dialog.preview(blob) : "discard";
    if (chosen === "again") return this.#ask();
    if (chosen === "take") this.#take(new File([blob], fileName(type), { type }));
    this.#button.focus();
  }

  #release() {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = this.#recorder = null;
    this.#show(false);
  }

  #show(on) {
    clearInterval(this.#ticking);
    this.#bar.hidden = !on;
    this.#button.setAttribute("aria-pressed", String(on));
    if (!on) return;
    this.#tick();
    this.#ticking = setInterval(() => this.#tick(), 500);
    this.#bar.querySelector("[data-stop]").focus();
  }
}

/* Phones cannot show their screen to a page, whatever they claim. */
function isPossible() {
  const canRecord = "MediaRecorder" in window && TYPES.some((type) => MediaRecorder.isTypeSupported(type));
  return Boolean(canRecord && navigator.mediaDevices?.getDisplayMedia && matchMedia("(pointer: fine)").matches);
}

function fileName(type) {
  const at = new Date();
  const parts = [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, "0"));
  return `${words("recording_name")} ${parts.join("-")}.${type.split("/")[1]}`;
}
