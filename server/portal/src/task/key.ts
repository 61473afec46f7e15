// A key that makes sending twice safe (`idempotencyKey`): the same for the same input, another one for other input.
import { useRef } from 'preact/hooks';

/** 128 random bits as text. (`crypto.randomUUID` is missing on plain HTTP in a network.) */
export const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

export function useSendingKey(): (input: object) => string {
  const last = useRef({ input: '', key: '' });
  return (input) => {
    const text = JSON.stringify(input);
    if (last.current.input !== text) last.current = { input: text, key: randomKey() };
    return last.current.key;
  };
}
