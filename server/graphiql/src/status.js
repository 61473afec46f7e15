// A line that says what the playground is waiting for. It is read out by screen readers when it changes.
let listener = () => {};
let last = '';

/** Says something; the empty text takes it away. */
export function say(text) {
  last = text;
  listener(text);
}

/** Calls `listen` with the present text, and with each later one; the function that is returned ends this. */
export function onSaid(listen) {
  listener = listen;
  listen(last);
  return () => {
    listener = () => {};
  };
}
