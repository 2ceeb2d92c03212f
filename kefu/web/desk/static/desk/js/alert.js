/** Something wants attention: a number in the tab's title while it is not in front, and a short sound unless switched off. */
import { Behaviour, behave } from "ui/behaviour.js";
import { live } from "desk/socket.js";

const STORE = "kefu-sound";
const waiting = new Set();

class SoundSwitch extends Behaviour {
  connect() {
    this.element.checked = isSoundOn();
    this.element.addEventListener("change", () => {
      localStorage.setItem(STORE, this.element.checked ? "on" : "off");
      if (this.element.checked) beep();
    });
  }
}

function isSoundOn() {
  return localStorage.getItem(STORE) !== "off";
}

/** Browsers let a page sound only after its person did something in it. */
function beep() {
  if (!navigator.userActivation?.hasBeenActive) return;
  const audio = new AudioContext();
  for (const [at, pitch] of [[0, 660], [0.12, 880]]) {
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.0001, audio.currentTime + at);
    loudness.gain.exponentialRampToValueAtTime(0.12, audio.currentTime + at + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + at + 0.18);
    tone.connect(loudness).connect(audio.destination);
    tone.start(audio.currentTime + at);
    tone.stop(audio.currentTime + at + 0.2);
  }
  setTimeout(() => audio.close(), 600);
}

function showCount() {
  const bare = document.title.replace(/^\(\d+\) /, "");
  document.title = waiting.size ? `(${waiting.size}) ${bare}` : bare;
}

live.on("notice", ({ conversation, sound }) => {
  const isSeen = !document.hidden && document.querySelector(`[data-thread="${conversation}"]`);
  if (!isSeen) waiting.add(conversation);
  showCount();
  if (sound && !isSeen && isSoundOn()) beep();
});

document.addEventListener("desk:read", ({ detail }) => {
  waiting.delete(detail.conversation);
  showCount();
});
document.addEventListener("htmx:after:swap", () => queueMicrotask(showCount));

behave("data-sound", SoundSwitch);
