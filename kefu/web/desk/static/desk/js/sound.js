/** The desk's sounds, made on the spot: nothing to fetch, nothing to wait for. */
const SOUNDS = {
  chime: [[0, 660, 0.2], [0.12, 880, 0.2]],
  knock: [[0, 180, 0.09], [0.16, 180, 0.09]],
  bell: [[0, 1046, 0.9], [0, 1568, 0.6]],
  none: [],
};
const LOUDEST = 0.2;

/** Browsers let a page sound only after its person did something in it. `volume` is a percentage. */
export function play(name, volume) {
  const tones = SOUNDS[name] ?? [];
  if (!tones.length || volume <= 0 || !navigator.userActivation?.hasBeenActive) return;
  const audio = new AudioContext();
  for (const [at, pitch, lasts] of tones) ring(audio, { at: audio.currentTime + at, pitch, lasts, loud: (LOUDEST * volume) / 100 });
  setTimeout(() => audio.close(), 1500);
}

function ring(audio, { at, pitch, lasts, loud }) {
  const tone = audio.createOscillator();
  const loudness = audio.createGain();
  tone.frequency.value = pitch;
  loudness.gain.setValueAtTime(0.0001, at);
  loudness.gain.exponentialRampToValueAtTime(Math.max(loud, 0.0002), at + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.0001, at + lasts);
  tone.connect(loudness).connect(audio.destination);
  tone.start(at);
  tone.stop(at + lasts + 0.02);
}
