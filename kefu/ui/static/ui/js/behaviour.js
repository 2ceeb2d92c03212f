/**
 * Binds a class to an attribute: every element that carries it, now or later, gets an instance.
 * A behaviour has `connect()` and, when it holds something outside its element, `disconnect()`.
 */
const classes = new Map();
const instances = new WeakMap();

export class Behaviour {
  constructor(element) {
    this.element = element;
  }

  connect() {}

  disconnect() {}
}

export function behave(attribute, kind) {
  classes.set(attribute, kind);
  if (document.readyState !== "loading") each(document.documentElement, attribute, start);
}

/** The instance bound to an element, for behaviours that talk to each other. */
export function behaviourOf(element, attribute) {
  return element ? instances.get(element)?.get(attribute) : undefined;
}

function start(element, attribute) {
  const held = instances.get(element) ?? new Map();
  if (held.has(attribute)) return;
  const instance = new (classes.get(attribute))(element);
  held.set(attribute, instance);
  instances.set(element, held);
  instance.connect();
}

function stop(element, attribute) {
  const held = instances.get(element);
  held?.get(attribute)?.disconnect();
  held?.delete(attribute);
}

function each(root, attribute, act) {
  if (root.nodeType !== Node.ELEMENT_NODE) return;
  const selector = `[${attribute}]`;
  if (root.matches(selector)) act(root, attribute);
  for (const element of root.querySelectorAll(selector)) act(element, attribute);
}

function observe(records) {
  for (const record of records) {
    for (const attribute of classes.keys()) {
      for (const node of record.removedNodes) {
        if (!node.isConnected) each(node, attribute, stop);
      }
      for (const node of record.addedNodes) {
        if (node.isConnected) each(node, attribute, start);
      }
    }
  }
}

new MutationObserver(observe).observe(document.documentElement, { childList: true, subtree: true });
